import { Heard, PresenceUp, TEST_FLAG, WIRE_VERSION } from '@piaojue/firmware-protocol/messages';
import { signPresence } from '@piaojue/firmware-protocol/seal/presence-mac';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testKeypad } from '../box/test-keypad.ts';
import { contestData, totals } from '../rules/test-contest.ts';
import { HEALTH, STAMP, type TestHall, testHall } from './test-hall.ts';
import { consoleView } from './views.ts';

let t: TestHall;
beforeEach(() => (t = testHall()));
afterEach(() => t.dispose());

const view = () => consoleView(t.hall, STAMP, HEALTH);
/** S of this keypad comes in: an answer to a roll call, or a press of a press test. */
function answer(keypad: number, counter: number, { pressed = false, battery = 80, rssi = 60 } = {}): void {
  const version = (pressed ? TEST_FLAG : 0) | WIRE_VERSION;
  const signed = signPresence(testKeypad(keypad).roll, { keypad, counter, version, battery, firmware: 0x0100 });
  t.hall.keypads.take(0, 'S', [PresenceUp.encode({ rssi, ...signed })]);
}
/** H: receivers hear these keypads. */
function hear(...keypads: number[]): void {
  const bits = new Uint8Array(32);
  for (const keypad of keypads) bits[keypad >> 3] = (bits[keypad >> 3] ?? 0) | (0x80 >> (keypad & 7));
  t.hall.keypads.take(0, 'H', [Heard.encode({ base: 0, bits })]);
}
const rollCall = async (fields = {}) => await t.order('keypads:rollCall', fields);
const test = async (action: 'start' | 'stop') => await t.order('keypads:test', { action });

describe('a roll call', () => {
  it('asks all keypads, or some; who answers from then on has answered', async () => {
    answer(3, 5);
    expect([await rollCall(), t.hub.rollCalls]).toEqual([{ ok: true, value: { roundId: null } }, ['1–65534']]);
    answer(1, 6);
    answer(2, 6, { battery: 12, rssi: 90 });
    expect(t.hall.check.report().sums).toMatchObject({ all: 6, answered: 2, weakBattery: 1, weakSignal: 1 });
    await rollCall({ from: 3, to: 3 });
    answer(3, 6);
    expect(t.hall.check.report().sums.answered).toBe(3);
    t.hall.tick();
    expect(view().selfCheck).toMatchObject({ ready: false, sums: { answered: 3, notHeard: 3, spares: 1 } });
    await rollCall();
    expect(t.hall.check.report().sums.answered).toBe(0);
    expect(t.hub.rollCalls).toHaveLength(3);
  });

  it('KEY2 hears a keypad that was provisioned while the server runs', async () => {
    t.keys.provisioned.add(8);
    answer(8, 1);
    expect(t.hall.keypads.liveness.facts(8).answeredAt).toBeNull();
    await rollCall();
    answer(8, 2);
    expect(t.hall.check.report().sums).toMatchObject({ spares: 2, sparesAnswered: 1 });
  });

  it('needs a receiver, and keypads in their order', async () => {
    t.hub.up = false;
    expect(await rollCall()).toMatchObject({ error: { code: 'blocked' } });
    t.hub.up = true;
    expect(await rollCall({ from: 9, to: 3 })).toMatchObject({ error: { code: 'bad-payload' } });
    expect(t.hub.rollCalls).toEqual([]);
  });
});

describe('a press test', () => {
  it('MSG9 is a state of its own on the air; presses of that time count, answers do not, and nobody is signed in', async () => {
    answer(1, 4, { pressed: true });
    await test('start');
    expect(t.hall.order()).toMatchObject({ state: 'test', round: 0, paper: null });
    answer(1, 5);
    answer(2, 5, { pressed: true });
    expect(t.hall.check.report()).toMatchObject({ pressTest: { running: true }, sums: { pressed: 1 } });
    await test('stop');
    expect(t.hall.order().state).toBe('idle');
    expect(t.hall.check.report()).toMatchObject({ pressTest: { running: false }, sums: { pressed: 1 } });
    expect([t.hall.parts.roll.present.size, view().signIn.present]).toEqual([0, 0]);
  });

  it('is not begun while sign-in is open, and ends when sign-in begins', async () => {
    await t.must('signIn:start');
    expect(await test('start')).toMatchObject({ error: { code: 'blocked' } });
    await t.must('signIn:stop');
    expect(await test('start')).toMatchObject({ ok: true });
    await t.must('signIn:start');
    expect(t.hall.order().state).toBe('signIn');
  });

  it('MSG9 goes on beside a round that stands closed, and ends at the next opening', async () => {
    const roundId = await t.closedRound(totals([4, 1, 0], 5, 1));
    expect(t.hall.order()).toMatchObject({ state: 'closed', round: roundId });
    await test('start');
    expect(t.hall.order()).toMatchObject({ state: 'test', round: 0 });
    await t.must('round:announce', { roundId });
    const next = await t.openRound();
    expect(t.hall.order()).toMatchObject({ state: 'open', round: next });
    expect(t.hall.check.testing).toBe(false);
  });
});

it('SRV29 neither is ordered while a round is in progress', async () => {
  const roundId = await t.openRound();
  expect([await rollCall(), await test('start')]).toMatchObject(
    [1, 2].map(() => ({ ok: false, error: { code: 'round-in-progress' } })),
  );
  expect([t.hub.rollCalls, t.hall.order().state]).toEqual([[], 'open']);
  t.boxSays.totals = totals([4, 1, 0], 5, 1);
  await t.must('round:close', { roundId });
  await t.runner.settled();
  expect(await rollCall()).toMatchObject({ ok: true });
});

