import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mark } from '@piaojue/firmware-protocol/marks';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeTempFolders, tempFolder } from '../system/harness/temp-folder.ts';
import { startWholeHall, WHOLE_HALL_PINS as PINS, type WholeHall } from '../system/harness/whole-hall.ts';
import { openBrowser, openPage } from './browser.ts';
import { AGENDA } from './day-agenda.ts';
import { expectText, PATIENT, read } from './hands.ts';
import { handleWrongly, next, openTab, press, secondLook, tabTo, type } from './keyboard.ts';
import { type Officer, officer } from './officer.ts';

/**
 * The operator's whole day with the keyboard alone, nine deputies, and a wrong hand at each step: after it the record, where
 * every order that was carried out has its line, is as long as before.
 */
const DEPUTIES = Array.from({ length: 9 }, (_, i) => i + 1);
/** A keypad that nobody has yet. */
const SPARE = 10;

let browser: Browser;
let hall: WholeHall;
let monitor: Officer;
let page: Page;

beforeAll(async () => {
  const sitting = join(tempFolder(), 'sitting.json');
  const seats = DEPUTIES.map((keypad) => ({ name: `代表${keypad}`, keypad }));
  const title = { congress: '江南镇第十九届人民代表大会', meeting: '第四次会议', date: '2027-03-12' };
  writeFileSync(sitting, JSON.stringify({ ...title, seats, agenda: AGENDA }));
  [browser, hall] = await Promise.all([openBrowser(), startWholeHall({ sitting, keypads: SPARE })]);
  monitor = await officer(hall.url, PINS.monitor);
});
afterAll(async () => {
  monitor?.close();
  await Promise.all([browser?.close(), hall?.stop()]);
  removeTempFolders();
});

/** The record: a line for every order that was carried out. */
const recorded = async (): Promise<unknown[]> => (await (await hall.operator.get('/api/record')).json()) as unknown[];

/** Does something wrong, waits until the server would have heard of it, and proves that it was no order. */
async function wrongly(what: string, hand: () => Promise<void>): Promise<void> {
  const before = await recorded();
  await hand();
  // What was sent before this answer comes is in the record by then: one connection, in order.
  await page.waitForTimeout(150);
  expect((await recorded()).slice(before.length), what).toEqual([]);
}

const state = (): Promise<string> => read(page, 'console-state');
const isState = (text: string) => async (): Promise<boolean> => (await state()) === text;
const roundId = (): number => hall.operator.view?.current?.round.id ?? 0;
let pressed = 0;
/** One ballot for each deputy, in the order of the keypads; null does not vote. */
async function vote(ballots: readonly (readonly Mark[] | null)[]): Promise<void> {
  const presses = ballots.flatMap((marks, i) => (marks === null ? [] : [{ id: (pressed += 1), keypad: i + 1, marks }]));
  const outcomes = await hall.press(presses);
  expect(outcomes.map(({ status }) => status)).toEqual(presses.map(() => 'counted'));
  await expectText(page, 'console-returned', String(presses.length));
}

/** 冻结、开始; each with a wrong hand before. */
async function openRound(act = '票决'): Promise<void> {
  await next(page, `冻结${act}事项`, isState('已冻结，等待开始'));
  await expect.poll(() => read(page, 'console-next'), PATIENT).toBe(`开始${act}`);
  await wrongly('a vote is not opened by a click, Enter, Space or half of F9', () =>
    handleWrongly(page, 'console-next'),
  );
  await next(page, `开始${act}`, isState(`${act}进行中`));
}

/** 结束; a wrong hand before. */
async function closeRound(done: string, act = '票决'): Promise<void> {
  await wrongly('a vote is not closed by a click, Enter, Space or half of F9', () =>
    handleWrongly(page, 'console-next'),
  );
  await next(page, `结束${act}`, isState(done));
}

const announced = async (): Promise<boolean> => (await read(page, 'console-next')) !== '公布结果';
async function announce(): Promise<void> {
  await expect.poll(() => read(page, 'console-next'), PATIENT).toBe('公布结果');
  await wrongly('a result is not announced by a click, Enter, Space or half of F9', () =>
    handleWrongly(page, 'console-next'),
  );
  await next(page, '公布结果', announced);
}

/** To the next item of the agenda, where a round stands as a draft. */
async function goOn(): Promise<void> {
  await next(page, '进入下一议程', isState('草案'));
}

