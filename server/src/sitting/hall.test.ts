import { Drained, Heard, Levels, PresenceUp, SIGN_IN_FLAG, WIRE_VERSION } from '@piaojue/firmware-protocol/messages';
import { paperDigest } from '@piaojue/firmware-protocol/seal/ballot-seal';
import { paperHash } from '@piaojue/firmware-protocol/seal/paper-hash';
import { signPresence } from '@piaojue/firmware-protocol/seal/presence-mac';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { testKeypad } from '../box/test-keypad.ts';
import { contestData, totals } from '../rules/test-contest.ts';
import { HEALTH, MONITOR_PIN, STAMP, type TestHall, testHall } from './test-hall.ts';
import { screenView } from './screen-views.ts';
import { consoleView } from './views.ts';

const COUNT = totals([4, 1, 0], 5, 1);
const TIE = totals([3, 3, 0], 6);
const PLURALITY = contestData({ field: 3, seats: 1, majority: null });
let t: TestHall;
beforeEach(() => (t = testHall()));
afterEach(() => t.dispose());

const events = (): string[] => t.store.record().map(({ event }) => event.event);
const paperOf = (round: number): Uint8Array => paperHash(t.store.round(round)?.frozen?.paper ?? new Uint8Array());
/** A ballot of this keypad comes in, as a line B brings it; what the keypad reads in the answers. */
function press(keypad: number, round: number, counter = 5): (string | undefined)[] {
  const pad = testKeypad(keypad);
  const frame = pad.press(round, counter, paperOf(round), [0]);
  t.hub.sent.length = 0;
  t.hall.keypads.take(2, 'B', [Buffer.concat([Buffer.of(60), frame])]);
  return t.hub.sent.flatMap(({ port, receipts }) => {
    expect(port).toBe(2);
    return Array.from({ length: receipts.length / 15 }, (_, i) =>
      pad.reads(receipts.subarray(i * 15, i * 15 + 15), frame),
    );
  });
}
const signIn = (keypad: number, counter = 1): Uint8Array =>
  PresenceUp.encode({
    rssi: 60,
    ...signPresence(testKeypad(keypad).roll, {
      keypad,
      counter,
      version: SIGN_IN_FLAG | WIRE_VERSION,
      battery: 55,
      firmware: 1,
    }),
  });

describe('ballots outside an open round', () => {
  it('SRV4 SRV3 a round this session does not have, and a keypad without a key, get silence and a counter', async () => {
    await t.openRound();
    expect([press(1, 9), press(99, 9)]).toEqual([[], []]);
    expect(t.hall.keypads.refused).toEqual({ otherRound: 1, unknownKeypad: 1 });
    expect(t.box.taken).toEqual([]);
  });

  it('SRV5 a round that is not open yet: notOpen, nothing stored', async () => {
    t.present(6);
    const roundId = await t.must('contest:import', { contest: PLURALITY });
    await t.must('round:ready', { roundId });
    expect(press(1, roundId)).toEqual(['notOpen']);
    t.boxSays.holds = 'create';
    const opening = t.order('round:open', { roundId });
    await vi.waitFor(() => t.box);
    expect(press(1, roundId)).toEqual(['notOpen']);
    t.box.release();
    await opening;
    expect(t.box.taken).toEqual([]);
  });

  it('SRV9 an open round: to the box, a spare keypad gets notOnRoll from the roll', async () => {
    const roundId = await t.openRound();
    expect(press(1, roundId)).toEqual([]);
    expect(t.box.taken.map(({ length }) => length)).toEqual([34]);
    expect(press(7, roundId)).toEqual(['notOnRoll']);
    expect(t.box.taken.length).toBe(1);
  });

  it('SRV6 CLS7 RCP3 a closed round: closed(n) with n of the record, also after a restart', async () => {
    const roundId = await t.closedRound(totals([2, 0, 0], 2));
    expect([press(1, roundId, 1), press(6, roundId, 5), press(7, roundId)]).toEqual([
      ['closed 1'],
      ['closed 0'],
      ['closed 0'],
    ]);
    await t.stop();
    t = testHall({ folder: t.folder });
    expect(press(1, roundId, 1)).toEqual(['closed 1']);
  });

  it('SRV6 an aborted round: closed(0)', async () => {
    const roundId = await t.openRound();
    await t.must('round:abort', { roundId, reason: '停电' });
    await t.runner.settled();
    expect(press(1, roundId)).toEqual(['closed 0']);
  });

  it('FLT2 lines of other lengths, and noise of any type, are counted and change nothing', async () => {
    await t.openRound();
    for (const type of ['B', 'S', 'H', 'L', 'D'])
      for (const length of [0, 1, 7, 33, 36, 200]) t.hall.keypads.take(0, type, [new Uint8Array(length).fill(0xff)]);
    expect([t.hall.keypads.refused, t.box.taken, t.hub.sent]).toEqual([{ badFrame: 30 }, [], []]);
  });
});

