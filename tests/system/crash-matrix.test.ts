import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SealedBallot } from '@piaojue/firmware-protocol/messages';
import { CRASH_POINTS, type CrashPoint } from '@piaojue/server/crash-point';
import { afterAll, describe, expect, it } from 'vitest';
import { contest, countNaively } from './harness/contests.ts';
import { Died, LeanHall, tidy } from './harness/lean-hall.ts';
import { rankingOf } from './harness/ranking.ts';
import { chainHolds, readBundle, readStore } from './harness/stored.ts';

/**
 * The crash matrix (server/README "The steps of a round"): a vote on a small hall, SIGKILL to server and box at every named point,
 * and again while the restart takes the round up. Whatever the point: every receipted ballot counts once, and nothing of
 * a key or a box is left in the end.
 */
afterAll(tidy);

const VOTERS = 7;
const CONTEST = contest(4, 2);
/** Keypad 7 does not vote, 5 marks too many, 6 none, and 1 thinks again. */
const PRESSES = [
  { keypad: 1, marks: [1, 2] },
  { keypad: 2, marks: [2] },
  { keypad: 3, marks: [2, 1] },
  { keypad: 4, marks: [4] },
  { keypad: 5, marks: [1, 2, 3] },
  { keypad: 6, marks: [] },
  { keypad: 1, marks: [2, 4] },
] as const;
const EXPECTED = countNaively(CONTEST, PRESSES);
const ROUND = 1;

type End = 'close' | 'abort';

/** The deputies: each ballot is sealed once and sent again until its receipt came, over any number of servers. */
class Deputies {
  readonly #frames: (SealedBallot | undefined)[] = [];
  readonly counted: SealedBallot[] = [];