/** Candidates by number with their status, as the console lists them. */
async function statuses(count: number): Promise<string[]> {
  await openTab(page, 'tab-result');
  return await Promise.all(
    Array.from({ length: count }, (_, i) =>
      page
        .getByTestId(`console-row-${i + 1}`)
        .locator('td')
        .last()
        .innerText(),
    ),
  );
}

test("the operator's whole day with the keyboard alone, a wrong hand at each step, and nothing happens by it", async () => {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  const desk = await openPage(context, `${hall.url}/console#pin=${PINS.operator}`);
  ({ page } = desk);
  await page.getByTestId('console').waitFor(PATIENT);

  // 签到 begins with the plenary; nobody ends the sitting by a slip.
  await next(page, '进入下一议程', async () => (await read(page, 'agenda')).includes('签到进行中'));
  hall.simulator.send({ type: 'signIn', keypads: DEPUTIES, withinMs: 300 });
  await expectText(page, 'console-present', '实到 9 / 应到 9');
  await expect.poll(() => hall.operator.view?.links.some(({ state: link }) => link === 'up'), PATIENT).toBe(true);

  await motionWithMonitors();
  await selectionWithTie();
  await shortfallRuled();
  await evaluated();
  await abortedThenByHand();

  // 结束会议
  await press(page, 'end-show');
  await wrongly('the sitting is not ended by a click, Enter, Space or half of F9', () => handleWrongly(page, 'end'));
  await secondLook(page, 'end', async () => (await page.getByTestId('blocker-sitting-ended').count()) === 1);
  expect(desk.faults).toEqual([]);
  await context.close();
});

/** 表决: six for, two against, one abstains; the monitors are asked twice, and the wrong item is gone back from. */
async function motionWithMonitors(): Promise<void> {
  await press(page, 'item-projects-open');
  await press(page, 'item-projects-go');
  await expect.poll(() => read(page, 'console-item'), PATIENT).toContain('民生实事项目票决');
  await press(page, 'item-budget-open');
  await press(page, 'item-budget-go');
  await expect.poll(() => read(page, 'console-item'), PATIENT).toContain('关于预算的决议');
  expect((await read(page, 'rules-in-words')).length).toBeGreaterThan(20);

  // Frozen by mistake and taken back.
  await next(page, '冻结表决事项', isState('已冻结，等待开始'));
  await press(page, 'round-draft');
  await expectText(page, 'console-state', '草案');
  await next(page, '冻结表决事项', isState('已冻结，等待开始'));

  await page.getByTestId('blocker-box-not-confirmed').waitFor(PATIENT);
  await wrongly('nothing is opened before a monitor confirmed the empty box', async () => {
    await page.keyboard.press('F9');
    await page.keyboard.press('Enter');
  });
  expect((await monitor.order('round:confirm', { roundId: roundId(), what: 'emptyBox' })).ok).toBe(true);
  await page.locator('[data-testid="agreement-emptyBox"][data-state="given"]').waitFor(PATIENT);
  await next(page, '开始表决', isState('表决进行中'));
  await vote([[1], [1], [1], [1], [1], [1], [[1, 2]], [[1, 2]], [[1, 3]]]);
  await closeRound('已结束', '表决');
  await page.getByTestId('blocker-sums-not-confirmed').waitFor(PATIENT);
  expect((await monitor.order('round:confirm', { roundId: roundId(), what: 'sums' })).ok).toBe(true);
  await page.getByTestId('blocker-sums-not-confirmed').waitFor({ ...PATIENT, state: 'detached' });
  await announce();
  await openTab(page, 'tab-result');
  await expectText(page, 'console-outcome', '通过');
  const answers = ['for', 'against', 'abstained', 'notSubmitted'].map((answer) =>
    read(page, `console-motion-${answer}`),
  );
  expect(await Promise.all(answers)).toEqual(['6', '2', '1', '0']);
}

/** 差额票决: 1 has 8, 2 and 3 have 5 each for the one seat that is left, 4 has none; 2 takes it with 5 to 4. */
async function selectionWithTie(): Promise<void> {
  await goOn();
  await openRound();
  await vote([
    [1, 2],
    [1, 2],
    [1, 2],
    [1, 2],
    [1, 3],
    [1, 3],
    [1, 3],
    [1, 3],
    [2, 3],
  ]);
  await closeRound('已结束');
  await announce();
  expect(await statuses(4)).toEqual(['当选', '待再次票决', '待再次票决', '未当选']);
  await expect.poll(() => page.getByTestId('decision').getAttribute('data-pending'), PATIENT).toBe('runoff');
  await next(page, '再次票决', isState('草案'));

  // The re-vote is not thrown away by a slip either.
  await press(page, 'discard-show');
  await wrongly('a draft is not discarded by a click, Enter, Space or half of F9', () =>
    handleWrongly(page, 'discard'),
  );
  await openRound();
  await vote([[2], [2], [2], [2], [2], [3], [3], [3], [3]]);
  await closeRound('已结束');
  await announce();
  expect(await read(page, 'adopted')).toMatch(/1 项目1.*2 项目2/);
}

