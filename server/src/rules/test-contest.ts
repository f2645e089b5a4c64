import type { Contest, Majority, RollFigures, Rules } from '@piaojue/contract/contest';
import type { Totals } from '@piaojue/contract/outcome';
import { type CheckedContest, checkContest } from './contest-check.ts';

/** Data for tests: a contest as a file would hold it, with the defaults of RULES §1. */

export const OVER_HALF_OF_ALL: Majority = { num: 1, den: 2, strict: true, base: 'all' };

export interface ContestSketch extends Partial<Rules> {
  /** Candidates 1 … n, or these numbers. */
  readonly field: number | readonly number[];
  readonly seats: number;
  readonly roll?: RollFigures;
}

export function contestData({ field, roll, ...rules }: ContestSketch): Contest {
  const nos = typeof field === 'number' ? Array.from({ length: field }, (_, index) => index + 1) : field;
  return {
    kind: 'selection',
    candidates: nos.map((no) => ({ no })),
    rules: {
      maxMarks: rules.seats,
      minMarks: 0,
      exactly: false,
      quorum: { num: 2, den: 3, strict: false },
      majority: OVER_HALF_OF_ALL,
      rateBase: 'returned',
      tie: 'runoff',
      press: 'last',
      ...rules,
    },
    ...(roll && { roll }),
  };
}

export function contestOf(sketch: ContestSketch): CheckedContest {
  const checked = checkContest(contestData(sketch));
  if (!checked.ok) throw new Error(`test contest: ${JSON.stringify(checked.error)}`);
  return checked.value;
}

export const hall = (all: number, present = all, issued = present): RollFigures => ({ all, present, issued });

export const totals = (votes: readonly number[], valid: number, invalid = 0): Totals => ({
  returned: valid + invalid,
  valid,
  invalid,
  votes,
});
