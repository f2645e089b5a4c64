import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MotionContest } from '@piaojue/contract/contest';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeTempFolders, tempFolder } from '../system/harness/temp-folder.ts';
import { startWholeHall, WHOLE_HALL_PINS as PINS, type WholeHall } from '../system/harness/whole-hall.ts';
import { openBrowser, openPage } from './browser.ts';
import { expectText, hold, PATIENT, read } from './hands.ts';

/** A resolution that the rules let nobody open, close or announce alone: the pages of chief monitor and presiding officer. */
const TITLE = '关于预算的决议';
const CONTEST: MotionContest = {
  title: TITLE,
  kind: 'resolution',
  candidates: [{ no: 1, name: TITLE }],
  rules: {
    ...{ quorum: { num: 2, den: 3, strict: false }, rateBase: 'returned', press: 'last' },
    majority: { num: 1, den: 2, strict: true, base: 'all' },
    people: { emptyBox: true, sums: true, presiding: true },
  },
};
const FOR = 1;
const AGAINST = 2;
/** Five deputies: 三票赞成, 一票反对, one does not press. */
const ANSWERS = [FOR, FOR, FOR, AGAINST] as const;

let browser: Browser;
let hall: WholeHall;

beforeAll(async () => {
  const sitting = join(tempFolder(), 'sitting.json');
  const seats = [1, 2, 3, 4, 5].map((keypad) => ({ name: `代表${keypad}`, keypad }));
  const title = { congress: '江南镇第十九届人民代表大会', meeting: '第四次会议', date: '2027-03-12' };
  writeFileSync(sitting, JSON.stringify({ ...title, seats, contests: [CONTEST] }));
  [browser, hall] = await Promise.all([openBrowser(), startWholeHall({ sitting, keypads: 5 })]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), hall?.stop()]);
  removeTempFolders();
});

test('nothing opens, closes or is announced before monitor and presiding officer held their buttons; no choice before the count', async () => {
  const { operator } = hall;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const monitor = await openPage(context, `${hall.url}/monitor#pin=${PINS.chiefMonitor}`);
  const presiding = await openPage(context, `${hall.url}/presiding`);
  const state = async (id: string): Promise<string | null> =>
    await monitor.page.getByTestId(`line-${id}`).getAttribute('data-state', PATIENT);

  // A monitor's PIN opens another page than this one.
  await presiding.page.getByTestId('pin').fill(PINS.monitor);
  await presiding.page.keyboard.press('Enter');
  await expect.poll(() => presiding.page.getByRole('alert').innerText(), PATIENT).toBe('这个 PIN 不能打开本页面');
  await presiding.page.getByTestId('pin').fill(PINS.presiding);
  await presiding.page.keyboard.press('Enter');

  await operator.command('signIn:start', {});
  hall.simulator.send({ type: 'signIn', keypads: [1, 2, 3, 4, 5], withinMs: 100 });
  await operator.until('five deputies', ({ signIn }) => signIn.present === 5, 30_000);
  await operator.until('the vote', ({ current }) => current !== null, 30_000);
  const roundId = operator.view?.current?.round.id ?? 0;
  await operator.command('round:ready', { roundId });
  await operator.until('a receiver', ({ links }) => links.some(({ state: link }) => link === 'up'), 30_000);
  await expectText(presiding.page, 'sentence-0', '现在报告出席情况：应到5名，实到5名，符合法定人数，可以开会。');

  // Opening: a click confirms nothing; both have to hold.
  await expect.poll(() => state('box'), PATIENT).toBe('now');
  await monitor.page.waitForTimeout(700);
  await monitor.page.getByTestId('confirm-emptyBox').click();
  await presiding.page.getByTestId('consent-open').click();
  await expect(operator.command('round:open', { roundId })).rejects.toThrow(/blocked/);
  await hold(monitor.page, 'confirm-emptyBox', () => isGone(monitor.page, 'confirm-emptyBox'));
  await hold(presiding.page, 'consent-open', () => isGone(presiding.page, 'consent-open'));
  await operator.command('round:open', { roundId });

  const presses = ANSWERS.map((answer, i) => ({ id: i + 1, keypad: i + 1, marks: [[1, answer] as const] }));
  const outcomes = await hall.press(presses);
  expect(outcomes.map(({ status }) => status)).toEqual(presses.map(() => 'counted'));
  await expectText(monitor.page, 'line-returned-figure', '收回 4，发出 5');
  expect(await state('box')).toBe('done');
  expect(await state('recount')).toBe('later');
  expect(await monitor.page.getByTestId('officers-result').count()).toBe(0);
  expect(await presiding.page.getByTestId('script').innerText()).not.toContain('赞成');

  await monitorWritesDown(monitor.page);
  await deskFits(context);

  await hold(presiding.page, 'consent-close', () => isGone(presiding.page, 'consent-close'));
  await operator.command('round:close', { roundId });
  await operator.until('the count', ({ current }) => current?.state === 'closed', 30_000);

  // The sums, worked out by hand: 3 + 1 + 0 = 4 valid, 4 + 0 = 4 returned, 5 − 4 = 1 未按.
  await expectText(monitor.page, 'line-sums-figure', '有效 4 + 无效 0 = 收回 4；未按 1');
  expect(await state('recount')).toBe('done');
  await expectText(presiding.page, 'sentence-1', `${TITLE}：赞成三票，反对一票，弃权零票，未按一名。`);
  await expectText(presiding.page, 'sentence-2', '通过。');
  await expect(operator.command('round:announce', { roundId })).rejects.toThrow(/blocked/);
  await hold(monitor.page, 'confirm-sums', () => isGone(monitor.page, 'confirm-sums'));
  await hold(presiding.page, 'consent-announce', () => isGone(presiding.page, 'consent-announce'));
  await operator.command('round:announce', { roundId });
  await expect.poll(() => read(monitor.page, 'line-report-figure'), PATIENT).toMatch(/^记录 [0-9a-f]{8}，/);
  expect([...monitor.faults, ...presiding.faults]).toEqual([]);
});

