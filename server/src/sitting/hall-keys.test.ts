import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contestData } from '../rules/test-contest.ts';
import { MONITOR_PIN, testHall, type TestHall } from './test-hall.ts';

/** A machine that is busy with other tests. */
const PATIENT = { timeout: 10_000 } as const;

const PLURALITY = contestData({ field: 3, seats: 1 });
let t: TestHall;
beforeEach(() => {
  t = testHall();
});
afterEach(() => t.dispose());

/** The server starts again on the same folder; the key file is as it was. */
async function restart(): Promise<void> {
  await t.stop();
  const { epoch } = t.keys;
  t = testHall({ folder: t.folder });
  t.keys.epoch = epoch;
}
function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('expected a value');
  return value;
}
const events = (name: string) => t.store.record().filter(({ event }) => event.event === name);
const seatOf = (slot: number) => t.hall.parts.roll.seats.find((seat) => seat.slot === slot);

describe('another keypad for a seat', () => {
  it('SRV26 takes the seat with the next generation; the deputy signs in again, and it is recorded', async () => {
    t.present(6);
    await t.must('keypad:replace', { slot: 2, keypad: 7 });
    expect([seatOf(2), t.store.seats()[2]]).toEqual([seatOf(2), expect.objectContaining({ keypad: 7, generation: 1 })]);
    expect([t.hall.parts.roll.present.has(2), t.hall.parts.roll.present.size]).toEqual([false, 5]);
    expect(t.store.presence().map(({ slot }) => slot)).toEqual([0, 1, 3, 4, 5]);
    expect(events('keypad replaced').map(({ event }) => event)).toEqual([
      { event: 'keypad replaced', slot: 2, former: 3, keypad: 7, generation: 1, signedIn: true, by: 'operator' },
    ]);
    await restart();
    expect(seatOf(2)).toMatchObject({ keypad: 7, generation: 1 });
  });

  it('SRV26 the former keypad comes back to no seat, over any number of replacements', async () => {
    t.keys.provisioned.add(8);
    await t.must('keypad:replace', { slot: 2, keypad: 7 });
    await t.must('keypad:replace', { slot: 2, keypad: 8 });
    expect(seatOf(2)).toMatchObject({ keypad: 8, generation: 2 });
    for (const keypad of [3, 7])
      expect(await t.order('keypad:replace', { slot: 4, keypad })).toMatchObject({
        error: { code: 'blocked', detail: expect.stringContaining('was replaced in this sitting') },
      });
    const seats = [3, 4].map((keypad) => ({ name: `代表${keypad}`, keypad }));
    expect(t.hall.setUp({ congress: '江南镇', meeting: '会议', date: '2027-01-08', seats })).toMatchObject({
      error: { code: 'bad-payload', detail: expect.stringMatching(/replaced in this sitting, got 3$/) },
    });
  });

  it('a report that was accepted spoke of another keypad', async () => {
    t.store.putSitting({ ...must(t.store.sitting()), readiness: { at: 1, ready: true } });
    await t.must('keypad:replace', { slot: 2, keypad: 7 });
    expect(t.store.sitting()?.readiness).toBeNull();
  });

  it.each([
    [{ slot: 9, keypad: 7 }, 'bad-payload', /expected a slot from 0 to 5, got 9/],
    [{ slot: 2, keypad: 4 }, 'blocked', /belongs to seat 4/],
    [{ slot: 2, keypad: 3 }, 'blocked', /belongs to seat 3/],
    [{ slot: 2, keypad: 99 }, 'blocked', /no device key: provision it/],
  ] as const)('SRV26 %j is refused: %s', async (fields, code, detail) => {
    expect(await t.order('keypad:replace', fields)).toMatchObject({
      error: { code, detail: expect.stringMatching(detail) },
    });
    expect(t.store.record()).toEqual([]);
  });

  it('SRV26 a barred keypad is no replacement; one that was provisioned a minute ago is', async () => {
    t.keys.barred.add(7);
    expect(await t.order('keypad:replace', { slot: 2, keypad: 7 })).toMatchObject({
      error: { code: 'blocked', detail: expect.stringMatching(/barred/) },
    });
    t.keys.provisioned.add(12);
    await t.must('keypad:replace', { slot: 2, keypad: 12 });
    expect(seatOf(2)?.keypad).toBe(12);
  });

  it('SRV26 not while a round is frozen, opening or closing; after it again, and the next round has the new keypad', async () => {
    t.present(6);
    const replacement = { slot: 2, keypad: 7, monitorPin: MONITOR_PIN };
    const roundId = await t.must('contest:import', { contest: PLURALITY });
    await t.must('round:ready', { roundId });
    expect(await t.order('keypad:replace', replacement)).toMatchObject({ error: { code: 'blocked' } });
    t.boxSays.holds = 'create';
    const opening = t.must('round:open', { roundId });
    await expect.poll(() => t.store.round(roundId)?.state, PATIENT).toBe('opening');
    expect(await t.order('keypad:replace', replacement)).toMatchObject({ error: { code: 'round-in-progress' } });
    t.box.release();
    await opening;
    t.boxSays.totals = { returned: 6, valid: 6, invalid: 0, votes: [4, 2, 0] };
    t.hub.holdsDrain = true;
    await t.must('round:close', { roundId });
    expect(await t.order('keypad:replace', replacement)).toMatchObject({ error: { code: 'round-in-progress' } });
    t.hub.drains.at(-1)?.done();
    t.hub.holdsDrain = false;
    await t.runner.settled();
    await t.must('keypad:replace', { slot: 2, keypad: 7 });
    const next = await t.openRound();
    expect(t.store.round(next)?.frozen?.seats[2]).toMatchObject({ slot: 2, keypad: 7, generation: 1 });
    expect(t.box.config?.seats[2]).toEqual({ slot: 2, keypad: 7, generation: 1 });
  });
});

