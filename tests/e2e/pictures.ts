/**
 * `npm run pictures [sitting|samples|first-run|motion …]`: the README's pictures: of a real sitting with real votes, of
 * the gallery where a sitting would have to go wrong first, of the first run. Not a test; run it when the pages have changed.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { buildGallery } from '../screens/gallery.ts';
import { jiangnanBallots, PRESENT } from '../system/harness/jiangnan-ballots.ts';
import { removeTempFolders, tempFolder } from '../system/harness/temp-folder.ts';
import { startWholeHall, WHOLE_HALL_PINS as PINS } from '../system/harness/whole-hall.ts';
import { animatedResult } from './animated-result.ts';
import { openBrowser, openPage } from './browser.ts';

const folder = fileURLToPath(new URL('../../display/docs/', import.meta.url));
/** Of the phases that a good sitting does not come by, and their names in the README. */
const SAMPLES = {
  idle: 'phase=idle',
  tie: 'phase=runoff',
  evaluation: 'phase=evaluation&theme=dark',
} as const;
/** The steps of the first run up to its rehearsed vote, and what is pressed at each. */
const STEPS = [
  ['language', 'language-zh'],
  ['hall', 'hall-done'],
  ['receiver', 'receiver-done'],
  ['keypads', 'keypads-start'],
  ['roll', 'roll-done'],
  ['rehearsal', 'rehearsal-start'],
] as const;

async function shoot(page: Page, name: string): Promise<void> {
  await page.evaluate('document.fonts.ready');
  await page.evaluate('Promise.allSettled(document.getAnimations().map(({ finished }) => finished))');
  await page.screenshot({ path: `${folder}${name}.png` });
  console.log(`${folder}${name}.png`);
}

async function sitting(browser: Browser): Promise<void> {
  const hall = await startWholeHall({ mode: 'real', http: true });
  const { operator } = hall;
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
    const { page: screen } = await openPage(context, `${hall.url}/screen#pin=${PINS.screen}`);
    const { page: desk } = await openPage(context, `${hall.url}/console#pin=${PINS.operator}`);
    const { page: keypad } = await openPage(context, `${hall.simulator.ready.http}?lang=zh-CN`);
    await keypad.setViewportSize({ width: 480, height: 960 });
    const { page: monitor } = await openPage(context, `${hall.url}/monitor#pin=${PINS.monitor}`);
    const { page: tablet } = await openPage(context, `${hall.url}/presiding#pin=${PINS.presiding}`);

    await operator.command('signIn:start', {});
    hall.simulator.send({ type: 'signIn', keypads: Array.from({ length: PRESENT }, (_, i) => i + 1), withinMs: 500 });
    await operator.until('the deputies', ({ signIn }) => signIn.present === PRESENT, 60_000);
    await screen.getByTestId('quorum').waitFor();
    await screen.locator(`[data-testid="present"]:has-text("${PRESENT}")`).first().waitFor();
    await shoot(screen, 'sign-in');
    const roundId = operator.view?.current?.round.id ?? 0;
    await operator.command('screen:show', { picture: 'candidates', index: 2 });
    await screen.getByTestId('candidate-name').first().waitFor();
    await shoot(screen, 'candidate');
    await operator.command('round:ready', { roundId });
    await operator.until('a receiver', ({ links }) => links.some(({ state }) => state === 'up'), 30_000);
    await operator.command('round:open', { roundId });
    const ballots = jiangnanBallots().map((ballot, id) => ({ id, ...ballot }));
    await hall.press(ballots.slice(0, 34));
    await operator.until('33 ballots', ({ current }) => current?.returned === 33, 10_000);
    await screen.getByText('33', { exact: true }).first().waitFor();
    await shoot(screen, 'voting');
    await desk.getByTestId('console-returned').getByText('33').waitFor();
    await shoot(desk, 'console');
    await keypad.locator('input').first().fill('40');
    await keypad.keyboard.press('Tab');
    for (const key of ['0', '3', '0', '5', '0', '7', '1', '2']) await keypad.keyboard.press(key);
    await keypad.waitForTimeout(1500);
    await shoot(keypad, 'keypads');
    await hall.press(ballots.slice(34));
    await operator.command('round:close', { roundId });
    await operator.until('the close', ({ current }) => current?.state === 'closed', 30_000);
    await screen.locator('[data-testid="result"][data-settled]').waitFor();
    await tablet.getByTestId('script').filter({ hasText: '当选' }).waitFor();
    await shoot(tablet, 'tablet');
    await operator.command('round:announce', { roundId });
    await screen.locator('[data-testid="announced"][data-announced="true"]').waitFor();
    await screen.locator('[data-testid="result"][data-settled]').waitFor();
    await shoot(screen, 'result');
    await monitor.getByTestId('officers').waitFor();
    // The checks alone: beside them stand the names of this machine's receivers.
    await monitor.screenshot({ path: `${folder}monitor.png`, clip: { x: 0, y: 0, width: 930, height: 720 } });
    await operator.command('screen:show', { picture: 'summary', index: null });
    await screen.locator('[data-layer="front"] [data-phase="summary"]').waitFor();
    await shoot(screen, 'summary');
    await context.close();
  } finally {
    await hall.stop();
  }
}

async function samples(browser: Browser): Promise<void> {
  const gallery = await buildGallery();
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  for (const [name, query] of Object.entries(SAMPLES)) {
    await page.goto(`${gallery.url}?${query}`);
    await page.getByTestId('picture').waitFor();
    await shoot(page, name);
  }
  await page.close();
  await gallery.close();
}

async function motion(browser: Browser): Promise<void> {
  const gallery = await buildGallery();
  const bytes = await animatedResult(browser, gallery.url);
  writeFileSync(join(folder, 'result-arrives.webp'), bytes);
  console.log(`${folder}result-arrives.webp: ${Math.round(bytes.length / 1000)} kB`);
  await gallery.close();
}

async function firstRun(browser: Browser): Promise<void> {
  const main = fileURLToPath(import.meta.resolve('@piaojue/server/cli/main'));
  const program = spawn(process.execPath, [main, 'hall', '--http', '0', '--folder', join(tempFolder(), 'hall')], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const address = await new Promise<string>((resolve) => {
      let said = '';
      program.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const found = /http:\/\/\S+/.exec(said)?.[0];
        if (found) resolve(found);
      });
    });
    const { page } = await openPage(await browser.newContext({ viewport: { width: 1280, height: 720 } }), address);
    for (const [step, button] of STEPS) {
      await page.locator(`[data-testid="setup"][data-step="${step}"]`).waitFor();
      if (step === 'hall') await shoot(page, 'first-run');
      await page.getByTestId(button).click();
    }
    await page.locator('[data-testid="setup"][data-step="report"]').waitFor({ timeout: 60_000 });
    await page.getByTestId('step-rehearsal').click();
    await page.getByTestId('comparison').waitFor();
    await shoot(page, 'first-run-compared');
  } finally {
    const gone = new Promise((resolve) => program.once('exit', resolve));
    program.kill('SIGTERM');
    await gone;
  }
}

const PARTS = { sitting, samples, motion, 'first-run': firstRun } as const;
const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in PARTS));
if (unknown.length) {
  console.error(`no part ${unknown.join(', ')}: expected ${Object.keys(PARTS).join(', ')}`);
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
const browser = await openBrowser();
try {
  for (const [name, take] of Object.entries(PARTS)) if (!names.length || names.includes(name)) await take(browser);
} finally {
  await browser.close();
  removeTempFolders();
}
