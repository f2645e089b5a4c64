import type { Contest } from '@piaojue/contract/contest';
import { ballotShape } from '../rules/ballot-shape.ts';
import type { TallySpec } from './core.ts';

/** What a contest and a roll of so many slots fix for the count. */
export function tallySpec(contest: Contest, slots: number): TallySpec {
  const { grades, ...shape } = ballotShape(contest);
  return {
    ...shape,
    ...(grades > 0 && { grades }),
    positions: contest.candidates.length,
    slots,
    press: contest.rules.press,
  };
}
