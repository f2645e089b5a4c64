import type { Base, RollFigures } from '@piaojue/contract/contest';
import type { Totals } from '@piaojue/contract/outcome';

/**
 * How many voters a named base of a majority or rate is (RULES §1): N, P, R or V; null for 赞成 + 反对, of which every
 * candidate has its own.
 */
export function sharedBase(base: Base, roll: RollFigures, totals: Pick<Totals, 'returned' | 'valid'>): number | null {
  if (base === 'forAgainst') return null;
  return { all: roll.all, present: roll.present, returned: totals.returned, valid: totals.valid }[base];
}

/** The same for the candidate at this place. */
export function baseValue(base: Base, roll: RollFigures, totals: Totals, place: number): number {
  const shared = sharedBase(base, roll, totals);
  if (shared !== null) return shared;
  // checkContest refuses the base where nobody can be against (RULES §1 decision 3).
  if (!totals.against) throw new Error('base: expected one that a pick list has, got forAgainst');
  return (totals.votes[place] ?? 0) + (totals.against[place] ?? 0);
}
