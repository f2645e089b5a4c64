import type { RollFigures, SeatContest } from '@piaojue/contract/contest';
import type { Totals } from '@piaojue/contract/outcome';
import { baseValue, sharedBase } from './base-value.ts';
import type { DecidedRow, SeatDecision } from './decision.ts';
import { needed, reaches } from './majority.ts';
import type { Quorum } from './quorum.ts';
import { ranks } from './rank.ts';
import { rate } from './rate.ts';

/**
 * Who takes the seats of a round that counts: who passed the majority → exactly S passed: all are chosen; more: highest
 * votes first; a tie across the line votes again (RULES §1).
 */
export function decideSeats(
  { candidates, rules }: Readonly<SeatContest>,
  roll: RollFigures,
  totals: Totals,
  attendance: Quorum,
): SeatDecision {
  const thresholds = totals.votes.map((votes, place) => threshold(rules, roll, totals, votes, place));
  const seated = takeSeats(
    totals.votes,
    thresholds.map(({ passed }) => passed),
    rules.seats,
  );
  const rank = ranks(totals.votes);
  const rows = candidates.map(({ no }, place): DecidedRow => {
    const votes = totals.votes[place] ?? 0;
    const mine = rank[place] ?? 1;
    return {
      no,
      votes,
      ...answersOf(totals, place, thresholds[place]?.needed ?? 0),
      rate: rate(votes, baseValue(rules.rateBase, roll, totals, place)),
      rank: mine,
      tiedRank: rank.indexOf(mine) !== rank.lastIndexOf(mine),
      status: seated.status[place] ?? 'notChosen',
    };
  });
  const numbers = (status: DecidedRow['status']) => rows.filter((row) => row.status === status).map(({ no }) => no);
  return {
    outcome: seated.runoffSeats > 0 ? 'runoff' : seated.vacancies > 0 ? 'shortfall' : 'complete',
    quorum: attendance,
    needed: rules.majority?.base === 'forAgainst' ? null : (thresholds[0]?.needed ?? 0),
    chosen: numbers('chosen'),
    tied: numbers('runoff'),
    runoffSeats: seated.runoffSeats,
    vacancies: seated.vacancies,
    rows,
    rateBase: { base: rules.rateBase, value: sharedBase(rules.rateBase, roll, totals) },
  };
}

/**
 * Passed = at least one vote, and the majority test (RULES §1 decision 1). On a base of 0 nobody passes: one vote makes
 * 赞成 + 反对, V, R, I, P and N at least 1, so whoever has one is never measured against 0.
 */
function threshold(
  { majority }: SeatContest['rules'],
  roll: RollFigures,
  totals: Totals,
  votes: number,
  place: number,
): { readonly needed: number; readonly passed: boolean } {
  if (majority === null) return { needed: 0, passed: votes > 0 };
  const base = baseValue(majority.base, roll, totals, place);
  return { needed: needed(majority, base), passed: votes > 0 && reaches(majority, votes, base) };
}

function answersOf({ against, abstained }: Totals, place: number, least: number): Partial<DecidedRow> {
  if (!against || !abstained) return {};
  return { against: against[place] ?? 0, abstained: abstained[place] ?? 0, needed: least };
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
function takeSeats(votes: readonly number[], passes: readonly boolean[], seats: number): Seated {
  const passed = votes.filter((_, place) => passes[place]).toSorted((a, b) => b - a);
  const vacancies = Math.max(0, seats - passed.length);
  const last = passed[seats - 1];
  const straddles = last !== undefined && passed[seats] === last;
  const above = straddles ? passed.indexOf(last) : passed.length;
  const status = votes.map((count, place): DecidedRow['status'] => {
    if (!passes[place]) return 'notChosen';
    if (last === undefined || count > last) return 'chosen';
    if (count < last) return 'notChosen';
    return straddles ? 'runoff' : 'chosen';
  });
  return { status, runoffSeats: straddles ? seats - above : 0, vacancies };
}
