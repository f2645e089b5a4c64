import { FRAME_MS } from '@piaojue/device-gateway/simulator/air/channel';
import { lineMs, linesPerSecond } from './wire.ts';
import { rehearsal } from './rehearsal.ts';

/**
 * Press → receipt through keypad, air, pty paced at the baud rate, gateway, box and back: at the pace of a calm hall,
 * and at what the line carries. The air is the simple one: no collisions, a frame every 10 ms of at most 16 ballots.
 */
const KEYPADS = 3000;
const SECONDS = 8;

interface Case {
  readonly baud: number;
  readonly perSecond: number;
  readonly what: string;
  readonly aim?: string;
}

export async function benchPath(folder: string): Promise<void> {
  const cases: Case[] = [{ baud: 921_600, perSecond: 300, what: 'a calm hall', aim: 'p99 ≤ 50 ms' }];
  for (const baud of [115_200, 921_600]) {
    const full = linesPerSecond('ballot', baud);
    cases.push({ baud, perSecond: Math.floor(full * 0.9), what: `0.9 of the ${full} ballots/s that the line carries` });
    cases.push({ baud, perSecond: full, what: 'all that the line carries, heard bitmaps and heartbeats beside it' });
  }
  for (const { baud, perSecond, what, aim } of cases) {
    const { sent, receipts, p50Ms, p99Ms } = await rehearsal(folder, {
      keypads: KEYPADS,
      ballots: perSecond * SECONDS,
      args: ['--baud', String(baud), '--keypads-per-second', String(perSecond)],
    });
    const wire = lineMs('ballot', baud) + lineMs('receipt', baud);
    console.log(
      `p50 ${p50Ms.toFixed(1).padStart(6)} ms, p99 ${p99Ms.toFixed(1).padStart(6)} ms   ${perSecond}/s at ${baud} baud, ${what}: ${receipts} receipts for ${sent} ballots` +
        `${aim ? ` (aim ${aim})` : ''}; bound ${(wire + FRAME_MS).toFixed(1)} ms: ${wire.toFixed(1)} on the wire, ${FRAME_MS} in two half frames of air`,
    );
  }
}
