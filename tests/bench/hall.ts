import { BEACON_RECEIPTS, beaconAirBytes, RECEIPT_BEACONS, SLOTS } from '@piaojue/firmware-protocol/air';
import { AIR_RATES, airMs } from '@piaojue/device-gateway/simulator/air/air-rate';
import { VirtualHall } from '@piaojue/device-gateway/simulator/air/virtual-hall';
import { rehearsal } from './rehearsal.ts';
import { bytesPerSecond, lineBytes } from './wire.ts';

/**
 * A full hall: 3,000 keypads on four channels at 1 Mbit/s and lines of 921,600 baud, pressed at once and within 2 s.
 * Against two bounds. By arithmetic: what the line takes for the bytes of a channel, and the air for its receipts, which
 * no air with collisions reaches. By the virtual clock: the same keypads, air, receivers and lines, with a host
 * that takes 10 ms and a machine that takes no time at all (`bench air`); the worst of three seeds.
 */
const KEYPADS = 3000;
const CHANNELS = 4;
const BAUD = 921_600;
const RATE = '1M';
const HOST_MS = 10;
const SEEDS = [1, 2, 3] as const;

export async function benchHall(folder: string): Promise<void> {
  const perChannel = KEYPADS / CHANNELS;
  const lineMs =
    (1000 * Math.max(perChannel * lineBytes('ballot'), (perChannel / 6) * lineBytes('sixReceipts'))) /
    bytesPerSecond(BAUD);
  const airMsNeeded = (perChannel / (BEACON_RECEIPTS / RECEIPT_BEACONS)) * fullFrameMs();
  const arithmetic = Math.max(lineMs, airMsNeeded);
  console.log(
    `${seconds(arithmetic)}      bound by arithmetic: line ${seconds(lineMs).trim()}, receipts on the air ${seconds(airMsNeeded).trim()} (${BEACON_RECEIPTS} a beacon, each in ${RECEIPT_BEACONS}, a full frame ${fullFrameMs().toFixed(1)} ms)`,
  );
  for (const withinMs of [0, 2000]) {
    const what = withinMs === 0 ? 'pressed at once' : `pressed within ${withinMs / 1000} s`;
    const virtual = Math.max(...SEEDS.map((seed) => onVirtualClock(withinMs, seed)));
    const real: number[] = [];
    for (const seed of SEEDS) real.push(await inProcesses(folder, withinMs, seed));
    const worst = Math.max(...real);
    console.log(
      `${seconds(worst)}      last receipt, ${what}: worst of ${real.map((ms) => seconds(ms).trim()).join(', ')}; on the virtual clock ${seconds(virtual).trim()}`,
    );
    console.log(`${(worst / virtual).toFixed(2).padStart(8)}        last receipt : virtual clock, ${what} (aim ≤ 1.3)`);
  }
}

/** All slots, the turn, a beacon full of receipts. */
const fullFrameMs = (): number => (1 + SLOTS) * AIR_RATES[RATE].slotMs + airMs(beaconAirBytes(BEACON_RECEIPTS), RATE);

function onVirtualClock(withinMs: number, seed: number): number {
  const hall = new VirtualHall({ keypads: KEYPADS, rate: RATE, channels: CHANNELS, seed, hostMs: HOST_MS, baud: BAUD });
  hall.untilReady();
  const start = hall.now;
  hall.pressAll(withinMs);
  if (!hall.playUntil(() => hall.allCounted, 180_000)) throw new Error('not every ballot was counted');
  return hall.now - start;
}

/** Real processes on real ptys. ms from the first press to the last receipt. */
async function inProcesses(folder: string, withinMs: number, seed: number): Promise<number> {
  const perSecond = withinMs === 0 ? 10 ** 9 : (1000 * KEYPADS) / withinMs;
  const { receipts, allMs } = await rehearsal(folder, {
    keypads: KEYPADS,
    ballots: KEYPADS,
    args: [
      ...['--receivers', String(CHANNELS), '--baud', String(BAUD), '--air', 'slotted', '--air-rate', RATE],
      ...['--keypads-per-second', String(perSecond), '--seed', String(seed)],
    ],
  });
  if (receipts !== KEYPADS) throw new Error(`${receipts} receipts for ${KEYPADS} ballots`);
  return allMs;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2).padStart(6)} s`;
