import type { Base, RollFigures } from '@piaojue/contract/contest';
import type { Totals } from '@piaojue/contract/outcome';

/** How many voters a named base of a majority or rate is (RULES §1): N, P, R or V. */
export function baseValue(base: Base, roll: RollFigures, totals: Pick<Totals, 'returned' | 'valid'>): number {
  // checkContest refuses it (RULES §1 decision 3).
  if (base === 'forAgainst') throw new Error('base: expected one that a pick list has, got forAgainst');
  return { all: roll.all, present: roll.present, returned: totals.returned, valid: totals.valid }[base];
}
