import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { JIANGNAN_RESULT as BY_HAND, jiangnanBallots, PRESENT } from '../system/harness/jiangnan-ballots.ts';
import { removeTempFolders } from '../system/harness/temp-folder.ts';
import { startWholeHall, WHOLE_HALL_PINS as PINS, type WholeHall } from '../system/harness/whole-hall.ts';
import { openBrowser, openPage } from './browser.ts';
import { expectText, hold, PATIENT, pressNext, read } from './hands.ts';

/** The operator's hand on the console, the hall's eyes on the screen: the whole vote, every figure read off the page. */
let browser: Browser;
let hall: WholeHall;

beforeAll(async () => {
  [browser, hall] = await Promise.all([openBrowser(), startWholeHall()]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), hall?.stop()]);
  removeTempFolders();
});

test('the vote of 江南镇 in the browser: from sign-in to the announced result, every figure as worked out by hand', async () => {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, reducedMotion: 'no-preference' });
  const screen = await openPage(context, `${hall.url}/screen#pin=${PINS.screen}`);
  const desk = await openPage(context, `${hall.url}/console`);
  const { page: console_ } = desk;
  const state = (): Promise<string> => read(console_, 'console-state');

  // A wrong PIN is refused, the right one signs in; the PIN of an address is gone from the address bar.
  await console_.getByTestId('pin').fill('000000');
  await console_.getByTestId('pin-enter').click();
  await expect.poll(() => console_.getByRole('alert').innerText(), PATIENT).not.toBe('');
  await console_.getByTestId('pin').fill(PINS.operator);
  await console_.keyboard.press('Enter');
  await expect.poll(() => screen.page.url(), PATIENT).toBe(`${hall.url}/screen`);

  await signIn(screen.page, console_);

  // 冻结、开始
  await pressNext(console_, '冻结票决事项', async () => (await state()) !== '草案');
  const frozen = await state();
  await expect.poll(() => hall.operator.view?.links.some(({ state: link }) => link === 'up'), PATIENT).toBe(true);
  await pressNext(console_, '开始票决', async () => (await state()) !== frozen);
  await expectText(screen.page, 'returned', '0');
  await expectText(screen.page, 'all', String(BY_HAND.all));
  await expectText(screen.page, 'present', String(BY_HAND.present));
  await expectText(screen.page, 'pending', String(BY_HAND.issued));
  expect(await read(screen.page, 'clock')).toMatch(/^00:\d\d$/);
  expect(await screen.page.locator('[data-testid^="row-"]').count()).toBe(0);

  const ballots = jiangnanBallots();
  const outcomes = await hall.press(ballots.map((ballot, id) => ({ id, ...ballot })));
  expect(outcomes.map(({ status }) => status)).toEqual(ballots.map(() => 'counted'));
  await expectText(screen.page, 'returned', String(BY_HAND.returned));
  await expectText(screen.page, 'pending', String(BY_HAND.notSubmitted));
  await expectText(console_, 'console-returned', String(BY_HAND.returned));
  const open = await state();

  // A reload in mid-vote shows the same picture, without asking for a PIN in front of the hall.
  await screen.page.reload();
  await expectText(screen.page, 'returned', String(BY_HAND.returned));

  // 结束
  await pressNext(console_, '结束票决', async () => (await state()) !== open);
  await screen.page.locator('[data-testid="result"][data-settled]').waitFor(PATIENT);
  await expectResult(screen.page);
  expect(await read(screen.page, 'announced')).toBe('未确认');

  // 公布; a screen that comes late shows the settled result at once.
  await expectText(console_, 'console-state', '已结束');
  await pressNext(console_, '公布结果', async () => (await read(screen.page, 'announced')) === '已公布');
  const late = await openPage(context, `${hall.url}/screen#pin=${PINS.screen}`);
  await late.page.locator('[data-testid="result"][data-settled]').waitFor(PATIENT);
  await expectResult(late.page);

  await expectReport(console_);

  // 结束会议: nothing begins any more; the result stays on the screen.
  await console_.getByTestId('end-show').click(PATIENT);
  await hold(console_, 'end', async () => (await console_.getByTestId('blocker-sitting-ended').count()) === 1);
  expect(await console_.getByTestId('sign-in-start').count()).toBe(0);
  await expectResult(screen.page);

  for (const { faults } of [screen, desk, late]) {
    // The refused PIN is the one answer that the browser notes as an error.
    expect(faults.filter((fault) => !fault.includes('401'))).toEqual([]);
  }
  await context.close();
});

