import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OperatorClient } from '@piaojue/server/cli/operator-client';
import { contestData } from '@piaojue/server/rules/test-contest';
import { checkSittingFile } from '@piaojue/server/sitting/sitting-file';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeTempFolders, tempFolder } from '../system/harness/temp-folder.ts';
import { violations, withAxe } from '../screens/axe.ts';
import { openBrowser, openPage } from './browser.ts';
import { PATIENT, read } from './hands.ts';

/** A stranger: `npm start`, the first address that it prints, and six presses to a vote that was rehearsed and compared. */
const MAIN = fileURLToPath(import.meta.resolve('@piaojue/server/cli/main'));
let browser: Browser;
let hall: ChildProcess;
let address: string;

beforeAll(async () => {
  const folder = join(tempFolder(), 'hall');
  hall = spawn(process.execPath, [MAIN, 'hall', '--http', '0', '--folder', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  [browser, address] = await Promise.all([openBrowser(), firstAddress(hall)]);
});
afterAll(async () => {
  await browser?.close();
  const gone = new Promise((resolve) => hall?.once('exit', resolve));
  hall?.kill('SIGTERM');
  await gone;
  removeTempFolders();
});

/** U+323AF, the last of Extension H. */
const NAMELESS = '\u{323af}村水渠';

/** The first address that the program prints is that of the first run. */
async function firstAddress(program: ChildProcess): Promise<string> {
  let said = '';
  return await new Promise((resolve, reject) => {
    program.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const found = /http:\/\/\S+/.exec(said)?.[0];
      if (found) resolve(found);
    });
    program.once('exit', (code) => reject(new Error(`npm start ended (${code}): ${said}`)));
  });
}

/** The decisions: what is pressed before the vote was rehearsed. */
const DECISIONS = [
  ['language', 'language-zh'],
  ['hall', 'hall-done'],
  ['receiver', 'receiver-done'],
  ['keypads', 'keypads-start'],
  ['roll', 'roll-done'],
  ['rehearsal', 'rehearsal-start'],
] as const;

test('six presses from the printed address to a rehearsed vote whose counts are right; it may be left and comes back where it was', async () => {
  expect(address).toMatch(/\/setup#pin=\d+$/);
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, acceptDownloads: true });
  const began = performance.now();
  const { page, faults } = await openPage(context, address);
  let presses = 0;
  await withAxe(page);
  for (const [step, button] of DECISIONS) {
    await page.locator(`[data-testid="setup"][data-step="${step}"]`).waitFor(PATIENT);
    if (step === 'receiver') await reloads(page, 'receiver');
    expect(await read(page, 'setup-rehearsal')).toContain('演练');
    expect(await violations(page), step).toEqual([]);
    await page.getByTestId(button).click(PATIENT);
    presses++;
  }
  await page.locator('[data-testid="setup"][data-step="report"]').waitFor({ timeout: 60_000 });
  const ms = Math.round(performance.now() - began);
  console.log(`first run: ${presses} presses, ${ms} ms from the address to a rehearsed vote (clone and install apart)`);
  expect(presses).toBeLessThanOrEqual(6);
  expect(await page.getByTestId('report-verdict').getAttribute('data-open')).toBe('0');

  // Each count beside what had to come out.
  await page.getByTestId('step-rehearsal').click(PATIENT);
  const comparison = page.getByTestId('comparison');
  await comparison.waitFor(PATIENT);
  expect(await comparison.getAttribute('data-differences')).toBe('0');
  expect(await page.locator('[data-testid^="compare-"]').count()).toBe(12 + 4);

  expect(await violations(page), 'comparison').toEqual([]);

  // The report is of a rehearsal and says so; the file begins another sitting.
  await page.getByTestId('step-report').click(PATIENT);
  expect(await downloaded(page, 'report-html')).toContain('class="watermark"');
  const file = checkSittingFile(JSON.parse(await downloaded(page, 'report-sitting')));
  expect(file.ok && [file.value.seats.length, file.value.contests?.length]).toEqual([58, 1]);

  await page.getByTestId('setup-language').getByText('English').click(PATIENT);
  await expect.poll(() => read(page, 'setup-heading'), PATIENT).toBe('Readiness report');
  expect(await violations(page), 'report in English').toEqual([]);

  // One press away, at any time; and from there to the health of the hall.
  await page.getByTestId('setup-console').click(PATIENT);
  await page.getByTestId('console').waitFor(PATIENT);
  await page.goto(new URL('/console/health', address).href);
  await page.getByTestId('health').waitFor(PATIENT);
  expect(await page.getByTestId('health-receiver-1').getAttribute('data-well')).toBe('true');
  expect(await page.getByTestId('health-check').getAttribute('data-well')).toBe('true');
  // No screen was opened in this hall: the page says so, and what to do.
  expect(await page.getByTestId('health-screen-hall').innerText(PATIENT)).toContain('/screen');
  await withAxe(page);
  expect(await violations(page), 'health').toEqual([]);
  expect(faults).toEqual([]);
  await context.close();
});

test('a name with a character that no face draws is shown, and keeps its vote from being made ready until somebody looked at it', async () => {
  const { origin, hash } = new URL(address);
  const operator = await OperatorClient.signIn(origin, hash.slice('#pin='.length));
  const contest = {
    ...contestData({ field: 2, seats: 1 }),
    candidates: [
      { no: 1, name: NAMELESS },
      { no: 2, name: '王家桥' },
    ],
  };
  const roundId = (await operator.command('contest:import', { contest })) ?? 0;
  await expect(operator.command('round:ready', { roundId })).rejects.toThrow('rare-characters');
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  const { page, faults } = await openPage(context, `${origin}/setup${hash}`);
  await page.getByTestId('step-roll').click(PATIENT);
  await page.getByTestId('characters').waitFor(PATIENT);
  const [char = ''] = NAMELESS;
  const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase();
  expect(await page.getByTestId(`character-${code}`).getAttribute('data-open')).toBe('true');
  expect(operator.view?.setup.characters.open).toBe(char);
  await page.getByTestId('characters-accept').click(PATIENT);
  await operator.until('the look', ({ setup }) => setup.characters.open === '', 10_000);
  await operator.command('round:ready', { roundId });
  expect(faults).toEqual([]);
  operator.close();
  await context.close();
});

/** The page is loaded again, and stands at the same step. */
async function reloads(page: Page, step: string): Promise<void> {
  await page.reload();
  await withAxe(page);
  await page.locator(`[data-testid="setup"][data-step="${step}"]`).waitFor(PATIENT);
}

async function downloaded(page: Page, button: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download', PATIENT),
    page.getByTestId(button).click(PATIENT),
  ]);
  const stream = await download.createReadStream();
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}
