import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { SealedBallot } from '@piaojue/firmware-protocol/messages';
import { ANNOUNCE_POINTS, CRASH_POINTS, type CrashPoint, DISPUTE_POINTS } from '@piaojue/server/crash-point';
import { afterAll, describe, expect, it } from 'vitest';
import { IN_SERVER_ENV } from '../faults/disk-faults.ts';
import { contest, countNaively } from './harness/contests.ts';
import { Died, LeanHall, PINS, tidy } from './harness/lean-hall.ts';
import { rankingOf } from './harness/ranking.ts';
import { chainHolds, readBundle, readChainBundle, readStore } from './harness/stored.ts';

/**
 * The crash matrix (server/README "The steps of a round"): votes on a small hall, SIGKILL to server and box at every named point, and
 * again while the restart takes the round up. Whatever the point: every receipted ballot counts once, and nothing of a key
 * or a box is left in the end. A hall holds one vote after the other, each killed elsewhere: the start that takes up the
 * one is the start of the next.
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

type End = 'announce' | 'abort';

/** The deputies in one round: each ballot is sealed once and sent again until its receipt came, over any number of servers. */
class Deputies {
  readonly #frames: (SealedBallot | undefined)[] = [];
  readonly counted: SealedBallot[] = [];

  async press(hall: LeanHall, round: number): Promise<void> {
    // What was answered before the crash is answered alike after it.
    const again = this.counted.find(({ keypad }) => keypad !== 1);
    if (again) await hall.askCounted(again);
    for (const [i, { keypad, marks }] of PRESSES.entries()) {
      const frame = (this.#frames[i] ??= await hall.ballot(keypad, round, marks));
      if (this.counted.includes(frame)) continue;
      await hall.askCounted(frame);
      this.counted.push(frame);
    }
  }
}

/** Takes a round on from wherever it stands to its end. */
async function play(hall: LeanHall, deputies: Deputies, end: End, roundId: number): Promise<void> {
  const { signIn } = await hall.until('a view', ({ rounds }) => rounds.length >= roundId);
  if (signIn.present < VOTERS) await hall.signInAll();
  const stateNow = () => hall.view.rounds.find(({ round }) => round.id === roundId)?.state;
  const until = (...states: readonly string[]) =>
    hall.until(`round ${roundId} to be ${states.join(' or ')}`, () => states.includes(stateNow() ?? ''));
  if (stateNow() === 'draft') {
    await hall.command('round:ready', { roundId });
    await until('ready');
  }
  if (stateNow() === 'ready') {
    await hall.command('round:open', { roundId });
    await until('open');
  }
  if (stateNow() === 'open') {
    await deputies.press(hall, roundId);
    if (end === 'announce') await hall.command('round:close', { roundId });
    else await hall.command('round:abort', { roundId, reason: '测试' });
  }
  await until(end === 'announce' ? 'closed' : 'aborted');
  // Answered alike when it was announced before.
  if (end === 'announce') await hall.command('round:announce', { roundId });
}

interface Death {
  readonly how: NodeJS.Signals | number | null;
  /** The crash point that the dying process named, else all it said. */
  readonly at: string;
}

/** What is asked of a server that is to die over it, and of what it died. */
async function deathOver(hall: LeanHall, asked: () => Promise<void>): Promise<Death> {
  const said = hall.output.length;
  try {
    await asked();
    return { how: null, at: 'nothing' };
  } catch (error) {
    if (!(error instanceof Died)) throw error;
  }
  const { signal, code } = await hall.exit();
  const words = hall.output.slice(said);
  return { how: signal ?? code, at: /crash point (\S+)\n/.exec(words)?.[1] ?? words };
}
const killedAt = (point: CrashPoint): Death => ({ how: 'SIGKILL', at: point });

const ONCE = [
  'round opened',
  'round closing',
  'round tallied',
  'round closed',
  'round announced',
  'chain at rest',
  'round aborting',
  'round aborted',
];

/** Everything that is there of a round, and not there, when all is over. */
function leftOf(hall: LeanHall, deputies: Deputies, id: number) {
  const { rounds, record } = readStore(hall.data);
  const round = rounds.find((row) => row.id === id);
  const hasBundle = existsSync(join(hall.data, 'bundles', `round-${id}`));
  const bundle = hasBundle ? readBundle(hall.data, hall.keys, id) : null;
  const chain = round?.chainHash ? readChainBundle(hall.data, hall.keys, id) : null;
  return {
    recordHolds: chainHolds(record),
    events: record
      .filter(({ event }) => event['round'] === id && ONCE.includes(event.event))
      .map(({ event }) => event.event),
    state: round?.state,
    stored: round?.totals ?? null,
    participation: round?.participation ? [...round.participation] : null,
    countersOf: round?.counters ? [...round.counters].map((n, slot) => n === lastCounted(deputies, slot + 1)) : null,
    bundle: bundle && {
      signed: bundle.signed,
      sameHash: bundle.hash === round?.bundleHash,
      votes: bundle.value.votes,
      returned: bundle.value.returned,
      valid: bundle.value.valid,
      invalid: bundle.value.invalid,
      issued: bundle.value.issued,
    },
    chain: chain && { signed: chain.signed, sameHash: chain.hash === round?.chainHash },
  };
}

const lastCounted = ({ counted }: Deputies, keypad: number): number =>
  Math.max(0, ...counted.filter((frame) => frame.keypad === keypad).map(({ counter }) => counter));

/** What every vote ends with, wherever it was killed. */
const ENDS = {
  announce: {
    recordHolds: true,
    events: ['round opened', 'round closing', 'round tallied', 'round closed', 'round announced', 'chain at rest'],
    state: 'closed',
    stored: EXPECTED,
    participation: [0b0011_1111],
    countersOf: Array.from({ length: VOTERS }, () => true),
    bundle: { ...EXPECTED, signed: true, sameHash: true, issued: VOTERS },
    chain: { signed: true, sameHash: true },
  },
  abort: {
    recordHolds: true,
    events: ['round opened', 'round aborting', 'round aborted'],
    state: 'aborted',
    stored: null,
    participation: null,
    countersOf: null,
    bundle: null,
    chain: null,
  },
} as const;

const endOf = (point: CrashPoint): End => (point.startsWith('abort') ? 'abort' : 'announce');

/** `resume:1` is only reached in a restart: it stands among the second kills. */
const FIRST: readonly CrashPoint[] = [...CRASH_POINTS.filter((point) => point !== 'resume:1'), ...ANNOUNCE_POINTS];

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
  'announce:1': ['chain:1'],
  'chain:1': ['chain:1-json'],
  'chain:1-json': ['chain:1-json'],
  'chain:2': ['chain:2'],
};