describe('RULES §4 another keypad in an open round', () => {
  const ORDER = { slot: 2, keypad: 7, monitorPin: MONITOR_PIN };

  it('takes operator and monitor together', async () => {
    await t.openRound();
    const before = t.store.record().length;
    for (const fields of [
      { slot: 2, keypad: 7 },
      { ...ORDER, monitorPin: '000000' },
    ])
      expect(await t.order('keypad:replace', fields)).toMatchObject({ error: { code: 'forbidden' } });
    for (const by of ['monitor', 'chiefMonitor', 'presiding'] as const)
      expect(await t.order('keypad:replace', ORDER, by)).toMatchObject({ error: { code: 'forbidden' } });
    expect([t.box.asked.includes('replace'), seatOf(2)?.keypad, t.store.record().length]).toEqual([false, 3, before]);
  });

  it('the seat keeps its right to vote, what was frozen stays as it was, and the record names seat and keypads alone', async () => {
    const roundId = await t.openRound();
    const { frozen, presence } = must(t.store.round(roundId));
    expect(await t.must('keypad:replace', ORDER)).toBe(roundId);
    const round = must(t.store.round(roundId));
    expect([round.frozen, round.presence, round.replaced]).toEqual([
      frozen,
      presence,
      [{ slot: 2, former: 3, keypad: 7, generation: 1 }],
    ]);
    expect(t.box.asked.at(-1)).toBe('replace');
    const { present } = t.hall.parts.roll;
    expect([present.size, present.has(2), t.hall.sitting.retired, seatOf(2)?.keypad]).toEqual([6, true, [3], 7]);
    expect(events('keypad replaced').map(({ event }) => event)).toEqual([
      {
        ...{ event: 'keypad replaced', round: roundId, slot: 2, former: 3, keypad: 7, generation: 1 },
        ...{ by: 'operator', other: 'monitor' },
      },
    ]);
  });

  it('a box and a server that are started again know the new keypad, and a sign-in of it may start from any counter', async () => {
    const roundId = await t.openRound();
    await t.must('keypad:replace', ORDER);
    t.box.die();
    await expect.poll(() => t.runner.taking, PATIENT).toBe(true);
    expect(t.box.config?.seats[2]).toEqual({ slot: 2, keypad: 7, generation: 1 });
    await restart();
    await t.runner.recover();
    expect([t.store.round(roundId)?.state, t.box.config?.seats[2], seatOf(2)?.keypad]).toEqual([
      'open',
      { slot: 2, keypad: 7, generation: 1 },
      7,
    ]);
    expect(t.store.presence()[2]).toMatchObject({ slot: 2, counter: 0, state: 'present' });
  });

  it('is told of in the result as a number', async () => {
    const roundId = await t.openRound();
    await t.must('keypad:replace', ORDER);
    t.boxSays.totals = { returned: 6, valid: 6, invalid: 0, votes: [4, 2, 0] };
    await t.must('round:close', { roundId });
    await t.runner.settled();
    const bundle = JSON.parse(readFileSync(join(t.runner.bundleFolder(roundId), 'bundle.json'), 'utf8')) as object;
    expect(bundle).toMatchObject({ replaced: 1, issued: 6, returned: 6 });
  });

  it('while the box is started again it waits', async () => {
    const roundId = await t.openRound();
    t.boxSays.holds = 'resume';
    t.box.die();
    await expect.poll(() => t.boxes.length, PATIENT).toBe(2);
    expect(await t.order('keypad:replace', ORDER)).toMatchObject({ error: { code: 'box-failed' } });
    expect(t.store.round(roundId)?.replaced).toBeUndefined();
    t.box.release();
    await expect.poll(() => t.runner.taking, PATIENT).toBe(true);
  });
});

