import type { AirRate } from '@piaojue/device-gateway/simulator/air/air-rate';
import { VirtualHall } from '@piaojue/device-gateway/simulator/air/virtual-hall';
import { seededRandom } from '@piaojue/device-gateway/simulator/random';
import { BACK_OFF, baseline, PLAIN } from './air-baselines.ts';

/**
 * How long a hall that presses within 2 s waits for its last receipt. Ours: the simulator's own keypads, slotted channel,
 * receivers and paced lines of 921,600 baud, on a virtual clock. The baselines: a lean model of the same frames and
 * collisions. No wall clock anywhere: the same seeds give the same figures on every machine.
 */
const PRESS_WITHIN_MS = 2000;
/** From a ballot at the host to its receipt on the way back: group commit and network. */
const HOST_MS = 10;
const LIMIT_MS = 180_000;
const SEEDS = [1, 2, 3] as const;

interface Case {
  readonly keypads: number;
  readonly rate: AirRate;
  readonly channels: number;
  /** An earlier measurement of the same hall, where there is one. */
  readonly aim?: string;
  readonly airloss?: number;
}

const CASES: readonly Case[] = [
  { keypads: 120, rate: '50k', channels: 1, aim: '5.4 s, 2.4 sends' },
  { keypads: 500, rate: '250k', channels: 1, aim: '4.9 s' },
  { keypads: 750, rate: '250k', channels: 1 },
  { keypads: 750, rate: '250k', channels: 1, airloss: 0.1 },
  { keypads: 1500, rate: '1M', channels: 1 },
  { keypads: 3000, rate: '1M', channels: 1, aim: '8.4 s' },
  { keypads: 3000, rate: '1M', channels: 4 },
];

interface Run {
  readonly lastMs: number | null;
  readonly receipts: number;
  readonly sends: number;
}

function ours({ keypads, rate, channels, airloss = 0 }: Case, seed: number): Run {
  const hall = new VirtualHall({ keypads, rate, channels, airloss, seed, hostMs: HOST_MS });
  hall.untilReady();
  const start = hall.now;
  hall.pressAll(PRESS_WITHIN_MS);
  const done = hall.playUntil(() => hall.allCounted, LIMIT_MS);
  return { lastMs: done ? hall.now - start : null, receipts: hall.counted.size, sends: hall.counts.ballots };
}

/** Channels do not touch each other: each is a hall of its own, the last one decides. */
function without(resend: typeof PLAIN, { keypads, rate, channels }: Case, seed: number): Run {
  const runs = Array.from({ length: channels }, (_, channel) =>
    baseline({
      keypads: keypads / channels,
      rate,
      resend,
      random: seededRandom(seed * 100 + channel),
      pressWithinMs: PRESS_WITHIN_MS,
      hostMs: HOST_MS,
      limitMs: LIMIT_MS,
    }),
  );
  const times = runs.map(({ lastMs }) => lastMs ?? Number.POSITIVE_INFINITY);
  const lastMs = Math.max(...times);
  const sum = (pick: (run: Run) => number): number => runs.reduce((all, run) => all + pick(run), 0);
  return {
    lastMs: Number.isFinite(lastMs) ? lastMs : null,
    receipts: sum(({ receipts }) => receipts),
    sends: sum(({ sends }) => sends),
  };
}

/** The worst of the seeds: a hall has one try. */
function worst(runs: readonly Run[], keypads: number): string {
  const sends = `${(Math.max(...runs.map((run) => run.sends)) / keypads).toFixed(1)} sends a ballot`;
  const missing = runs.filter(({ lastMs }) => lastMs === null);
  if (missing.length > 0) {
    const receipts = Math.min(...missing.map((run) => run.receipts));
    return `${receipts} of ${keypads} receipts after ${LIMIT_MS / 1000} s, ${sends}`;
  }
  const last = Math.max(...runs.map(({ lastMs }) => lastMs ?? 0));
  return `${(last / 1000).toFixed(1).padStart(6)} s to the last receipt, ${sends}`;
}

export function benchAir(): void {
  for (const one of CASES) {
    const { keypads, rate, channels, aim, airloss } = one;
    const on = channels === 1 ? 'one channel' : `${channels} channels`;
    console.log(`${keypads} keypads at ${rate}bit/s, ${on}${airloss ? `, ${airloss * 100} % of frames lost` : ''}`);
    const run = (what: string, play: (seed: number) => Run, note = ''): void =>
      console.log(`   ${what.padEnd(26)} ${worst(SEEDS.map(play), keypads)}${note}`);
    run('slots after beacons', (seed) => ours(one, seed), aim ? ` (aim ${aim})` : '');
    if (airloss) continue;
    run('resend every 0.5 s', (seed) => without(PLAIN, one, seed));
    run('exponential back-off', (seed) => without(BACK_OFF, one, seed));
  }
}
