import type { QuorumView, ResultView, RoundTitle } from '@piaojue/contract/screen-view';
import type { Fraction } from '@piaojue/contract/contest';
import { isCounted } from '../rules/decision.ts';
import { quorum } from '../rules/quorum.ts';
import { isCountedState } from '../rounds/machine.ts';
import type { RoundRow } from '../store/store.ts';

/** Pure views of a round. */
export const roundTitle = ({ id, contest, turn, parent, frozen }: RoundRow): RoundTitle => ({
  id,
  title: contest.title ?? '',
  turn,
  parent,
  hash: frozen?.hash ?? null,
  seats: contest.rules.seats,
  maxMarks: contest.rules.maxMarks,
  exactly: contest.rules.exactly,
});

export function quorumView(fraction: Fraction, all: number, present: number): QuorumView {
  return { ...quorum(fraction, { all, present }), num: fraction.num, den: fraction.den, strict: fraction.strict };
}

/** The public result, or null before the round was tallied: there is nothing to take figures from. */
export function resultView(round: RoundRow): ResultView | null {
  const { contest, frozen, presence, totals, decision } = round;
  if (!isCountedState(round.state) || !frozen || !presence || !totals || !decision) return null;
  const counted = isCounted(decision) ? decision : null;
  const names = new Map(contest.candidates.map(({ no, name }) => [no, name ?? `${no}`]));
  return {
    round: roundTitle(round),
    outcome: decision.outcome,
    figures: {
      all: frozen.all,
      present: presence.present,
      issued: presence.issued,
      returned: totals.returned,
      valid: counted ? totals.valid : null,
      invalid: counted ? totals.invalid : null,
      notSubmitted: counted ? presence.issued - totals.returned : null,
    },
    quorum: quorumView(contest.rules.quorum, frozen.all, presence.present),
    majority: contest.rules.majority,
    needed: counted?.needed ?? 0,
    rateBase: counted?.rateBase ?? { base: contest.rules.rateBase, value: 0 },
    rows: counted
      ? counted.rows.map(({ no, votes, rate, rank, tiedRank, status }) => ({
          no,
          name: names.get(no) ?? `${no}`,
          votes,
          rate,
          rank,
          tied: tiedRank,
          status,
        }))
      : contest.candidates.map(({ no }) => ({
          no,
          name: names.get(no) ?? `${no}`,
          votes: null,
          rate: null,
          rank: null,
          tied: false,
          status: 'none',
        })),
    runoffSeats: counted?.runoffSeats ?? 0,
    vacancies: counted?.vacancies ?? 0,
    openedAt: round.openedAt ?? 0,
    closedAt: round.closingAt ?? 0,
    announced: round.announcedAt !== null,
  };
}