async function isGone(page: Page, id: string): Promise<boolean> {
  return (await page.getByTestId(id).count()) === 0;
}

/** What a monitor saw: Enter sends nothing, the button does; it is on the operator's desk and in both lists. */
async function monitorWritesDown(page: Page): Promise<void> {
  const { operator } = hall;
  const noted = () => operator.view?.alarms.filter(({ cause }) => cause.kind === 'incident-noted') ?? [];
  await page.getByTestId('incident-text').fill('三排有人');
  await page.getByTestId('incident-text').press('Enter');
  await page.getByTestId('incident-text').pressSequentially('代按');
  await page.waitForTimeout(700);
  expect(noted()).toEqual([]);
  await page.getByTestId('incident-send').click();
  await expectText(page, 'incident-said', '✓ 已记入');
  expect(await page.getByTestId('incident-text').inputValue()).toBe('');
  await operator.until('the note', () => noted().length === 1, 30_000);
  expect(noted()[0]?.cause).toMatchObject({ text: '三排有人\n代按' });
  await expect.poll(() => read(page, 'incidents'), PATIENT).toContain('情况说明：三排有人');
}

/** On a low screen the one button stays in reach while all else scrolls; on a large one the desk is drawn larger and still fits. */
async function deskFits(context: BrowserContext): Promise<void> {
  const { page, faults } = await openPage(context, `${hall.url}/console#pin=${PINS.operator}`);
  const button = page.getByTestId('console-next');
  await page.setViewportSize({ width: 1280, height: 720 });
  await button.waitFor(PATIENT);
  const main = page.locator('.desk-main');
  const scrolled = () =>
    main.evaluate((element) => {
      element.scrollTo(0, element.scrollHeight);
      return element.scrollTop;
    });
  // What is under the button comes with the next snapshots.
  await expect.poll(scrolled, PATIENT).toBeGreaterThan(200);
  const reach = await button.evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const met = [0.1, 0.9].map((share) =>
      element.ownerDocument.elementFromPoint(x + width * share, y + height * share),
    );
    return met.map((other) => element.contains(other));
  });
  expect(reach).toEqual([true, true]);
  const type = async () => (await page.getByTestId('console-state').boundingBox())?.height ?? 0;
  await page.setViewportSize({ width: 1920, height: 1080 });
  const plain = await type();
  await page.setViewportSize({ width: 3840, height: 2160 });
  expect((await type()) / plain).toBeCloseTo(2, 1);
  const room = await page
    .locator('html')
    .evaluate((root) => [root.scrollWidth - root.clientWidth, root.scrollHeight - root.clientHeight]);
  expect(room).toEqual([0, 0]);
  expect(faults).toEqual([]);
  await page.close();
}
