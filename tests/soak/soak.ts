import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sessions } from '@piaojue/server/access/sessions';
import { OperatorClient } from '@piaojue/server/cli/operator-client';
import { RehearsalHall } from '@piaojue/server/cli/rehearsal-hall';
import { readStoreCopy } from '@piaojue/server/store/store-copy';
import { io, type Socket } from 'socket.io-client';
import { filedIn, type Held, heldBy, keysInMemory, wakeUps } from './sample.ts';
import { type Trend, trendOf } from './trend.ts';
import { voteOf } from './votes.ts';

/**
 * Many more rounds than a sitting ever has, in one life of the server: 签到, round, close, announcement, again and again, of every
 * secret kind and by name; every third is aborted with ballots in it and voted on again. Consoles and screens come and go, pages are
 * read, receivers are pulled, one gateway is started again now and then while the other lives on. After each round what server and
 * gateway hold is written down; nothing of it may grow.
 */
export interface SoakPlan {
  /** Votes that are announced. At most `MAX_VOTES`. */
  readonly votes: number;
  readonly keypads: number;
  readonly seed: number;
  readonly say: (text: string) => void;
}

/** An agenda has so many items. */
export const MAX_VOTES = 200;
const RECEIVERS = 2;
const MB = 2 ** 20;

export interface Figure {
  readonly what: string;
  readonly unit: string;
  /** Per round. */
  readonly bound: number;
  readonly trend: Trend;
}

export interface Soaked {
  readonly rounds: number;
  readonly ballots: number;
  readonly figures: readonly Figure[];
}

type Sample = Readonly<Record<keyof typeof FIGURES, number>>;

/**
 * What is no growth yet, per round: of memory and store what a round that stands in the record may take; of all else one in 50
 * rounds. Then the same of a short run, which does not come out of the warm-up: there memory is told and not judged.
 */
const FIGURES = {
  serverMemory: ['memory of the server', 'MB', 0.1, Number.POSITIVE_INFINITY],
  gatewayMemory: ['memory of a gateway', 'MB', 0.05, Number.POSITIVE_INFINITY],
  serverHandles: ['files and sockets of the server', '', 0.02, 0.5],
  gatewayHandles: ['files and ports of a gateway', '', 0.02, 0.5],
  serverThreads: ['threads of the server', '', 0.02, 0.5],
  children: ['child processes of the server', '', 0.02, 0.02],
  wakeUps: ['wake-ups of the server in an idle second', '', 0.5, Number.POSITIVE_INFINITY],
  keys: ['round keys in memory-backed storage', '', 0.02, 0.02],
  boxes: ['ballot boxes on the disk', '', 0.02, 0.02],
  otherFiles: ['files that are neither store nor bundle', '', 0.02, 0.02],
  bundleFiles: ['files of bundles per round', '', 0.02, 0.2],
  storeBytes: ['bytes of the store per round', 'kB', 0.02, 0.2],
} as const;
/** Votes from which on a run is judged whole. */
const LONG_RUN = 60;
/** Rounds of which the lowest figure counts, of long runs; short ones have too few rounds for it. */
const WINDOW = 5;
const windowOf = (rounds: number): number => (rounds >= LONG_RUN ? WINDOW : 2);
const IDLE_MS = 1000;

export async function soak(plan: SoakPlan, folder: string): Promise<Soaked> {
  const { votes, keypads, seed, say } = plan;
  const roll = { title: '长跑', all: keypads, present: keypads };
  const hall = await RehearsalHall.start(
    {
      ...{ receivers: RECEIVERS, channels: RECEIVERS, gateways: RECEIVERS, driver: 'line', baud: 921_600 },
      ...{ faults: '', air: [], seed, quiet: true },
    },
    roll,
    folder,
  );
  const samples: Sample[] = [];
  let ballots = 0;
  let rounds = 0;
  try {
    for (let vote = 1; vote <= votes; vote++) {
      const visitors = await enter(hall, folder, vote);
      await hall.signIn(roll);
      const { contest, presses } = voteOf(vote, keypads);
      let round = await hall.open(contest);
      rounds += 1;
      if (vote % 3 === 0) {
        await hall.press(presses, 2000, () => undefined);
        await abort(hall, round);
        round = (await hall.operator.command('round:revote', { roundId: round })) ?? 0;
        await hall.operator.command('round:ready', { roundId: round });
        await hall.operator.command('round:open', { roundId: round });
        rounds += 1;
      }
      if (vote % 4 === 1) hall.simulator.send({ type: 'unplug', receiver: 1 + (vote % RECEIVERS), forMs: 300 });
      if (vote % 7 === 3) void hall.restart('gateway');
      await hall.press(presses, 2000, () => undefined);
      ballots += presses.length;
      const { current } = await hall.close(round);
      if (current?.state !== 'closed' || current.returned !== keypads)
        throw new Error(
          `vote ${vote}: expected ${keypads} ballots and a close, got ${current?.returned} and ${current?.state}`,
        );
      await hall.operator.command('round:announce', { roundId: round });
      await hall.whole();
      leave(visitors);
      const idle = votes >= LONG_RUN && vote % IDLE_EVERY === 1;
      samples.push(await look(hall, folder, rounds, idle ? undefined : (samples.at(-1)?.wakeUps ?? 0)));
      if (vote % 10 === 0 || vote === votes) say(inWords(vote, rounds, samples.at(-1)));
    }
  } finally {
    hall.operator.close();
  }
  return { rounds, ballots, figures: judge(samples) };
}
/** A second of rest costs the run a second. */
const IDLE_EVERY = 3;