describe('a lost keypad', () => {
  it('SRV3 SRV27 barred while the sitting goes on: recorded, no ballot is issued to its seat, its deputy stays present', async () => {
    t.present(6);
    const roundId = await t.must('contest:import', { contest: PLURALITY });
    await t.must('round:ready', { roundId });
    t.keys.barred.add(3);
    await t.must('round:open', { roundId });
    const presence = t.store.round(roundId)?.presence;
    expect([presence?.present, presence?.issued, ...(presence?.authorised ?? [])]).toEqual([6, 5, 0b111011]);
    expect(t.hall.parts.roll.knows(3)).toBe(false);
    expect(events('keypad barred').map(({ event }) => event)).toEqual([
      { event: 'keypad barred', keypad: 3, by: 'server' },
    ]);
  });

  it('SRV27 barred while the server was down: the start records it, and each keypad once', () => {
    const keys = t.keys.rollKeys(t.hall.sitting.sid);
    for (const barred of [new Set([3]), new Set([3, 5, 99])]) t.hall.keys.take({ ...keys, barred });
    expect(events('keypad barred').map(({ event }) => event['keypad'])).toEqual([3, 5]);
  });

  it('SRV27 in an open round it changes nothing; with another keypad the deputy votes in the next', async () => {
    const roundId = await t.openRound();
    t.keys.barred.add(3);
    expect(t.store.round(roundId)?.presence).toMatchObject({ present: 6, issued: 6 });
    t.boxSays.totals = { returned: 6, valid: 6, invalid: 0, votes: [4, 2, 0] };
    await t.must('round:close', { roundId });
    await t.runner.settled();
    await t.must('keypad:replace', { slot: 2, keypad: 7 });
    const next = await t.openRound();
    expect(t.store.round(next)?.presence).toMatchObject({ present: 6, issued: 6 });
  });
});

