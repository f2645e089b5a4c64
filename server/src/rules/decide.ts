import type { RollFigures, Rules } from '@piaojue/contract/contest';
import type { Totals } from '@piaojue/contract/outcome';
import { baseValue } from './base-value.ts';
import type { CheckedContest } from './contest-check.ts';
import type { CountedDecision, DecidedRow, Decision } from './decision.ts';
import { deepFreeze } from './deep-freeze.ts';
import { needed, reaches } from './majority.ts';
import { quorum } from './quorum.ts';
import { ranks } from './rank.ts';
import { rate } from './rate.ts';

export type { CountedDecision, Decision, NoDecision } from './decision.ts';

/**
 * What the rules make of a count (RULES §1 "Deciding, in this order"): quorum → R ≤ I → invalid ballots are out of
 * `votes` already → who passed the majority → seats. `votes` is in contest order. When the quorum fails or R > I only
 * `returned` is read of the totals.
 *
 * Throws when `I ≤ P ≤ N` or, in a round that counts, `V + X = R` does not hold: that is a bug of the caller.
 */
export function decide(contest: CheckedContest, roll: RollFigures, totals: Totals): Decision {
  const { candidates, rules } = contest;
  assertRoll(roll);
  const attendance = quorum(rules.quorum, roll);
  if (!attendance.met || totals.returned > roll.issued) {
    return deepFreeze({
      outcome: attendance.met ? 'void' : 'no-quorum',
      quorum: attendance,
      rows: candidates.map(({ no }) => ({ no, status: 'none' as const })),
    });
  }
  assertTotals(totals, candidates.length);

  const threshold = majorityOf(rules, roll, totals);
  const seated = takeSeats(totals.votes, threshold.passes, rules.seats);
  const rateBase = { base: rules.rateBase, value: baseValue(rules.rateBase, roll, totals) };
  const rank = ranks(totals.votes);
  const rows = candidates.map(({ no }, index): DecidedRow => {
    const votes = totals.votes[index] ?? 0;
    return {
      no,
      votes,
      rate: rate(votes, rateBase.value),
      rank: rank[index] ?? 1,
      tiedRank: rank.indexOf(rank[index] ?? 1) !== rank.lastIndexOf(rank[index] ?? 1),
      status: seated.status[index] ?? 'notChosen',
    };
  });
  const numbers = (status: DecidedRow['status']) => rows.filter((row) => row.status === status).map(({ no }) => no);
  return deepFreeze({
    outcome: seated.runoffSeats > 0 ? 'runoff' : seated.vacancies > 0 ? 'shortfall' : 'complete',
    quorum: attendance,
    needed: threshold.needed,
    chosen: numbers('chosen'),
    tied: numbers('runoff'),
    runoffSeats: seated.runoffSeats,
    vacancies: seated.vacancies,
    rows,
    rateBase,
  } satisfies CountedDecision);
}

interface Threshold {
  readonly needed: number;
  readonly passes: (votes: number) => boolean;
}

/**
 * Passed = at least one vote, and the majority test (RULES §1 decision 1). On a base of 0 nobody passes: one vote makes
 * V, R, I, P and N at least 1, so whoever has one is never measured against 0.
 */
function majorityOf({ majority }: Rules, roll: RollFigures, totals: Totals): Threshold {
  if (majority === null) return { needed: 0, passes: (votes) => votes > 0 };
  const base = baseValue(majority.base, roll, totals);
  return {
    needed: needed(majority, base),
    passes: (votes) => votes > 0 && reaches(majority, votes, base),
  };
}

interface Seated {
  readonly status: readonly DecidedRow['status'][];
  readonly runoffSeats: number;
  readonly vacancies: number;
}

/**
 * Fills the seats by votes alone. Those who did not pass, and so those without a vote, leave before a tie is looked for
 * (RULES §1 decision 2): too few who passed is a shortfall, never a re-vote.
 */
function takeSeats(votes: readonly number[], passes: (votes: number) => boolean, seats: number): Seated {
  const passed = votes.filter(passes).toSorted((a, b) => b - a);
  const vacancies = Math.max(0, seats - passed.length);
  const last = passed[seats - 1];
  const straddles = last !== undefined && passed[seats] === last;
  const above = straddles ? passed.indexOf(last) : passed.length;
  const status = votes.map((count): DecidedRow['status'] => {
    if (!passes(count)) return 'notChosen';
    if (last === undefined || count > last) return 'chosen';
    if (count < last) return 'notChosen';
    return straddles ? 'runoff' : 'chosen';
  });
  return { status, runoffSeats: straddles ? seats - above : 0, vacancies };
}

function assertRoll({ all, present, issued }: RollFigures): void {
  if (!(issued <= present && present <= all)) {
    throw new RangeError(`roll: expected I ≤ P ≤ N, got ${issued}, ${present}, ${all}`);
  }
}

function assertTotals({ returned, valid, invalid, votes }: Totals, candidates: number): void {
  if (valid + invalid !== returned) {
    throw new RangeError(`totals: expected V + X = R, got ${valid} + ${invalid} and ${returned}`);
  }
  if (votes.length !== candidates) {
    throw new RangeError(`totals: expected votes of ${candidates} candidates, got ${votes.length}`);
  }
  // No figure in the text: an error may end in a log, and a log holds no choice.
  if (!votes.every((count) => Number.isInteger(count) && count >= 0 && count <= valid)) {
    throw new RangeError(`totals: expected each candidate's votes from 0 to V = ${valid}`);
  }
}
