import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pickBallot } from '@piaojue/firmware-protocol/ballot';
import {
  type Presence,
  Receipt,
  type SealedBallot,
  SIGN_IN_FLAG,
  WIRE_VERSION,
} from '@piaojue/firmware-protocol/messages';
import { paperDigest } from '@piaojue/firmware-protocol/seal/ballot-seal';
import { deviceKeyOfEpoch, type Session } from '@piaojue/firmware-protocol/seal/keys';
import { paperHash } from '@piaojue/firmware-protocol/seal/paper-hash';
import { contest } from './harness/contests.ts';
import { LeanHall, PINS, tidy } from './harness/lean-hall.ts';
import { OfficerClient } from './harness/officer-client.ts';
import { rankingOf } from './harness/ranking.ts';
import { ballotPayload, presencePayload, SoftKeypad } from './harness/soft-keypad.ts';

/**
 * Everything that a keypad of this hall did not say here and now: flipped, replayed, of another round, sitting, mode, set
 * or epoch, of another keypad, too early, too late. None is accepted; each gets the answer, or the silence and the
 * counter, that PROTOCOL SRV2 gives it.
 */
afterAll(tidy);

const FIRST = 1;
const SECOND = 2;
const VOTERS = 10;
/** Signed in and on the roll, never votes before it is said. */
const SUBJECT = 2;
const ABSENT = 8;
const LOST = 9;
const MOVED = 10;
const SPARE = 11;
const SUCCESSOR = 12;
const LAST_COUNTER = 0xffff_ffff;

type Counts = Readonly<Record<string, number>>;
/** Over the whole file, for the figures. */
const sums = { ballots: 0, signIns: 0, byClass: new Map<string, number>() };

const flipped = (bytes: Uint8Array, bit: number): Uint8Array =>
  bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (0x80 >> (bit & 7)) : byte));
const bits = (bytes: Uint8Array, from = 0): number[] =>
  Array.from({ length: bytes.length * 8 - from }, (_, i) => from + i);
/** rssi stands before what is sealed: the receiver adds it, and nobody trusts it (PROTOCOL MSG1, SGN2). */
const RSSI_BITS = 8;