async function signIn(screen: Page, console_: Page): Promise<void> {
  await console_.getByTestId('sign-in-start').click(PATIENT);
  await expectText(screen, 'present', '0');
  await expectText(screen, 'all', String(BY_HAND.all));
  await expect.poll(() => read(screen, 'quorum'), PATIENT).toContain('还差 39 名');
  hall.simulator.send({ type: 'signIn', keypads: Array.from({ length: PRESENT }, (_, i) => i + 1), withinMs: 500 });
  await expectText(screen, 'present', String(PRESENT));
  await expectText(screen, 'quorum', '已达法定人数（三分之二以上）');
}

/** 打印报告单: a tab of its own, which brings its fonts along, runs nothing and asks nobody. */
async function expectReport(console_: Page): Promise<void> {
  await console_.getByRole('tab', { name: '结果' }).click(PATIENT);
  const asked: string[] = [];
  console_.context().on('request', (request) => asked.push(request.url()));
  const [report] = await Promise.all([
    console_.context().waitForEvent('page'),
    console_.getByTestId('report-open').click(PATIENT),
  ]);
  await report.waitForURL(/^blob:/, PATIENT);
  await report.locator('h1').waitFor(PATIENT);
  expect(await report.title()).toMatch(/^票决结果报告单（演练·已公布）/);
  const rows = report.locator('table.rows').first().locator('tbody tr');
  expect(await rows.count()).toBe(BY_HAND.votes.length);
  expect((await rows.first().innerText()).split(/\s+/).slice(-3)).toEqual([
    String(BY_HAND.votes[0]),
    `${BY_HAND.rates[0]}%`,
    '当选',
  ]);
  expect(await report.locator('svg.qr').count()).toBe(1);
  // The slices that the page asked for by its text are those that came with it.
  const loaded = await report.evaluate<string[]>(
    'document.fonts.ready.then((fonts) => [...fonts].map((face) => face.family + " " + face.status))',
  );
  expect(new Set(loaded.filter((face) => !face.endsWith('unloaded')))).toEqual(new Set(['Piaojue Report loaded']));
  expect(asked.filter((url) => !/^(blob|data):|\/report\?/.test(url))).toEqual([]);
  await report.close();
}

async function expectResult(screen: Page): Promise<void> {
  for (const figure of ['all', 'present', 'issued', 'returned', 'valid', 'invalid', 'notSubmitted'] as const) {
    expect(await read(screen, figure), figure).toBe(String(BY_HAND[figure]));
  }
  expect(await read(screen, 'count-chosen')).toBe('10');
  expect(await read(screen, 'count-not-chosen')).toBe('2');
  expect((await read(screen, 'needed')).replaceAll(/\s/g, '')).toBe(`过半数${BY_HAND.needed}票`);
  expect((await read(screen, 'rate-base')).replaceAll(/\s/g, '')).toBe(`得票率占收回${BY_HAND.returned}票`);
  for (const [index, votes] of BY_HAND.votes.entries()) {
    const no = index + 1;
    expect(await read(screen, `row-${no}-votes`), `votes of ${no}`).toBe(String(votes));
    expect(await read(screen, `row-${no}-rate`), `rate of ${no}`).toBe(`${BY_HAND.rates[index]}%`);
    expect(await read(screen, `row-${no}-rank`), `rank of ${no}`).toBe(String(no));
    expect(await read(screen, `row-${no}-status`), `status of ${no}`).toBe(no <= 10 ? '当选' : '未当选');
  }
  // In the order of the ranks, with the cut line between the tenth and the eleventh.
  const order = await screen
    .locator('tr')
    .evaluateAll((rows) => rows.map((row) => (row as unknown as { dataset: { testid?: string } }).dataset.testid));
  expect(order.filter((id) => /^(row-\d+|cut-.*)$/.test(id ?? ''))).toEqual([
    ...Array.from({ length: 10 }, (_, i) => `row-${i + 1}`),
    'cut-notChosen',
    'row-11',
    'row-12',
  ]);
}