describe('what else the keypads say', () => {
  it('SRV21 sign-ins are answered on the port they came from', () => {
    t.hall.keypads.take(3, 'S', [signIn(1), signIn(2)]);
    expect([t.hub.sent.map(({ port, receipts }) => [port, receipts.length]), [...t.hall.parts.roll.present]]).toEqual([
      [[3, 30]],
      [0, 1],
    ]);
  });

  it('SRV23 SGN3 H, L and D change what is shown and nothing else', () => {
    const bits = new Uint8Array(32).fill(0xff);
    t.hall.keypads.take(0, 'H', [Heard.encode({ base: 0, bits })]);
    t.hall.keypads.take(0, 'L', [Levels.encode({ items: [{ keypad: 2, battery: 40, rssi: 60 }] })]);
    t.hall.keypads.take(0, 'D', [Drained.encode({ closeId: 1, round: 1, left: 0 })]);
    const view = consoleView(t.hall, STAMP, HEALTH);
    expect(view.seats.map(({ heardAgo, battery, present }) => [heardAgo, battery, present])).toEqual([
      [0, null, false],
      [0, 40, false],
      ...Array.from({ length: 4 }, () => [0, null, false]),
    ]);
    expect([t.hub.sent, t.store.presence()]).toEqual([[], []]);
  });

  it('SGN5 who signs in while a round is open counts from the next one', async () => {
    t.present(5);
    const roundId = await t.must('contest:import', { contest: PLURALITY });
    await t.must('round:ready', { roundId });
    await t.must('round:open', { roundId });
    t.hall.keypads.take(0, 'S', [signIn(6)]);
    expect([t.hall.parts.roll.present.size, t.store.round(roundId)?.presence?.present]).toEqual([6, 5]);
    expect(t.box.config?.seats.length).toBe(6);
  });

  it('SRV23 a ballot of the open round goes to the box and is told by the turnout alone: no second clock says when it came', async () => {
    const roundId = await t.openRound();
    press(2, roundId);
    t.hall.tick();
    expect([t.box.taken.length, t.hall.keypads.liveness.facts(2).heardAt]).toEqual([1, null]);
    t.hall.keypads.take(0, 'S', [signIn(2, 9)]);
    t.hall.tick();
    expect(t.hall.keypads.liveness.facts(2).heardAt).not.toBeNull();
  });
});

describe('what the beacons say', () => {
  const said = () => {
    const { round, state, busy, digest } = t.hall.order();
    return { round, state, busy, digest };
  };
  it('idle, sign-in, open, closing, closed, and sign-in for the next', async () => {
    expect(said()).toEqual({ round: 0, state: 'idle', busy: false, digest: 0 });
    await t.must('signIn:start');
    expect(said()).toEqual({ round: 0, state: 'signIn', busy: false, digest: 0 });
    await t.must('signIn:stop');
    const roundId = await t.openRound();
    const digest = paperDigest(paperOf(roundId));
    expect(said()).toEqual({ round: roundId, state: 'open', busy: false, digest });
    t.hub.holdsDrain = true;
    await t.must('round:close', { roundId });
    expect(said()).toEqual({ round: roundId, state: 'closing', busy: false, digest });
    t.boxSays.totals = COUNT;
    t.hub.drains[0]?.done();
    await t.runner.settled();
    expect(said()).toEqual({ round: roundId, state: 'closed', busy: false, digest });
    await t.must('signIn:start');
    expect(said()).toEqual({ round: 0, state: 'signIn', busy: false, digest: 0 });
    expect(t.hall.order()).toMatchObject({ rehearsal: true, provisioning: t.hall.sitting.provisioning });
  });

  it('KPD4 the round that closed last stays on the air, also when another has a higher number', async () => {
    t.present(6);
    const [first, second] = [
      await t.must('contest:import', { contest: PLURALITY }),
      await t.must('contest:import', { contest: PLURALITY }),
    ];
    for (const roundId of [second, first]) {
      await t.must('round:ready', { roundId });
      await t.must('round:open', { roundId });
      t.boxSays.totals = COUNT;
      await t.must('round:close', { roundId });
      await t.runner.settled();
      expect(said()).toMatchObject({ round: roundId, state: 'closed' });
    }
  });

  it('CLS1 closing is durable before the first beacon that says it', async () => {
    const roundId = await t.openRound();
    t.hub.orders.length = 0;
    t.hub.holdsDrain = true;
    const stood: (string | undefined)[] = [];
    const push = t.hub.orders.push.bind(t.hub.orders);
    t.hub.orders.push = (order) => {
      if (order.state === 'closing') stood.push(t.store.round(roundId)?.state);
      return push(order);
    };
    await t.must('round:close', { roundId });
    expect(stood.length).toBeGreaterThan(0);
    expect(new Set(stood)).toEqual(new Set(['closing']));
  });
});

