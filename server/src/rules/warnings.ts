import type { ContestWarning } from '@piaojue/contract/console-view';
import type { Contest } from '@piaojue/contract/contest';
import type { Totals } from '@piaojue/contract/outcome';
import { isDifferential } from './contest-check.ts';

/** A secret vote with so few ballots tells too much (RULES §1 decision 13). */
const FEW_VOTERS = 3;

/**
 * What is allowed but should be said. Before the vote: a field with (C − S) / S under 20 % (RULES §1 Differential), so few
 * ballots (I) that totals tell who voted what; after it: all valid ballots alike. `totals` only once they are public.
 */
export function contestWarnings(
  contest: Readonly<Contest>,
  issued: number | null,
  totals: Totals | null,
): readonly ContestWarning[] {
  const isSecret = contest.kind !== 'namedResolution';
  return [
    ...(isNarrow(contest) ? (['narrow-field'] as const) : []),
    ...(isSecret && issued !== null && issued <= FEW_VOTERS ? (['few-voters'] as const) : []),
    ...(isSecret && totals && isUnanimous(totals) ? (['unanimous'] as const) : []),
  ];
}

function isNarrow(contest: Readonly<Contest>): boolean {
  if (contest.kind !== 'selection' && contest.kind !== 'perProject' && contest.kind !== 'election') return false;
  const { candidates, rules } = contest;
  // 等额 is as narrow as it is meant to be.
  return isDifferential(rules) && 5 * (candidates.length - rules.seats) < rules.seats;
}

/** Every answer to every candidate was given by all or by nobody: nobody's ballot differs from another's. */
function isUnanimous({ valid, votes, against, abstained, grades }: Totals): boolean {
  const answers = grades?.flat() ?? [...votes, ...(against ?? []), ...(abstained ?? [])];
  return valid > 0 && answers.every((count) => count === 0 || count === valid);
}
