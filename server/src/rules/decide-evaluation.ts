import type { EvaluationContest, RollFigures } from '@piaojue/contract/contest';
import type { Totals } from '@piaojue/contract/outcome';
import type { Grade } from '@piaojue/contract/screen-view';
import { baseValue } from './base-value.ts';
import type { EvaluatedItem, EvaluationDecision } from './decision.ts';
import { reaches } from './majority.ts';
import type { Quorum } from './quorum.ts';
import { rate } from './rate.ts';

/**
 * 满意度测评 (RULES §2): for each item two rates, strict 满意 and broad 满意 + 基本满意, and a grade: 满意 where half are
 * satisfied, else 基本满意 where half are at least that, else 不满意. Whether exactly half is enough is a rule. Blanks
 * (弃权) stay in the bases, and so does 不了解 unless the rules take it out (RULES §1 decision 10).
 */
export function decideEvaluation(
  { candidates, rules }: Readonly<EvaluationContest>,
  roll: RollFigures,
  totals: Totals,
  attendance: Quorum,
): EvaluationDecision {
  const share = (base: EvaluationContest['rules']['rateBase']) => ({ base, value: baseValue(base, roll, totals, 0) });
  const rateBase = share(rules.rateBase);
  const gradeBase = share(rules.gradeBase);
  const rows = candidates.map(({ no }, place): EvaluatedItem => {
    const counts = totals.grades?.[place] ?? [];
    const [satisfied = 0, basic = 0, , fourth = 0] = counts;
    const outside = rules.scale === 4 && rules.dontKnowCounts === false ? fourth : 0;
    const content = satisfied + basic;
    return {
      no,
      counts: [...counts],
      strictRate: rate(satisfied, rateBase.value - outside),
      broadRate: rate(content, rateBase.value - outside),
      grade: gradeOf(satisfied, content, gradeBase.value - outside, rules.halfPasses),
    };
  });
  return { outcome: 'evaluated', quorum: attendance, rows, rateBase, gradeBase };
}

function gradeOf(satisfied: number, content: number, base: number, halfPasses: boolean): Grade | null {
  if (base === 0) return null;
  const half = { num: 1, den: 2, strict: !halfPasses };
  if (reaches(half, satisfied, base)) return 'satisfied';
  return reaches(half, content, base) ? 'basic' : 'dissatisfied';
}
