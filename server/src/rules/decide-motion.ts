import type { MotionContest, RollFigures } from '@piaojue/contract/contest';
import type { Totals } from '@piaojue/contract/outcome';
import { baseValue } from './base-value.ts';
import type { MotionDecision } from './decision.ts';
import { needed, reaches } from './majority.ts';
import type { Quorum } from './quorum.ts';
import { rate } from './rate.ts';

/** 表决 of one motion (RULES §2): passed with at least one 赞成 and the majority. */
export function decideMotion(
  { candidates, rules }: Readonly<MotionContest>,
  roll: RollFigures,
  totals: Totals,
  attendance: Quorum,
): MotionDecision {
  const inFavour = totals.votes[0] ?? 0;
  const base = baseValue(rules.majority.base, roll, totals, 0);
  const rateBase = { base: rules.rateBase, value: baseValue(rules.rateBase, roll, totals, 0) };
  return {
    outcome: inFavour > 0 && reaches(rules.majority, inFavour, base) ? 'passed' : 'rejected',
    quorum: attendance,
    no: candidates[0]?.no ?? 1,
    for: inFavour,
    against: totals.against?.[0] ?? 0,
    abstained: totals.abstained?.[0] ?? 0,
    needed: needed(rules.majority, base),
    rate: rate(inFavour, rateBase.value),
    rateBase,
  };
}