describe('the end of a sitting', () => {
  const real = () => t.store.putSitting({ ...t.hall.sitting, mode: 'real' });

  it('KEY9 a real one: the keys go on, the beacons say the next session, and a roll call asks all keypads to take the step', async () => {
    real();
    const before = t.hall.order();
    await t.must('sitting:end');
    const after = t.hall.order();
    expect([t.keys.epoch, before.epoch, after.epoch, after.state, after.round]).toEqual([1, 0, 1, 'idle', 0]);
    expect(Buffer.compare(before.sid, after.sid)).not.toBe(0);
    expect(t.hub.orders.at(-1)).toEqual(after);
    expect(t.hub.rollCalls).toEqual(['1–65534']);
    expect(t.store.record().map(({ event }) => event)).toEqual([
      { event: 'sitting ending', epoch: 0, nextEpoch: 1, by: 'operator' },
      { event: 'sitting ended', epoch: 0, nextEpoch: 1, by: 'operator' },
    ]);
  });

  it('KEY9 a rehearsal, and a server that keeps its epoch: the keys stay, the sitting is over', async () => {
    await t.must('sitting:end');
    expect([t.keys.epoch, t.hall.order().epoch, t.hall.sitting.end?.at]).toEqual([0, 0, expect.any(Number)]);
    const other = testHall();
    other.store.putSitting({ ...other.hall.sitting, mode: 'real' });
    other.keys.epochs = false;
    await other.must('sitting:end');
    expect([other.keys.epoch, other.hall.order().epoch]).toEqual([0, 0]);
    await other.dispose();
  });

  it('SRV28 a round that was about to open when the sitting was ended does not open', async () => {
    t.present(6);
    const roundId = await t.must('contest:import', { contest: PLURALITY });
    await t.must('round:ready', { roundId });
    const opening = t.order('round:open', { roundId });
    await t.must('sitting:end');
    expect(await opening).toMatchObject({ error: { code: 'wrong-state', detail: expect.stringMatching(/has ended/) } });
    expect([t.store.round(roundId)?.state, t.boxes]).toEqual(['ready', []]);
  });

  it('is refused while a round is in progress', async () => {
    await t.openRound();
    expect(await t.order('sitting:end')).toMatchObject({ error: { code: 'round-in-progress' } });
    expect(t.hall.sitting.end).toBeNull();
  });

  it('SRV28 nothing opens after it, also after a restart; what is shown and announced may still change', async () => {
    const roundId = await t.closedRound({ returned: 6, valid: 6, invalid: 0, votes: [4, 2, 0] });
    real();
    await t.must('sitting:end');
    const refused = { error: { code: 'wrong-state', detail: expect.stringMatching(/has ended/) } };
    for (let life = 0; life < 2; life++) {
      if (life === 1) await restart();
      expect(await t.order('contest:import', { contest: PLURALITY })).toMatchObject(refused);
      expect(t.hall.importContest(PLURALITY)).toMatchObject(refused);
      expect(await t.order('signIn:start')).toMatchObject(refused);
      expect(await t.order('round:revote', { roundId })).toMatchObject(refused);
      expect(await t.order('keypad:replace', { slot: 2, keypad: 7 })).toMatchObject(refused);
      await t.must('sitting:end');
    }
    await t.must('round:announce', { roundId });
    await t.must('screen:show', { picture: 'idle' });
    expect(t.hall.order().epoch).toBe(1);
  });

  it('KEY9 whose keys could not be moved on stands as begun, opens nothing, and is completed when it is asked again', async () => {
    real();
    t.keys.fails = 'the medium is full';
    expect(await t.order('sitting:end')).toMatchObject({ error: { code: 'blocked', detail: 'the medium is full' } });
    expect([t.hall.sitting.end?.at, t.keys.epoch]).toEqual([null, 0]);
    expect(await t.order('signIn:start')).toMatchObject({ error: { code: 'wrong-state' } });
    await t.must('sitting:end');
    expect([t.hall.sitting.end?.at, t.keys.epoch, t.hall.order().epoch]).toEqual([expect.any(Number), 1, 1]);
    expect(events('sitting ending')).toHaveLength(1);
  });

  it('KEY9 another sitting that ended with the same keypads: nothing opens in this one', async () => {
    t.present(6);
    const roundId = await t.must('contest:import', { contest: PLURALITY });
    await t.must('round:ready', { roundId });
    t.keys.epoch = 1;
    expect(await t.order('round:open', { roundId })).toMatchObject({
      error: { code: 'blocked', detail: expect.stringMatching(/of epoch 0, the key file is at epoch 1/) },
    });
  });
});
