import type { Random } from '../random.ts';
import type { FaultSpec } from './fault-spec.ts';

/** Bytes that arrive `afterMs` later than they should; `inOrder`: what comes behind them waits. */
export interface Piece {
  readonly bytes: Buffer;
  readonly afterMs: number;
  readonly inOrder: boolean;
}

export type FaultCounts = Record<'drop' | 'repeat' | 'corrupt' | 'split' | 'delay' | 'reorder' | 'airloss', number>;
export const noFaultCounts = (): FaultCounts => ({
  drop: 0,
  repeat: 0,
  corrupt: 0,
  split: 0,
  delay: 0,
  reorder: 0,
  airloss: 0,
});

const DELAY_MS = 300;
const SPLIT_MS = 40;
const HOLD_MS = 60;

/** What becomes of one line (with its LF) in one direction. No piece = lost. */
export function lineFaults(spec: FaultSpec, random: Random, counts: FaultCounts): (line: Buffer) => readonly Piece[] {
  const hit = (name: 'drop' | 'repeat' | 'corrupt' | 'split' | 'delay'): boolean => {
    if (!random.chance(spec[name])) return false;
    counts[name]++;
    return true;
  };
  return (line) => {
    if (hit('drop')) return [];
    let bytes = line;
    if (hit('corrupt')) {
      bytes = Buffer.from(line);
      const at = random.below(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
    }
    const copies = hit('repeat') ? [bytes, bytes] : [bytes];
    if (hit('delay')) {
      const afterMs = 1 + random.below(DELAY_MS);
      return copies.map((copy) => ({ bytes: copy, afterMs, inOrder: false }));
    }
    if (!hit('split')) return copies.map((copy) => ({ bytes: copy, afterMs: 0, inOrder: true }));
    const cut = 1 + random.below(Math.max(1, bytes.length - 1));
    return copies.flatMap((copy) => [
      { bytes: copy.subarray(0, cut), afterMs: 0, inOrder: true },
      { bytes: copy.subarray(cut), afterMs: 1 + random.below(SPLIT_MS), inOrder: true },
    ]);
  };
}

/** ms for which a receiver holds all its lines back now; mostly 0. */
export function holdBack(spec: FaultSpec, random: Random, counts: FaultCounts): number {
  if (!random.chance(spec.reorder)) return 0;
  counts.reorder++;
  return 1 + random.below(HOLD_MS);
}