describe('an accepted report', () => {
  it('is written as sums, ends the warning of the next step, and outlives a restart', async () => {
    expect(await t.order('keypads:accept')).toMatchObject({ error: { code: 'blocked' } });
    expect(view().next).toMatchObject({ label: 'startSignIn', warnings: ['no-readiness'] });
    await rollCall();
    for (const keypad of [1, 2, 3, 4, 5, 6]) answer(keypad, 7);
    await t.must('keypads:accept');
    expect(view().next).toMatchObject({ label: 'startSignIn', warnings: [] });
    expect(t.store.record().at(-1)?.event).toEqual({
      event: 'readiness accepted',
      by: 'operator',
      report: expect.stringMatching(/^[0-9a-f]{64}$/),
      ready: true,
      reasons: 'noPressTest',
      ...t.hall.check.report().sums,
    });
    const { accepted } = t.hall.check.report();
    expect(accepted).toEqual({
      at: expect.any(Number),
      ready: true,
      hash: expect.any(String),
      sums: t.hall.check.report().sums,
    });
    const { folder } = t;
    await t.stop();
    t = testHall({ folder });
    expect(t.hall.check.report()).toMatchObject({ accepted, rollCall: null });
  });

  it('that says no is kept too, and is what the next step warns of', async () => {
    await rollCall();
    answer(1, 7);
    await t.must('keypads:accept');
    expect(t.store.record().at(-1)?.event).toMatchObject({ ready: false, reasons: 'noPressTest, notHeard 5' });
    expect(view().next?.warnings).toEqual(['not-ready']);
  });
});

describe('not heard apart from heard and not submitted', () => {
  const contest = contestData({ field: 3, seats: 1 });
  const seatFacts = () => view().seats.map(({ heard, submitted }) => [heard, submitted]);

  it('in the vote, in ticks of a second, by seat and as sums; frozen at the cut-off', async () => {
    const roundId = await t.openRound(contest);
    expect([view().current?.absent, seatFacts()[0]]).toEqual([null, [null, false]]);
    hear(1, 2, 3, 4);
    expect(view().current?.absent).toBeNull();
    t.hall.tick();
    t.box.turnout(2);
    expect(view().current?.absent).toEqual({ notHeard: 2, heardNotSubmitted: 2 });
    expect(seatFacts()).toEqual([
      [true, true],
      [true, true],
      [true, false],
      [true, false],
      [false, false],
      [false, false],
    ]);
    t.boxSays.totals = totals([2, 0, 0], 2);
    hear(1, 2, 3, 4, 5);
    await t.must('round:close', { roundId });
    await t.runner.settled();
    hear(1, 2, 3, 4, 5, 6);
    expect(view().current).toMatchObject({ state: 'closed', absent: { notHeard: 1, heardNotSubmitted: 3 } });
    expect(t.store.round(roundId)?.absent).toEqual({ notHeard: 1, heardNotSubmitted: 3 });
    expect(t.store.heard(roundId)).toBeUndefined();
    const tallied = t.store.record().find(({ event }) => event.event === 'round tallied');
    expect(tallied?.event).toMatchObject({ returned: 2, notHeard: 1, heardNotSubmitted: 3 });
    expect(view().screen.picture).toMatchObject({ kind: 'result', result: { figures: { notSubmitted: 4 } } });
    expect(JSON.stringify(view().screen)).not.toMatch(/notHeard|heardNot/);
  });

  it('an order in the vote makes no tick: whoever orders often learns no more of who pressed when', async () => {
    const roundId = await t.openRound(contest);
    hear(1);
    await t.must('screen:set', { motion: false });
    expect([seatFacts()[0], view().seats[0]?.heardAgo, view().links[0]?.heard]).toEqual([[null, false], null, 0]);
    t.hall.tick();
    expect([seatFacts()[0], view().seats[0]?.heardAgo, view().links[0]?.heard]).toEqual([[true, false], 0, 1]);
    await t.must('round:abort', { roundId, reason: '停电' });
    hear(2);
    expect(view().seats[1]?.heardAgo).toBe(0);
  });

  it('a restart in mid-round keeps who was heard before it', async () => {
    const roundId = await t.openRound(contest);
    hear(1, 2, 3);
    t.hall.tick();
    const { folder } = t;
    t.boxSays.totals = totals([1, 0, 0], 1);
    await t.stop();
    t = testHall({ folder });
    t.boxSays.totals = totals([1, 0, 0], 1);
    await t.runner.recover();
    hear(5);
    t.hall.tick();
    expect(view().current?.absent).toEqual({ notHeard: 2, heardNotSubmitted: 3 });
    await t.must('round:close', { roundId });
    await t.runner.settled();
    expect(t.store.round(roundId)?.absent).toEqual({ notHeard: 2, heardNotSubmitted: 3 });
  });

  it('GW11 where no receiver told whom it hears the parts are unknown, and said to be', async () => {
    const roundId = await t.closedRound(totals([2, 0, 0], 2), contest);
    expect([t.store.round(roundId)?.absent, view().current?.absent]).toEqual([null, null]);
    expect(t.store.record().find(({ event }) => event.event === 'round tallied')?.event).toMatchObject({
      notHeard: null,
      heardNotSubmitted: null,
    });
  });
});
