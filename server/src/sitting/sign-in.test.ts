import type { SittingFile } from '@piaojue/contract/sitting-file';
import { PresenceUp, SIGN_IN_FLAG, WIRE_VERSION } from '@piaojue/firmware-protocol/messages';
import { signPresence } from '@piaojue/firmware-protocol/seal/presence-mac';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testKeypad } from '../box/test-keypad.ts';
import { contestData, motionData, totals } from '../rules/test-contest.ts';
import { officersView } from './officers-view.ts';
import { checkSittingFile } from './sitting-file.ts';
import { HEALTH, STAMP, type TestHall, testHall } from './test-hall.ts';
import { screenView } from './screen-views.ts';
import { consoleView } from './views.ts';

/** A machine that is busy with other tests. */
const PATIENT = { timeout: 10_000 } as const;

const PLAIN = contestData({ field: 3, seats: 1 });
const COUNT = totals([4, 1, 0], 5, 1);

let t: TestHall;
beforeEach(() => {
  t = testHall();
});
afterEach(() => t.dispose());

const view = () => consoleView(t.hall, STAMP, HEALTH);
const codeOf = async (order: ReturnType<TestHall['order']>): Promise<string> => {
  const answer = await order;
  return answer.ok ? 'done' : `${answer.error.code}: ${answer.error.detail}`;
};
/** A fresh press of 签到, as a receiver brings it. */
function press(keypad: number, counter: number): void {
  const fields = { keypad, counter, version: SIGN_IN_FLAG | WIRE_VERSION, battery: 55, firmware: 1 };
  t.hall.keypads.take(0, 'S', [PresenceUp.encode({ rssi: 60, ...signPresence(testKeypad(keypad).roll, fields) })]);
}

describe('RULES §2 sign-in', () => {
  const signIn = () => view().signIn;

  it('补签到: who comes after sign-in was closed once is counted apart, and the record says so', async () => {
    await t.must('signIn:start');
    press(1, 1);
    await t.must('signIn:stop');
    await t.must('signIn:start');
    press(2, 1);
    press(3, 1);
    expect(signIn()).toMatchObject({ present: 3, late: 2, left: 0, observers: 0, plenary: '' });
    await t.must('signIn:stop');
    expect(t.store.record().map(({ event }) => [event.event, event['present'], event['late']])).toEqual([
      ['sign-in started', 0, 0],
      ['sign-in stopped', 1, 0],
      ['late sign-in started', 1, 0],
      ['late sign-in stopped', 3, 2],
    ]);
  });

  it('an opening closes sign-in: who comes in mid-round is late, and counts from the next round', async () => {
    await t.must('signIn:start');
    for (const keypad of [1, 2, 3, 4]) press(keypad, 1);
    const roundId = await t.must('contest:import', { contest: PLAIN });
    await t.must('round:ready', { roundId });
    await t.must('round:open', { roundId });
    press(5, 1);
    expect([signIn(), t.store.round(roundId)?.presence]).toMatchObject([
      { open: false, present: 5, late: 1 },
      { present: 4, issued: 4 },
    ]);
  });

  it('中途退场: P and I of an open round stay, the keypad is not authorised in the next; a press brings its deputy back', async () => {
    const roundId = await t.openRound(PLAIN);
    await t.must('seat:leave', { slot: 2 });
    expect([t.store.round(roundId)?.presence, signIn(), view().seats[2]]).toMatchObject([
      { present: 6, issued: 6 },
      { present: 5, left: 1 },
      { present: false, left: true },
    ]);
    t.boxSays.totals = COUNT;
    await t.must('round:close', { roundId });
    await t.runner.settled();
    await t.must('round:announce', { roundId });
    const next = await t.must('contest:import', { contest: PLAIN });
    await t.must('round:ready', { roundId: next });
    await t.must('round:open', { roundId: next });
    expect([t.store.round(next)?.presence?.present, [...(t.store.round(next)?.presence?.authorised ?? [])]]).toEqual([
      5,
      [0b111011],
    ]);
    press(3, 9);
    expect(signIn()).toMatchObject({ present: 6, left: 0 });
    expect(t.store.record().filter(({ event }) => event.event === 'deputy left')).toMatchObject([
      { event: { slot: 2, by: 'operator' } },
    ]);
  });

  it('the operator brings back who left by mistake; nobody leaves who is not there, nor comes who never signed in', async () => {
    t.present(2);
    await t.must('seat:leave', { slot: 1 });
    expect(await codeOf(t.order('seat:leave', { slot: 1 }))).toMatch(/^wrong-state: expected somebody who is present/);
    await t.must('seat:return', { slot: 1 });
    expect(signIn()).toMatchObject({ present: 2, left: 0 });
    expect(await codeOf(t.order('seat:return', { slot: 1 }))).toMatch(/^wrong-state/);
    expect(await codeOf(t.order('seat:return', { slot: 3 }))).toMatch(/^wrong-state/);
    expect(await codeOf(t.order('seat:leave', { slot: 6 }))).toMatch(
      /^bad-payload: expected a slot from 0 to 5, got 6/,
    );
    await t.must('seat:leave', { slot: 0 });
    await t.stop();
    t = testHall({ folder: t.folder });
    expect(signIn()).toMatchObject({ present: 1, left: 1 });
  });
});

