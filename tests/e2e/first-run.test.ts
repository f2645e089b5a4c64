import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
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
import { oneGlyphFont } from './one-glyph-font.ts';

/** A stranger: `npm start`, the first address that it prints, and six presses to a vote that was rehearsed and compared. */
const MAIN = fileURLToPath(import.meta.resolve('@piaojue/server/cli/main'));
let browser: Browser;
let hall: ChildProcess;
let address: string;
let fonts: string;

beforeAll(async () => {
  const folder = join(tempFolder(), 'hall');
  fonts = tempFolder();
  hall = spawn(process.execPath, [MAIN, 'hall', '--http', '0', '--folder', folder, '--fonts', fonts], {
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

/** The last two of Extension H, which no face has. */
const [DRAWN, LOOKED_AT] = ['\u{323af}', '\u{323ae}'] as const;
const codeOf = (char: string): string => (char.codePointAt(0) ?? 0).toString(16).toUpperCase();

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
    if (step === 'roll') await retitle(page, '第五次会议');
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
  expect(file.ok && [file.value.seats.length, file.value.contests?.length, file.value.meeting]).toEqual([
    ...[58, 1, '第五次会议'],
  ]);

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

test('characters that no face draws keep their vote from being made ready; a face in the folder of the hall draws one, somebody looks at the other', async () => {
  const { origin, hash } = new URL(address);
  const operator = await OperatorClient.signIn(origin, hash.slice('#pin='.length));
  const contest = {
    ...contestData({ field: 2, seats: 1 }),
    candidates: [
      { no: 1, name: `${DRAWN}${LOOKED_AT}村水渠` },
      { no: 2, name: '王家桥' },
    ],
  };
  const roundId = (await operator.command('contest:import', { contest })) ?? 0;
  const refused = async () =>
    await expect(operator.command('round:ready', { roundId })).rejects.toThrow('rare-characters');
  await refused();
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  const { page, faults } = await openPage(context, `${origin}/setup${hash}`);
  const isOpen = async (char: string) =>
    await page.getByTestId(`character-${codeOf(char)}`).getAttribute('data-open', PATIENT);
  await page.getByTestId('step-roll').click(PATIENT);
  expect([await isOpen(DRAWN), await isOpen(LOOKED_AT)]).toEqual(['true', 'true']);
  expect(operator.view?.setup.characters.open).toBe(DRAWN + LOOKED_AT);

  writeFileSync(join(fonts, 'hall.ttf'), oneGlyphFont(DRAWN));
  await page.reload();
  await operator.until('the face of the hall', ({ setup }) => setup.characters.open === LOOKED_AT, 10_000);
  await page.getByTestId('step-roll').click(PATIENT);
  expect([await isOpen(DRAWN), await isOpen(LOOKED_AT)]).toEqual(['false', 'true']);
  await refused();

  await page.getByTestId('characters-accept').click(PATIENT);
  await operator.until('the look', ({ setup }) => setup.characters.open === '', 10_000);
  await operator.command('round:ready', { roundId });
  expect(faults).toEqual([]);
  operator.close();
  await context.close();
});

/** Another name for the sitting: on the page and on the hall's picture beside it. No decision: the sample has one. */
async function retitle(page: Page, meeting: string): Promise<void> {
  await page.getByTestId('roll-title').click(PATIENT);
  await page.getByTestId('title-meeting').fill(meeting, PATIENT);
  await page.getByTestId('title-save').click(PATIENT);
  await expect.poll(() => read(page, 'title-said'), PATIENT).toContain('✓');
  await expect.poll(() => page.locator('.setup-sitting').innerText(), PATIENT).toContain(meeting);
}

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