export function judge(samples: readonly Sample[]): Figure[] {
  return Object.entries(FIGURES).map(([key, [what, unit, long, short]]) => {
    const bound = samples.length >= LONG_RUN ? long : short;
    const figures = samples.map((sample) => sample[key as keyof Sample]);
    return { what, unit, bound, trend: trendOf(figures, windowOf(samples.length), bound) };
  });
}

async function abort(hall: RehearsalHall, roundId: number): Promise<void> {
  await hall.operator.command('round:abort', { roundId, reason: '长跑' });
  await hall.operator.until('the abort', ({ current }) => current?.state === 'aborted', 60_000);
}

interface Visitors {
  readonly operator: OperatorClient;
  readonly screen: Socket;
}

/** A second console and a screen come, look at pages and stay until the round is over; each third screen goes without a word. */
async function enter(hall: RehearsalHall, folder: string, vote: number): Promise<Visitors> {
  const signer = sessions(readFileSync(join(folder, 'keys', 'session.key')), Date.now);
  const operator = OperatorClient.withToken(hall.url, signer.issue('operator'));
  const auth = { token: signer.issue('screen') };
  const screen = io(`${hall.url}/screen`, { auth, transports: ['websocket'], forceNew: true });
  await new Promise<void>((resolve) => screen.once('screen:snapshot', () => resolve()));
  for (const path of ['/screen', '/api/record', '/api/agenda', '/api/none']) {
    // A connection that is kept for the next page would count as held.
    const headers = { authorization: `Bearer ${operator.token}`, connection: 'close' };
    await (await fetch(`${hall.url}${path}`, { headers })).arrayBuffer();
  }
  if (vote % 3 === 0) screen.io.engine.transport.close();
  return { operator, screen };
}

function leave({ operator, screen }: Visitors): void {
  operator.close();
  screen.disconnect();
}

/** `wakeUpsBefore`: taken for this round too, without a second of rest. */
async function look(
  hall: RehearsalHall,
  folder: string,
  rounds: number,
  wakeUpsBefore: number | undefined,
): Promise<Sample> {
  const data = join(folder, 'data');
  const pid = hall.serverPid;
  const before = wakeUps(pid);
  // The box process is gone when the round is closed; sockets that were left end a moment later.
  await sleep(wakeUpsBefore === undefined ? IDLE_MS : 100);
  const woken = wakeUpsBefore ?? ((wakeUps(pid) - before) * 1000) / IDLE_MS;
  const server = await atRest(pid);
  // The first lives through the run but for its turn; the one that was started last is young.
  const gateways = hall.gatewayPids.map(heldBy);
  const gateway = gateways.reduce((most, one) => (one.memory > most.memory ? one : most));
  const isStore = (path: string): boolean => path.includes('hall.sqlite');
  const isBundle = (path: string): boolean => path.includes('/bundles/');
  const sid = readStoreCopy(data, (store) => Buffer.from(store.sitting()?.sid ?? []).toString('hex'));
  return {
    serverMemory: server.memory / MB,
    gatewayMemory: gateway.memory / MB,
    serverHandles: server.handles,
    gatewayHandles: Math.max(...gateways.map(({ handles }) => handles)),
    serverThreads: server.threads,
    children: server.children,
    wakeUps: woken,
    keys: keysInMemory(sid),
    boxes: filedIn(join(data, 'boxes')).files,
    otherFiles: filedIn(folder, (path) => !isStore(path) && !isBundle(path)).files,
    bundleFiles: filedIn(join(data, 'bundles')).files / rounds,
    storeBytes: filedIn(data, (path) => path.endsWith('hall.sqlite')).bytes / 1000 / rounds,
  };
}

/** Sockets that were left, and the gateway that comes back, take a moment: the least of a few looks. */
async function atRest(pid: number): Promise<Held> {
  let least = heldBy(pid);
  for (let i = 0; i < 4; i++) {
    await sleep(50);
    const held = heldBy(pid);
    if (held.handles < least.handles) least = held;
  }
  return least;
}

const inWords = (vote: number, rounds: number, sample: Sample | undefined): string =>
  `vote ${vote}, round ${rounds}: ${Object.entries(sample ?? {})
    .map(([key, value]) => `${key} ${Math.round(value * 10) / 10}`)
    .join(', ')}`;