describe('forged ballots and sign-ins', () => {
  const hall = new LeanHall({ voters: VOTERS, spares: 2, contests: [contest(4, 2), contest(4, 2)] });
  let paper: Uint8Array;
  /** Counted, and sent again behind whatever is tried: its receipt tells that the rest was looked at. */
  let marker: SealedBallot | undefined;
  let signedIn: Presence;

  const refused = (): Counts => hall.view.health.refused;
  const present = (): number[] => hall.view.seats.filter((seat) => seat.present).map(({ keypad }) => keypad);

  /** What each counter rose by while these payloads were sent, once their number is `total`; and the receipts that came. */
  async function rises(
    type: 'B' | 'S',
    payloads: readonly Uint8Array[],
    total: number,
  ): Promise<{ counts: Counts; receipts: Receipt[] }> {
    const before = { ...refused() };
    const rise = (): Counts =>
      Object.fromEntries(
        Object.entries(refused())
          .map(([name, count]) => [name, count - (before[name] ?? 0)] as const)
          .filter(([, count]) => count > 0),
      );
    const all = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
    hall.gateway.receipts.length = 0;
    hall.gateway.send(type, payloads);
    if (type === 'B') {
      if (!marker) throw new Error('no ballot was counted yet');
      hall.send(marker);
      await hall.answerTo(marker);
    } else await hall.settled();
    // The box says its counters once a second.
    if (total > 0) await hall.until(`${total} refusals`, () => all(rise()) >= total);
    const counts = rise();
    sums[type === 'B' ? 'ballots' : 'signIns'] += payloads.length;
    for (const [name, count] of Object.entries(counts)) sums.byClass.set(name, (sums.byClass.get(name) ?? 0) + count);
    const own = new Set([marker?.keypad, 1]);
    return { counts, receipts: hall.gateway.receipts.filter(({ keypad }) => !own.has(keypad)) };
  }

  const silent = async (type: 'B' | 'S', payloads: readonly Uint8Array[], expected: Counts): Promise<void> => {
    const { counts, receipts } = await rises(type, payloads, payloads.length);
    expect([counts, receipts]).toEqual([expected, []]);
  };
  const sealedBy = (session: Session, device: Uint8Array, id = SUBJECT): SealedBallot =>
    new SoftKeypad(id, device, session, 5000).seal(FIRST, paper, pickBallot([0]));
  const deviceKey = (id: number): Uint8Array => {
    const key = hall.deviceKeys.get(id);
    if (!key) throw new Error(`keypad ${id} has no key`);
    return key;
  };

  beforeAll(async () => {
    await hall.start();
    await hall.signIn([1]);
  });

  it('SGN2 SRV3 SRV17 each single bit of a sign-in: nobody is signed in, each is counted', async () => {
    signedIn = hall.keypad(SUBJECT).signIn();
    const payload = presencePayload(signedIn);
    const { counts, receipts } = await rises(
      'S',
      bits(payload, RSSI_BITS).map((bit) => flipped(payload, bit)),
      144,
    );
    // Of the 16 bits of the number: 0 is nobody, five of them name a keypad of the key file, whose key is another.
    expect(counts).toEqual({ badFrame: 1, 'roll.unknownKeypad': 12, 'roll.forged': 128 + 3 });
    expect([receipts, present()]).toEqual([[], [1]]);
  });

  it('SRV17 KEY2 KEY3 KEY4 KEY8 sign-ins of another session, mode, set, epoch and key: silence, forged', async () => {
    const { session } = hall.keypad(SUBJECT);
    const key = deviceKey(SUBJECT);
    const next = { provisioning: session.provisioning, keypad: SUBJECT, epoch: 1 };
    const others = [
      new SoftKeypad(SUBJECT, key, { ...session, sid: new Uint8Array(randomBytes(8)) }),
      new SoftKeypad(SUBJECT, key, { ...session, mode: 'real' }),
      new SoftKeypad(SUBJECT, key, { ...session, provisioning: 0xee12_3456 }),
      new SoftKeypad(SUBJECT, deviceKeyOfEpoch(key, 0, next), session),
      new SoftKeypad(SUBJECT, randomBytes(16), session),
      new SoftKeypad(SUBJECT, deviceKey(1), session),
    ].map((keypad) => presencePayload(keypad.signIn()));
    await silent('S', others, { 'roll.forged': others.length });
    expect(present()).toEqual([1]);
  });

  it('SGN1 SGN3 SRV18 SRV19 SRV20 answers of roll calls, the tag of a ballot, spare keypads: nobody is signed in', async () => {
    const answer = hall.keypad(SUBJECT).signIn(WIRE_VERSION);
    const pressedIn = { ...answer, version: WIRE_VERSION | SIGN_IN_FLAG };
    const spare = hall.keypad(SPARE).signIn();
    const ballot = hall.keypad(SUBJECT).seal(FIRST, new Uint8Array(25), pickBallot([0]));
    const ofBallot: Presence = { ...pressedIn, counter: ballot.counter, mac: ballot.tag };
    const { counts, receipts } = await rises('S', [answer, pressedIn, ofBallot, spare].map(presencePayload), 3);
    expect(counts).toEqual({ 'roll.forged': 2, 'roll.notOnRoll': 1 });
    expect(receipts.map(({ keypad }) => keypad).toSorted((a, b) => a - b)).toEqual([SUBJECT, SPARE]);
    expect(present()).toEqual([1]);
  });

  it('SRV18 SRV21 SRV22 the genuine one signs in once; replays, older ones, clones and one of a deputy who left change nothing', async () => {
    const old = hall.keypad(3).signIn();
    await hall.signIn([SUBJECT, 3, 4, 5, 6, 7, LOST, MOVED]);
    const { counter } = hall.keypad(SUBJECT);
    const clone = hall.keypad(SUBJECT).signIn(WIRE_VERSION | SIGN_IN_FLAG, counter, 17);
    await silent('S', [old, clone, signedIn].map(presencePayload), { 'roll.oldCounter': 2, 'roll.cloneCounter': 1 });
    const latest = hall.keypad(7).signIn();
    hall.gateway.send('S', [latest, latest].map(presencePayload));
    await hall.answerTo(latest);
    await hall.command('seat:leave', { slot: 6 });
    await silent('S', [latest, latest].map(presencePayload), { 'roll.replayed': 2 });
    expect(present()).toEqual([1, SUBJECT, 3, 4, 5, 6, LOST, MOVED]);
  });

  it('SRV5 a ballot before the round is open: notOpen', async () => {
    await hall.command('round:ready', { roundId: FIRST });
    const early = hall.keypad(SUBJECT).seal(FIRST, new Uint8Array(25), pickBallot([0]));
    expect(await hall.ask(early)).toEqual([{ status: 'notOpen', number: early.counter }]);
    sums.ballots += 1;
  });

  it('SEAL3 SRV2 each single bit of a ballot: 272 flips, none is taken, each is answered or counted', async () => {
    await hall.command('round:open', { roundId: FIRST });
    paper = await hall.paperOf(FIRST);
    marker = await hall.vote(1, FIRST, [1]);
    const genuine = hall.keypad(SUBJECT).seal(FIRST, paper, pickBallot([1]));
    const payload = ballotPayload(genuine);
    const { counts, receipts } = await rises(
      'B',
      bits(payload, RSSI_BITS).map((bit) => flipped(payload, bit)),
      272,
    );
    expect(counts).toEqual({
      // Keypad 0 and round 0 are none.
      badFrame: 2,
      unknownKeypad: 12,
      otherRound: 15,
      'box.otherPaper': 16,
      // Keypads 3, 6 and 10, the counter, the ciphertext and the tag.
      'box.forged': 3 + 32 + 128 + 64,
    });
    // All the receipts are bound to the tag as it was sent, and say that the paper is another one.
    expect(receipts.map((receipt) => hall.keypad(SUBJECT).read(receipt, genuine))).toEqual(
      Array.from({ length: 16 }, () => 'otherPaper'),
    );
    expect(hall.view.current?.returned).toBe(1);
  });

  it('SRV8 KEY2 KEY3 KEY4 KEY8 PAP4 sealed in another session, mode, set, epoch, with another key or paper: silence, forged', async () => {
    const { session } = hall.keypad(SUBJECT);
    const key = deviceKey(SUBJECT);
    const next = { provisioning: session.provisioning, keypad: SUBJECT, epoch: 1 };
    const otherPaper = paper.map((byte, i) => (i === 8 ? byte ^ 1 : byte));
    const paperTaken = {
      ...hall.keypad(SUBJECT).seal(FIRST, otherPaper, pickBallot([0])),
      paper: paperDigest(paperHash(paper)),
    };
    const ofAnother = { ...hall.keypad(3).seal(FIRST, paper, pickBallot([0])), keypad: SUBJECT };
    const forged = [
      sealedBy({ ...session, sid: new Uint8Array(randomBytes(8)) }, key),
      sealedBy({ ...session, mode: 'real' }, key),
      sealedBy({ ...session, provisioning: 0xee12_3456 }, key),
      sealedBy(session, deviceKeyOfEpoch(key, 0, next)),
      sealedBy(session, randomBytes(16)),
      sealedBy(session, deviceKey(3)),
      paperTaken,
      ofAnother,
    ];
    await silent('B', forged.map(ballotPayload), { 'box.forged': forged.length });
    expect(hall.view.current?.returned).toBe(1);
  });

  it('SRV9 SRV20 a keypad that did not sign in, and one that belongs to nobody: notOnRoll, counted', async () => {
    const frames = [ABSENT, SPARE].map((id) => hall.keypad(id).seal(FIRST, paper, pickBallot([0])));
    const { counts, receipts } = await rises('B', frames.map(ballotPayload), 2);
    expect(counts).toEqual({ 'box.notAuthorised': 1, notOnRoll: 1 });
    const said = frames.map((frame) => receipts.map((receipt) => hall.keypad(frame.keypad).read(receipt, frame)));
    expect(said.map((each) => each.filter(Boolean))).toEqual([['notOnRoll'], ['notOnRoll']]);
  });

  it('SRV10 SRV11 the genuine one is counted once; repeated 50 times, and with another rssi, it gets the same receipt', async () => {
    const frame = hall.keypad(SUBJECT).seal(FIRST, paper, pickBallot([1]));
    await hall.askCounted(frame);
    const payload = ballotPayload(frame);
    const replays = [
      ...Array.from({ length: 50 }, () => payload),
      ...bits(payload.subarray(0, 1)).map((bit) => flipped(payload, bit)),
    ];
    const { counts, receipts } = await rises('B', replays, 0);
    expect(counts).toEqual({});
    expect(new Set(receipts.map((receipt) => Buffer.from(Receipt.encode(receipt)).toString('hex'))).size).toBe(1);
    expect(receipts.length).toBe(replays.length);
  });

  it('SRV11 each single bit of a counted ballot: what stands stays, nothing more is taken', async () => {
    const frame = hall.keypad(3).seal(FIRST, paper, pickBallot([2]));
    await hall.askCounted(frame);
    const payload = ballotPayload(frame);
    const flips = bits(payload, RSSI_BITS).map((bit) => flipped(payload, bit));
    const { counts, receipts } = await rises('B', flips, 272 - 128);
    // Counter and tag of the one that was taken: its own receipt again, whatever its ciphertext is. Nothing of it is read.
    const said = receipts.map((receipt) => hall.keypad(3).read(receipt, frame));
    expect(said.filter((status) => status === 'counted')).toHaveLength(128);
    expect(said.filter((status) => status === 'otherPaper')).toHaveLength(16);
    // 2 signed in; 1 and 7 are keypads of the roll, 11 is a spare: by its number alone it gets notOnRoll.
    expect(counts).toEqual({
      badFrame: 1,
      unknownKeypad: 12,
      notOnRoll: 1,
      otherRound: 15,
      'box.otherPaper': 16,
      'box.forged': 3 + 32 + 64,
    });
  });

  it('CNT6 SRV13 SRV14 older after newer, a clone, and the ends of the counter', async () => {
    const keypad = hall.keypad(4);
    const seal = (counter: number, position: number): SealedBallot =>
      keypad.seal(FIRST, paper, pickBallot([position]), counter);
    const first = seal(1, 0);
    const newer = seal(LAST_COUNTER - 1, 1);
    const last = seal(LAST_COUNTER, 2);
    for (const frame of [first, newer, last]) await hall.askCounted(frame);
    const { counts, receipts } = await rises('B', [first, newer, seal(LAST_COUNTER, 3)].map(ballotPayload), 3);
    expect(counts).toEqual({ 'box.oldCounter': 2, 'box.cloneCounter': 1 });
    expect(receipts.map(({ number }) => number)).toEqual([LAST_COUNTER, LAST_COUNTER, LAST_COUNTER]);
    const zero = ballotPayload(first).map((byte, i) => (i >= 5 && i < 9 ? 0 : byte));
    await silent('B', [zero], { 'box.unknownKeypad': 1 });
  });

  it('SRV26 a replaced keypad, SRV9 one that moved to paper: notOnRoll, and what stands stays', async () => {
    const former = hall.keypad(5).seal(FIRST, paper, pickBallot([3]));
    await hall.askCounted(former);
    const monitorPin = PINS.monitor;
    await hall.command('keypad:replace', { slot: 4, keypad: SUCCESSOR, monitorPin });
    await hall.command('round:toPaper', { roundId: FIRST, slots: [MOVED - 1], monitorPin });
    const frames = [
      former,
      hall.keypad(5).seal(FIRST, paper, pickBallot([0])),
      hall.keypad(MOVED).seal(FIRST, paper, pickBallot([0])),
    ];
    const { counts, receipts } = await rises('B', frames.map(ballotPayload), 3);
    expect(counts).toEqual({ replaced: 2, 'box.notAuthorised': 1 });
    const said = frames.map((frame) =>
      receipts.map((receipt) => hall.keypad(frame.keypad).read(receipt, frame)).filter(Boolean),
    );
    expect(said).toEqual([['notOnRoll'], ['notOnRoll'], ['notOnRoll']]);
  });

  it('nothing of all that counts: five ballots of five voters, as they were meant', async () => {
    await hall.command('round:close', { roundId: FIRST });
    await hall.until('the sums to be awaited', ({ current }) => current?.paper?.awaited === true);
    const monitor = await OfficerClient.signIn(hall.url, PINS.monitor);
    const order = { roundId: FIRST, totals: { returned: 0, invalid: 0, votes: [0, 0, 0, 0] } };
    await monitor.command('round:typeTotals', order);
    await hall.command('round:typeTotals', order);
    monitor.close();
    const { current } = await hall.untilState('closed');
    expect(rankingOf(current?.result)?.rows.map(({ votes }) => votes)).toEqual([1, 1, 2, 1]);
    expect(current?.result?.figures).toMatchObject({ returned: 5, valid: 5, invalid: 0 });
  });

  it('SRV6 after the close: closed(n), to replays, new ballots and flipped ones alike; n is what counted', async () => {
    const late = hall.keypad(SUBJECT).seal(FIRST, paper, pickBallot([3]));
    const payload = ballotPayload(late);
    const { counts, receipts } = await rises('B', [payload, flipped(payload, 100), flipped(payload, 250)], 4);
    const n = receipts[0]?.number ?? 0;
    expect([counts, receipts.map(({ number }) => number)]).toEqual([{ roundClosed: 4 }, [n, n, n]]);
    expect([n > 0, n < late.counter]).toEqual([true, true]);
  });

  it('SRV6 SRV7 SRV8 ballots of the first round in the second: as they were closed(n), with its number otherPaper, with its paper forged', async () => {
    const before = hall.keypad(3).seal(FIRST, paper, pickBallot([0]));
    const keys = Object.fromEntries(
      [...hall.deviceKeys].filter(([id]) => id !== LOST).map(([id, key]) => [id, Buffer.from(key).toString('hex')]),
    );
    const provisioning = hall.keypad(1).session.provisioning.toString(16);
    writeFileSync(hall.deviceKeyFile, JSON.stringify({ provisioning, keys, barred: [LOST] }), { mode: 0o600 });
    await hall.openRound(SECOND);
    const second = await hall.paperOf(SECOND);
    marker = await hall.vote(1, SECOND, [4]);
    const renumbered = { ...before, round: SECOND };
    const frames = [before, renumbered, { ...renumbered, paper: paperDigest(paperHash(second)) }];
    const { counts, receipts } = await rises('B', frames.map(ballotPayload), 3);
    expect(counts).toEqual({ roundClosed: 1, 'box.otherPaper': 1, 'box.forged': 1 });
    const said = receipts.map((receipt) => frames.map((frame) => hall.keypad(3).read(receipt, frame)).find(Boolean));
    expect(new Set(said)).toEqual(new Set(['closed', 'otherPaper']));
    expect(said).toHaveLength(2);
  });

  it('SRV3 SRV17 SRV27 a barred keypad: silence, to ballots and sign-ins', async () => {
    const second = await hall.paperOf(SECOND);
    await silent('B', [ballotPayload(hall.keypad(LOST).seal(SECOND, second, pickBallot([0])))], {
      'box.unknownKeypad': 1,
    });
    await silent('S', [presencePayload(hall.keypad(LOST).signIn())], { 'roll.barredKeypad': 1 });
    const { current } = await hall.close(SECOND);
    expect(rankingOf(current?.result)?.rows.map(({ votes }) => votes)).toEqual([0, 0, 0, 1]);
    await hall.stop();
  });

  afterAll(() => {
    const classes = [...sums.byClass].toSorted(([a], [b]) => a.localeCompare(b));
    console.log(
      `forged: ${sums.ballots} ballots and ${sums.signIns} sign-ins sent, 0 accepted; ${classes.map(([name, count]) => `${name} ${count}`).join(', ')}`,
    );
  });
});