  async press(hall: LeanHall): Promise<void> {
    // What was answered before the crash is answered alike after it.
    const again = this.counted.find(({ keypad }) => keypad !== 1);
    if (again) await hall.askCounted(again);
    for (const [i, { keypad, marks }] of PRESSES.entries()) {
      const frame = (this.#frames[i] ??= await hall.ballot(keypad, ROUND, marks));
      if (this.counted.includes(frame)) continue;
      await hall.askCounted(frame);
      this.counted.push(frame);
    }
  }
}

/** Takes the sitting on from wherever it stands to the end of its round. */
async function play(hall: LeanHall, deputies: Deputies, end: End): Promise<void> {
  const { current, signIn } = await hall.until('a view', (view) => view.current !== null);
  if (signIn.present < VOTERS) await hall.signInAll();
  let state = current?.state;
  if (state === 'draft') {
    await hall.command('round:ready', { roundId: ROUND });
    state = (await hall.untilState('ready')).current?.state;
  }
  if (state === 'ready') {
    await hall.command('round:open', { roundId: ROUND });
    state = (await hall.untilState('open')).current?.state;
  }
  if (state === 'open') {
    await deputies.press(hall);
    if (end === 'close') await hall.command('round:close', { roundId: ROUND });
    else await hall.command('round:abort', { roundId: ROUND, reason: '测试' });
  }
  await hall.untilState(end === 'close' ? 'closed' : 'aborted');
}

interface Death {
  readonly how: NodeJS.Signals | number | null;
  /** The crash point that the dying process named, else all it said. */
  readonly at: string;
}

/** Starts the server with a point to die at, and tells of what it died. */
async function killAt(hall: LeanHall, deputies: Deputies, end: End, point: CrashPoint): Promise<Death> {
  const said = hall.output.length;
  try {
    await hall.start({ PIAOJUE_CRASH_AT: point });
    await play(hall, deputies, end);
  } catch (error) {
    if (!(error instanceof Died)) throw error;
  }
  const { signal, code } = await hall.exit();
  const words = hall.output.slice(said);
  return { how: signal ?? code, at: /crash point (\S+)\n/.exec(words)?.[1] ?? words };
}
const killedAt = (point: CrashPoint): Death => ({ how: 'SIGKILL', at: point });

const ONCE = ['round opened', 'round closing', 'round tallied', 'round closed', 'round aborting', 'round aborted'];

/** The last, undisturbed start, and everything that is there and not there afterwards. */
async function playToTheEnd(hall: LeanHall, deputies: Deputies, end: End) {
  await hall.start();
  await play(hall, deputies, end);
  const { current } = hall.view;
  await hall.stop();
  const { rounds, record } = readStore(hall.data);
  const [round] = rounds;
  const bundle = existsSync(join(hall.data, 'bundles')) ? readBundle(hall.data, hall.keys, ROUND) : null;
  return {
    keyCopies: hall.keyCopies(),
    boxes: hall.boxes(),
    recordHolds: chainHolds(record),
    events: record.map(({ event }) => event.event).filter((event) => ONCE.includes(event)),
    state: round?.state,
    stored: round?.totals ?? null,
    participation: round?.participation ? [...round.participation] : null,
    countersOf: round?.counters ? [...round.counters].map((n, slot) => n === lastCounted(deputies, slot + 1)) : null,
    shown: current?.result
      ? { ...current.result.figures, votes: rankingOf(current.result)?.rows.map(({ votes }) => votes) }
      : null,
    bundle: bundle && {
      signed: bundle.signed,
      sameHash: bundle.hash === round?.bundleHash,
      votes: bundle.value.votes,
      returned: bundle.value.returned,
      valid: bundle.value.valid,
      invalid: bundle.value.invalid,
      issued: bundle.value.issued,
    },
  };
}

const lastCounted = ({ counted }: Deputies, keypad: number): number =>
  Math.max(0, ...counted.filter((frame) => frame.keypad === keypad).map(({ counter }) => counter));

/** What every vote ends with, wherever it was killed. */
const ENDS = {
  close: {
    keyCopies: [],
    boxes: [],
    recordHolds: true,
    events: ['round opened', 'round closing', 'round tallied', 'round closed'],
    state: 'closed',
    stored: EXPECTED,
    participation: [0b0011_1111],
    countersOf: Array.from({ length: VOTERS }, () => true),
    shown: { ...EXPECTED, all: VOTERS, present: VOTERS, issued: VOTERS, notSubmitted: 1 },
    bundle: { ...EXPECTED, signed: true, sameHash: true, issued: VOTERS },
  },
  abort: {
    keyCopies: [],
    boxes: [],
    recordHolds: true,
    events: ['round opened', 'round aborting', 'round aborted'],
    state: 'aborted',
    stored: null,
    participation: null,
    countersOf: null,
    shown: null,
    bundle: null,
  },
} as const;

const endOf = (point: CrashPoint): End => (point.startsWith('abort') ? 'abort' : 'close');

/** The second kill: a point that the restart after the first one comes by. */
const SECOND: Readonly<Partial<Record<CrashPoint, readonly CrashPoint[]>>> = {
  'open:1': ['close:9'],
  'open:2': ['close:9'],
  'open:3': ['close:10'],
  'open:4': ['resume:1'],
  'open:5': ['resume:1'],
  'group:1': ['group:1'],
  'group:2': ['group:2'],
  'close:1': ['resume:1'],
  'close:2': ['close:2'],
  'close:3-end': ['close:4'],
  'close:3': ['resume:1'],
  'close:4': ['close:4'],
  'close:5': ['close:6'],
  'close:6': ['close:7-json'],
  'close:7-json': ['close:7-json'],
  'close:7': ['close:8'],
  'close:8': ['close:9'],
  'close:9': ['close:9'],
  'close:10': ['close:11'],
  'abort:1': ['close:9', 'close:10'],
  'abort:2': ['abort:2'],
};
const doubles = CRASH_POINTS.flatMap((first) => (SECOND[first] ?? []).map((second) => [first, second] as const));

describe.concurrent('killed once', () => {
  // `resume:1` is only reached in a restart: it stands in the second list.
  it.each(CRASH_POINTS.filter((point) => point !== 'resume:1'))('CLS6 SRV10 SRV11 killed at %s', async (point) => {
    const hall = new LeanHall({ voters: VOTERS, contests: [CONTEST] });
    const deputies = new Deputies();
    expect(await killAt(hall, deputies, endOf(point), point)).toEqual(killedAt(point));
    expect(await playToTheEnd(hall, deputies, endOf(point))).toEqual(ENDS[endOf(point)]);
  });
});

describe.concurrent('killed again in the restart', () => {
  it.each(doubles)('CLS6 SRV10 SRV11 killed at %s, then at %s', async (first, second) => {
    const hall = new LeanHall({ voters: VOTERS, contests: [CONTEST] });
    const deputies = new Deputies();
    const end = endOf(first);
    expect(await killAt(hall, deputies, end, first)).toEqual(killedAt(first));
    expect(await killAt(hall, deputies, end, second)).toEqual(killedAt(second));
    expect(await playToTheEnd(hall, deputies, end)).toEqual(ENDS[end]);
  });
});

it('every named crash point is killed at by one of these tests', () => {
  const first = CRASH_POINTS.filter((point) => point !== 'resume:1');
  expect([...new Set([...first, ...doubles.map(([, second]) => second)])].toSorted()).toEqual(CRASH_POINTS.toSorted());
});

it('SRV10 a group that was not written is lost without a receipt, one that was written stands without one', async () => {
  for (const [point, returned] of [
    ['group:1', 0],
    ['group:2', 1],
  ] as const) {
    const hall = new LeanHall({ voters: VOTERS, contests: [CONTEST] });
    const deputies = new Deputies();
    expect(await killAt(hall, deputies, 'close', point)).toEqual(killedAt(point));
    expect(deputies.counted).toEqual([]);
    await hall.start();
    const view = await hall.until('the view', ({ current }) => current?.state === 'open');
    expect(view.current?.returned).toBe(returned);
    await hall.kill();
  }
});

it('a server that is killed alone takes its ballot box with it; the round goes on with the next one', async () => {
  const hall = new LeanHall({ voters: VOTERS, contests: [CONTEST] });
  const deputies = new Deputies();
  await hall.start();
  await hall.signInAll();
  await hall.openRound(ROUND);
  await hall.vote(7, ROUND, []);
  await hall.killServerAlone();
  await hall.start();
  expect((await hall.until('the round', ({ current }) => current !== null)).current?.returned).toBe(1);
  await deputies.press(hall);
  const { current } = await hall.close(ROUND);
  expect(rankingOf(current?.result)?.rows.map(({ votes }) => votes)).toEqual(EXPECTED.votes);
  expect(current?.returned).toBe(EXPECTED.returned + 1);
  await hall.stop();
});

describe('a console that lost the answer because the server died asks again', () => {
  it.each([
    ['round:open', 'open:4'],
    ['round:close', 'close:1'],
    ['round:abort', 'abort:1'],
  ] as const)('CLS1 %s, carried out and killed at %s, is answered and not done again', async (name, point) => {
    const hall = new LeanHall({ voters: VOTERS, contests: [CONTEST] });
    await hall.start({ PIAOJUE_CRASH_AT: point });
    await hall.signInAll();
    await hall.command('round:ready', { roundId: ROUND });
    if (name !== 'round:open') await hall.command('round:open', { roundId: ROUND });
    const payload = { roundId: ROUND, ...(name === 'round:abort' ? { reason: '测试' } : {}) };
    const commandId = 'the-same-command';
    await expect(hall.command(name, payload, commandId)).rejects.toBeInstanceOf(Died);
    await hall.start();
    expect(await hall.command(name, payload, commandId)).toBe(ROUND);
    await hall.kill();
  });
});