/** 1 has 6; 2 has 3 and 3 has 2, five are needed: one seat stays open, and 主席团 leaves it to the next session. */
async function shortfallRuled(): Promise<void> {
  await goOn();
  await openRound();
  await vote([[1], [1], [1], [1], [1], [1, 2], [2, 3], [2, 3], []]);
  await closeRound('已结束');
  await announce();
  expect(await read(page, 'pending')).toContain('缺 1 席');
  // The big button opens the form and decides nothing.
  await wrongly('the next step leads to the form, which decides nothing by itself', async () => {
    await page.keyboard.press('F9');
    await page.keyboard.press('Enter');
  });
  await tabTo(page, 'ruling-revote');
  // The wrong ruling first: the arrow goes on to the other one.
  await page.keyboard.press('Space');
  await page.getByTestId('ruling-no-2').waitFor(PATIENT);
  await page.keyboard.press('ArrowDown');
  await page.getByTestId('ruling-nextSession').waitFor(PATIENT);
  await wrongly('a ruling without words is none', async () => {
    await page.getByTestId('ruling-confirm').click({ ...PATIENT, force: true });
    await page.keyboard.press('Enter');
  });
  await type(page, 'ruling-text', '主席团第三次会议决定：留待下次会议。签署：王建国');
  await wrongly('a ruling is not recorded by a click, Enter, Space or half of F9', () =>
    handleWrongly(page, 'ruling-confirm'),
  );
  await secondLook(
    page,
    'ruling-confirm',
    async () => (await page.getByTestId('decision').getAttribute('data-pending')) === 'left',
  );
  await expectText(page, 'console-next', '进入下一议程');
}

/**
 * 满意度测评, nine ballots, the last from a keypad that took the place of a broken one meanwhile. 桥: 5, 3, 1: 满意; 路: 3, 4, 1
 * and one left blank: 基本满意.
 */
async function evaluated(): Promise<void> {
  await goOn();
  await openRound('测评');
  const bridge = [1, 1, 1, 1, 1, 2, 2, 2];
  const road = [1, 1, 1, 2, 2, 2, 2, 3];
  await vote(bridge.map((grade, i): Mark[] => [[1, grade], ...(road[i] === undefined ? [] : [[2, road[i]] as const])]));
  await replaceKeypad(9);
  const [outcome] = await hall.press([{ id: (pressed += 1), keypad: SPARE, marks: [[1, 3]] }]);
  expect(outcome?.status).toBe('counted');
  await expectText(page, 'console-returned', '9');
  await closeRound('已结束', '测评');
  await announce();
  expect(await statuses(2)).toEqual(['满意', '基本满意']);
}

/** A broken keypad, by operator and monitor together: not without the PIN, not with a wrong one, not by a slip. */
async function replaceKeypad(broken: number): Promise<void> {
  await openTab(page, 'tab-seats');
  await press(page, `seat-${broken}-act`);
  await type(page, 'seat-new-keypad', String(SPARE));
  await wrongly('no keypad is replaced in a vote without a monitor', async () => {
    await page.getByTestId('seat-replace').click({ ...PATIENT, force: true });
    await page.keyboard.press('Enter');
  });
  await type(page, 'seat-monitor-pin', '987654');
  await wrongly('nor by a slip', () => handleWrongly(page, 'seat-replace'));
  const refused = page.locator('[data-testid="console-fault"][data-code="forbidden"]');
  await secondLook(page, 'seat-replace', async () => (await refused.count()) === 1);
  await type(page, 'seat-monitor-pin', PINS.monitor);
  await secondLook(page, 'seat-replace', async () => (await page.getByTestId('console-replaced').count()) === 1);
}