type Deaths = readonly [CrashPoint, ...CrashPoint[]];
const DEATHS: readonly Deaths[] = FIRST.flatMap((first): Deaths[] => [
  [first],
  ...(SECOND[first] ?? []).map((second): Deaths => [first, second]),
]);
/** Dealt out to halls that are under way at the same time: an odd number, so that each gets of both kinds. */
const HALLS = 5;
const DEALT = Array.from({ length: HALLS }, (_, i) => DEATHS.filter((_deaths, at) => at % HALLS === i));

describe.concurrent('one vote after the other, each killed elsewhere', () => {
  it.each(DEALT.map((dealt) => [dealt.map((deaths) => deaths.join(' then ')).join(', '), dealt] as const))(
    'CLS6 SRV10 SRV11 killed at %s',
    async (_name, dealt) => {
      const contests = dealt.map((_deaths, i) => ({ ...CONTEST, title: `第${i + 1}项` }));
      const hall = new LeanHall({ voters: VOTERS, contests, serveArgs: ['--drain', '100'] });
      const all: Deputies[] = [];
      await hall.start(IN_SERVER_ENV);
      for (const [i, [first, ...again]] of dealt.entries()) {
        const deputies = new Deputies();
        all.push(deputies);
        const end = endOf(first);
        const goOn = (): Promise<void> => play(hall, deputies, end, i + 1);
        await hall.arm(first);
        expect(await deathOver(hall, goOn)).toEqual(killedAt(first));
        for (const second of again) {
          const startAndGoOn = async (): Promise<void> => {
            await hall.start({ ...IN_SERVER_ENV, PIAOJUE_CRASH_AT: second });
            await goOn();
          };
          expect(await deathOver(hall, startAndGoOn), first).toEqual(killedAt(second));
        }
        await hall.start(IN_SERVER_ENV);
        await goOn();
        expect([hall.boxes(), hall.keyCopies()], `${first} ${again.join(' ')}`).toEqual([[], []]);
      }
      await hall.stop();
      for (const [i, deaths] of dealt.entries())
        expect([deaths, leftOf(hall, all[i] ?? new Deputies(), i + 1)]).toEqual([deaths, ENDS[endOf(deaths[0])]]);
    },
    // Some thirty starts of a server one after the other.
    400_000,
  );

  it('CLS6 killed over a dispute: when it is found, when two people accepted it, and over the count that follows', async () => {
    const hall = new LeanHall({ voters: VOTERS, contests: [CONTEST], serveArgs: ['--drain', '100'] });
    await hall.start();
    await hall.signInAll();
    await hall.openRound(1);
    await hall.vote(1, 1, [1]);
    await hall.vote(2, 1, [2]);
    await hall.kill();
    // The hall was told of one that the box does not hold.
    const db = new Database(join(hall.data, 'hall.sqlite'));
    db.prepare('INSERT OR REPLACE INTO counted (round, n) VALUES (1, 3)').run();
    db.close();
    const accept = async (): Promise<void> => {
      await hall.untilState('disputed');
      await hall.command('round:accept', { roundId: 1, monitorPin: PINS.monitor });
      await hall.untilState('closed');
    };
    for (const point of [...DISPUTE_POINTS, 'accept:1', 'close:4', 'close:5'] as const) {
      const startAndAccept = async (): Promise<void> => {
        await hall.start({ PIAOJUE_CRASH_AT: point });
        await accept();
      };
      expect(await deathOver(hall, startAndAccept)).toEqual(killedAt(point));
    }
    // It was tallied before the last kill: nobody is asked again.
    await hall.start();
    const { current } = await hall.untilState('closed');
    expect(rankingOf(current?.result)?.rows.map(({ votes }) => votes)).toEqual([1, 1, 0, 0]);
    await hall.stop();
    const events = readStore(hall.data).record.map(({ event }) => event.event);
    for (const once of ['round disputed', 'round tallied', 'round closed'])
      expect(events.filter((event) => event === once)).toEqual([once]);
    expect([hall.boxes(), hall.keyCopies()]).toEqual([[], []]);
  });
});