describe('orders', () => {
  it('the same id is carried out once and answered alike, also after a restart', async () => {
    const command = { commandId: 'import-0001', contest: PLURALITY };
    const answers = await Promise.all([
      t.hall.command('contest:import', command, 'operator'),
      t.hall.command('contest:import', command, 'operator'),
    ]);
    expect(answers).toEqual([answers[0], answers[0]]);
    await t.stop();
    t = testHall({ folder: t.folder });
    expect(await t.hall.command('contest:import', command, 'operator')).toEqual(answers[0]);
    expect(t.store.rounds().length).toBe(1);
  });

  it('the close is answered alike when it is asked again long after', async () => {
    const roundId = await t.openRound();
    t.boxSays.totals = COUNT;
    const close = { commandId: 'close-0001', roundId };
    const first = await t.hall.command('round:close', close, 'operator');
    await t.runner.settled();
    expect(await t.hall.command('round:close', close, 'operator')).toEqual(first);
    expect(await t.order('round:close', { roundId })).toMatchObject({ error: { code: 'wrong-state' } });
    expect(events().filter((event) => event === 'round closing').length).toBe(1);
  });

  it('only one round has its box open, whatever was planned', async () => {
    t.present(6);
    for (let i = 0; i < 3; i++) await t.must('contest:import', { contest: PLURALITY });
    await t.must('round:ready', { roundId: 1 });
    await t.must('round:ready', { roundId: 2 });
    t.boxSays.holds = 'create';
    const opening = t.order('round:open', { roundId: 1 });
    expect(await t.order('round:open', { roundId: 2 })).toMatchObject({ error: { code: 'round-in-progress' } });
    expect(await t.order('round:open', { roundId: 1 })).toMatchObject({ error: { code: 'wrong-state' } });
    t.box.release();
    await opening;
    expect(await t.order('round:open', { roundId: 2 })).toMatchObject({ error: { code: 'round-in-progress' } });
    for (const name of ['signIn:start', 'signIn:stop'] as const)
      expect(await t.order(name)).toMatchObject({ error: { code: 'round-in-progress' } });
    expect(await t.order('contest:import', { contest: PLURALITY })).toMatchObject({
      error: { code: 'round-in-progress' },
    });
    expect([t.boxes.length, t.store.rounds().map(({ state }) => state)]).toEqual([1, ['open', 'ready', 'draft']]);
  });

  it('nothing opens without a quorum or a receiver', async () => {
    t.present(3);
    const roundId = await t.must('contest:import', { contest: PLURALITY });
    await t.must('round:ready', { roundId });
    expect(await t.order('round:open', { roundId })).toMatchObject({
      error: { code: 'no-quorum', detail: 'no-quorum: 3 of 6 present' },
    });
    t.present(6);
    t.hub.up = false;
    expect(await t.order('round:open', { roundId })).toMatchObject({
      error: { code: 'blocked', detail: 'receiver-silent: 6 of 6 present' },
    });
    expect(t.store.round(roundId)?.state).toBe('ready');
  });

  it('each in its states only, and unknown rounds are unknown', async () => {
    const roundId = await t.must('contest:import', { contest: PLURALITY });
    const tries = [
      ['round:open', {}],
      ['round:draft', {}],
      ['round:close', {}],
      ['round:announce', {}],
      ['round:revote', {}],
      ['round:abort', { reason: 'x' }],
      ['round:accept', { monitorPin: MONITOR_PIN }],
    ] as const;
    for (const [name, fields] of tries) {
      expect([name, await t.order(name, { roundId, ...fields } as never)]).toMatchObject([
        name,
        { error: { code: 'wrong-state' } },
      ]);
      expect([name, await t.order(name, { roundId: 77, ...fields } as never)]).toMatchObject([
        name,
        { error: { code: 'unknown-round' } },
      ]);
    }
    await t.must('round:ready', { roundId });
    for (const name of ['round:ready', 'contest:discard'] as const)
      expect(await t.order(name, { roundId })).toMatchObject({ error: { code: 'wrong-state' } });
  });

  it('drafts made, frozen, taken back and discarded all stand in the record', async () => {
    const roundId = await t.must('contest:import', { contest: PLURALITY });
    await t.must('round:ready', { roundId });
    const hash = t.store.round(roundId)?.frozen?.hash;
    await t.must('round:draft', { roundId });
    expect(t.store.round(roundId)?.frozen).toBeNull();
    await t.must('contest:discard', { roundId });
    expect(t.store.record().map(({ event }) => [event.event, event['hash']])).toEqual([
      ['round drafted', undefined],
      ['round ready', hash],
      ['round taken back to draft', hash],
      ['draft discarded', undefined],
    ]);
    expect(await t.must('contest:import', { contest: PLURALITY })).toBe(2);
  });

  it('a contest loses the figures of the hall it came with', async () => {
    const contest = { ...PLURALITY, roll: { all: 9, present: 9, issued: 9 }, expectedVotes: [1, 2, 3] };
    const roundId = await t.must('contest:import', { contest });
    expect(t.store.round(roundId)?.contest).toEqual(PLURALITY);
  });

  it('a tie is announced, then voted on again in a round of its own; the earlier one stays as it is', async () => {
    const roundId = await t.closedRound(TIE, PLURALITY);
    const closed = t.store.round(roundId);
    expect(await t.order('round:revote', { roundId })).toMatchObject({ error: { code: 'blocked' } });
    await t.must('round:announce', { roundId });
    const child = await t.must('round:revote', { roundId });
    expect(t.store.round(child)).toMatchObject({
      parent: roundId,
      turn: 2,
      state: 'draft',
      contest: { candidates: [{ no: 1 }, { no: 2 }], rules: { seats: 1, majority: null } },
    });
    expect(t.store.round(roundId)).toEqual({ ...closed, announcedAt: expect.any(Number) });
    const [first] = [t.store.round(roundId)?.announcedAt];
    await t.must('round:announce', { roundId });
    expect(t.store.round(roundId)?.announcedAt).toBe(first);
    expect(t.store.record().filter(({ event }) => event.event === 'round announced')).toHaveLength(1);
  });

  it('what the hall sees is the operator’s choice while no vote is on', async () => {
    const shown = () => screenView(t.hall, STAMP).picture.kind;
    await t.must('contest:import', { contest: PLURALITY });
    await t.must('screen:show', { picture: 'candidates', index: 1 });
    expect(screenView(t.hall, STAMP).picture).toMatchObject({ kind: 'candidates', index: 1 });
    await t.must('signIn:start');
    expect(shown()).toBe('signIn');
    await t.must('screen:show', { picture: 'idle' });
    expect(shown()).toBe('idle');
    await t.must('screen:set', { theme: 'dark', r: 4 });
    expect(t.hall.sitting.hall).toEqual({ theme: 'dark', language: 'zh-CN', r: 4, motion: true });
  });
});

describe('RULES §3: before tallied nobody is sent a figure per candidate', () => {
  it('in no view, at no step of a whole vote', async () => {
    const views = () => {
      return JSON.stringify([screenView(t.hall, STAMP), consoleView(t.hall, STAMP, HEALTH)]);
    };
    const secret = /"votes"|"rank"|"rate"|"rows"|"tied"|"valid"|"chosen"/;
    const roundId = await t.openRound();
    t.box.turnout(3);
    expect(views()).not.toMatch(secret);
    expect(views()).toMatch(/"returned":3/);
    t.boxSays.totals = COUNT;
    t.boxSays.holds = 'recount';
    await t.must('round:close', { roundId });
    expect(views()).not.toMatch(secret);
    await new Promise((resolve) => setImmediate(resolve));
    expect(t.store.round(roundId)?.state).toBe('counting');
    expect(views()).not.toMatch(secret);
    t.box.release();
    await t.runner.settled();
    expect(views()).toMatch(secret);
  });
});