/** The last vote is stopped, its box destroyed unopened, and held on paper: 5 for, 3 against, 1 abstains. */
async function abortedThenByHand(): Promise<void> {
  // 中途退场 by mistake, and back again.
  await openTab(page, 'tab-seats');
  await press(page, 'seat-1-act');
  await press(page, 'seat-leave');
  await expectText(page, 'console-present', '实到 8 / 应到 9');
  await press(page, 'seat-return');
  await expectText(page, 'console-present', '实到 9 / 应到 9');
  await goOn();
  await openRound('表决');
  await vote([[1], [1], [1], [1], null, null, null, null]);
  await moveToPaper(8);
  await press(page, 'abort-show');
  await type(page, 'abort-reason', '接收机受潮');
  await wrongly('Enter in the reason stops nothing', () => page.keyboard.press('Enter'));
  await wrongly('F9 is forgotten when the focus moves on, so Enter there confirms nothing', async () => {
    for (const key of ['F9', 'Tab', 'Enter']) await page.keyboard.press(key);
  });
  await wrongly('a vote is not stopped by a click, Enter, Space or half of F9', () => handleWrongly(page, 'abort'));
  await secondLook(page, 'abort', isState('已中止'));

  await press(page, 'by-hand');
  await expectText(page, 'console-state', '草案');
  await openRound('表决');
  await expect.poll(() => read(page, 'console-paper'), PATIENT).toContain('9');
  await wrongly('a vote on paper is not closed by a slip', () => handleWrongly(page, 'console-next'));
  await next(page, '结束表决', async () => (await page.getByTestId('hand-totals').count()) === 1);

  const typed = { returned: 9, invalid: 0, votes: [5], against: [3], abstained: [1] };
  expect((await monitor.order('round:typeTotals', { roundId: roundId(), totals: typed })).ok).toBe(true);
  await expect.poll(() => page.getByTestId('typed-by').getAttribute('data-typed-by'), PATIENT).toBe('monitor');
  await wrongly('sums that do not add up are not sent', async () => {
    await typeTotals(['9', '0', '5', '3', '2']);
    await page.locator('[data-testid="typed-faults"] [data-kind="rowSum"]').waitFor(PATIENT);
    await page.getByTestId('typed-submit').click({ ...PATIENT, force: true });
    await page.keyboard.press('Enter');
  });
  // They add up, but are others than the monitor's: refused, and both typings are void.
  await typeTotals(['9', '0', '6', '2', '1']);
  await press(page, 'typed-submit');
  await page.locator('[data-testid="console-fault"][data-code="totals-differ"]').waitFor(PATIENT);
  await expect.poll(() => page.getByTestId('typed-by').getAttribute('data-typed-by'), PATIENT).toBe('nobody');
  await typeTotals(['9', '0', '5', '3', '1']);
  await press(page, 'typed-submit');
  await expect.poll(() => page.getByTestId('typed-by').getAttribute('data-typed-by'), PATIENT).toBe('operator');
  expect((await monitor.order('round:typeTotals', { roundId: roundId(), totals: typed })).ok).toBe(true);
  await expectText(page, 'console-state', '已结束');
  await announce();
  await openTab(page, 'tab-result');
  await expectText(page, 'console-outcome', '通过');
  expect(await read(page, 'console-motion-for')).toBe('5');
  expect(await read(page, 'console-columns')).toContain('收回 9，有效 9，无效 0');
}

/** In the open vote, by operator and monitor together: who has not submitted, and nobody by a slip or a wrong PIN. */
async function moveToPaper(keypad: number): Promise<void> {
  await press(page, 'toPaper-show');
  // Who has submitted is not offered.
  expect(await page.locator('[data-testid^="to-paper-"][type="checkbox"]').count()).toBe(5);
  await type(page, 'to-paper-search', `代表${keypad}`);
  await tabTo(page, `to-paper-${keypad}`);
  await page.keyboard.press('Space');
  await type(page, 'to-paper-pin', '987654');
  await wrongly('nobody is moved to paper by a slip', () => handleWrongly(page, 'to-paper-confirm'));
  const refused = page.locator('[data-testid="console-fault"][data-code="forbidden"]');
  await secondLook(page, 'to-paper-confirm', async () => (await refused.count()) === 1);
  await type(page, 'to-paper-pin', PINS.monitor);
  await secondLook(page, 'to-paper-confirm', async () => (await page.getByTestId(`to-paper-${keypad}`).count()) === 0);
  const seat = page.getByTestId(`seat-${keypad}-vote`);
  await openTab(page, 'tab-seats');
  await expect.poll(() => seat.getAttribute('data-vote'), PATIENT).toBe('onPaper');
}

async function typeTotals([returned = '', invalid = '', ...answers]: readonly string[]): Promise<void> {
  await type(page, 'typed-returned', returned);
  await type(page, 'typed-invalid', invalid);
  for (const [at, answer] of (['for', 'against', 'abstained'] as const).entries())
    await type(page, `typed-1-${answer}`, answers[at] ?? '');
}