it('every named crash point is killed at by one of these tests', () => {
  expect([...new Set(DEATHS.flat())].toSorted()).toEqual([...CRASH_POINTS, ...ANNOUNCE_POINTS].toSorted());
});

it.concurrent('SRV10 a group that was not written is lost without a receipt, one that was written stands without one', async () => {
  for (const [point, returned] of [
    ['group:1', 0],
    ['group:2', 1],
  ] as const) {
    const hall = new LeanHall({ voters: VOTERS, contests: [CONTEST] });
    const deputies = new Deputies();
    const startAndPlay = async (): Promise<void> => {
      await hall.start({ PIAOJUE_CRASH_AT: point });
      await play(hall, deputies, 'announce', ROUND);
    };
    expect(await deathOver(hall, startAndPlay)).toEqual(killedAt(point));
    expect(deputies.counted).toEqual([]);
    await hall.start();
    const view = await hall.until('the view', ({ current }) => current?.state === 'open');
    expect(view.current?.returned).toBe(returned);
    await hall.kill();
  }
});

it.concurrent('a server that is killed alone takes its ballot box with it; the round goes on with the next one', async () => {
  const hall = new LeanHall({ voters: VOTERS, contests: [CONTEST] });
  const deputies = new Deputies();
  await hall.start();
  await hall.signInAll();
  await hall.openRound(ROUND);
  await hall.vote(7, ROUND, []);
  await hall.killServerAlone();
  await hall.start();
  expect((await hall.until('the round', ({ current }) => current !== null)).current?.returned).toBe(1);
  await deputies.press(hall, ROUND);
  const { current } = await hall.close(ROUND);
  expect(rankingOf(current?.result)?.rows.map(({ votes }) => votes)).toEqual(EXPECTED.votes);
  expect(current?.returned).toBe(EXPECTED.returned + 1);
  await hall.stop();
});

describe.concurrent('a console that lost the answer because the server died asks again', () => {
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