describe('RULES §2 the handout of keypads', () => {
  const seats = [1, 2, 3, 4, 5, 6].map((keypad) => ({ keypad }));
  const UNLISTED: SittingFile = {
    ...{ congress: '大会', meeting: '会议', date: '2027-03-12', seats },
    deputies: ['周', '丁', '王', '甲'],
    observers: 3,
  };
  const faultsOf = (file: unknown) => {
    const checked = checkSittingFile(file);
    return checked.ok ? [] : checked.error.map(({ path, expected }) => `${path}: ${expected}`);
  };

  it('unlisted: N is of deputies, and no name can be joined to a keypad, nowhere', async () => {
    t.hall.setUp(UNLISTED);
    expect([view().handout, view().signIn]).toMatchObject(['unlisted', { all: 4, observers: 3 }]);
    t.present(3);
    const roundId = await t.must('contest:import', { contest: PLAIN });
    await t.must('round:ready', { roundId });
    await t.must('round:open', { roundId });
    expect(t.store.round(roundId)).toMatchObject({ frozen: { all: 4 }, presence: { present: 3, issued: 3 } });
    const everything = JSON.stringify([
      view(),
      screenView(t.hall, STAMP),
      officersView(t.hall, STAMP),
      t.store.seats(),
      t.store.rounds(),
      t.store.record(),
    ]);
    for (const name of ['周', '丁', '王', '甲']) expect(everything).not.toContain(name);
    // The names stand alone, in an order that says nothing.
    expect(t.hall.sitting.people?.deputies).toEqual(['丁', '甲', '王', '周']);
  });

  it('unlisted: a named vote is not held with tokens, for nobody knows whose they are; by hand it is', async () => {
    t.hall.setUp(UNLISTED);
    t.present(3);
    const roundId = await t.must('contest:import', { contest: motionData({}, 'namedResolution') });
    expect(await codeOf(t.order('round:ready', { roundId }))).toMatch(/^blocked: .*handed out by name/);
    expect(t.store.round(roundId)?.state).toBe('draft');
    await t.must('round:byHand', { roundId });
    await t.must('round:ready', { roundId });
    await t.must('round:open', { roundId });
  });

  it('P > N opens nothing', async () => {
    t.hall.setUp(UNLISTED);
    t.present(5);
    const roundId = await t.must('contest:import', { contest: PLAIN });
    await t.must('round:ready', { roundId });
    expect(view().next?.blockedBy).toEqual(['more-present-than-deputies']);
    expect(await codeOf(t.order('round:open', { roundId }))).toMatch(/^blocked: more-present-than-deputies: 5 of 4/);
    await t.must('seat:leave', { slot: 4 });
    await t.must('round:open', { roundId });
  });

  it('I ≤ P ≤ N also when somebody signs in while the box is made', async () => {
    t.hall.setUp(UNLISTED);
    t.present(4);
    const roundId = await t.must('contest:import', { contest: PLAIN });
    await t.must('round:ready', { roundId });
    t.boxSays.holds = 'create';
    const opening = t.must('round:open', { roundId });
    await expect.poll(() => t.boxes.length, PATIENT).toBe(1);
    press(5, 1);
    t.box.release();
    await opening;
    expect(t.store.round(roundId)?.presence).toMatchObject({ present: 4, issued: 4 });
  });

  it('listed with more deputies than keypads: those without one are in N', () => {
    const named = seats.map(({ keypad }) => ({ keypad, name: `代表${keypad}` }));
    t.hall.setUp({ ...UNLISTED, seats: named, deputies: 8 });
    expect([view().handout, view().signIn.all, view().seats[0]?.name]).toEqual(['listed', 8, '代表1']);
    t.hall.setUp({ congress: '大会', meeting: '会议', date: '2027-03-12', seats: named });
    expect([view().handout, view().signIn.all]).toEqual(['listed', 6]);
  });

  it.each([
    ['a name on a token', { ...UNLISTED, handout: 'unlisted', seats: [{ keypad: 1, name: '王' }] }, '/seats/0/name'],
    ['tokens of nobody knows how many deputies', { ...UNLISTED, deputies: undefined }, '/deputies'],
    ['a keypad of nobody', { ...UNLISTED, handout: 'listed', deputies: 6 }, '/seats/0/name'],
    ['one of them', { ...UNLISTED, seats: [{ keypad: 1, name: '王' }, { keypad: 2 }] }, '/seats/1/name'],
    [
      'fewer deputies than seats',
      {
        ...UNLISTED,
        deputies: 1,
        seats: [
          { keypad: 1, name: '王' },
          { keypad: 2, name: '李' },
        ],
      },
      '/deputies',
    ],
  ])('refuses %s', (_, file, path) => {
    const plain = JSON.parse(JSON.stringify(file)) as unknown;
    expect(faultsOf(plain)).toEqual([expect.stringMatching(new RegExp(`^${path}: `))]);
  });
});
