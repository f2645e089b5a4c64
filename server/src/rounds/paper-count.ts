import { fail, ok, type Result } from '@piaojue/contract/result';
import type { Role } from '@piaojue/contract/live';
import type { Totals } from '@piaojue/contract/outcome';
import type { Contest } from '@piaojue/contract/contest';
import { countBits } from '../bitmap.ts';
import { addTotals, differences } from '../rules/typed-totals.ts';
import type { Column, Columns, HandCount, RoundRow } from '../store/store.ts';

/**
 * Ballots on paper (RULES §4): all of a round by hand, or in a mixed round those of the voters who were moved from the
 * keypads. Pure.
 */
export const NOTHING_TYPED: HandCount = { first: null, second: null };

/** Paper ballots given out. */
export function paperIssued({ method, presence, withdrawn }: RoundRow): number {
  if (method === 'hand') return presence?.issued ?? 0;
  return withdrawn ? countBits(withdrawn) : 0;
}

/** The sums that two people typed alike, as long as they are kept. */
export const agreedTotals = ({ hand }: Pick<RoundRow, 'hand'>): Totals | null =>
  hand?.first && hand.second ? hand.first.totals : null;

/**
 * The vote is over, and nothing can be decided before two people typed the sums of the paper ballots; a disputed box can't
 * be taken as it is before that either.
 */
export const awaitsPaper = (round: RoundRow): boolean =>
  round.method !== 'keypads' &&
  (round.state === 'counting' || round.state === 'disputed') &&
  agreedTotals(round) === null;

export interface Typed {
  readonly by: Role;
  /** ms since the epoch */
  readonly at: number;
  readonly totals: Totals;
}

/**
 * The next typing: the first, the same person's again in its place, or the second, of another role. The error names in what
 * the two differ, without a figure; both are void then.
 */
export function withTyping(
  contest: Contest,
  hand: HandCount | null,
  typed: Typed,
): Result<HandCount, readonly string[]> {
  const first = hand?.first ?? null;
  if (!first?.totals || first.by === typed.by) return ok({ first: typed, second: null });
  const differing = differences(contest, first.totals, typed.totals);
  return differing.length ? fail(differing) : ok({ first, second: typed });
}

/** Fewer ballots in one column than this, and its figures would be somebody's ballots (RULES §1 decision 13). */
const FEWEST_TO_TELL = 4;

/**
 * So few were moved to paper that who counts them by hand may see somebody's choice; or so few were left at the keypads that
 * the sum without the papers, which were counted by people, is theirs.
 */
export function fewIn(round: RoundRow): ('few-on-paper' | 'few-at-keypads')[] {
  if (round.method !== 'mixed') return [];
  const onPaper = paperIssued(round);
  const atKeypads = (round.presence?.issued ?? 0) - onPaper;
  return [
    ...(onPaper < FEWEST_TO_TELL ? (['few-on-paper'] as const) : []),
    ...(atKeypads > 0 && atKeypads < FEWEST_TO_TELL ? (['few-at-keypads'] as const) : []),
  ];
}

export interface Summed {
  readonly totals: Totals;
  readonly columns: Columns | null;
  /** More ballots came out of one box than went out for it: the round is void, whatever the sum says (RULES §1). */
  readonly overfull: boolean;
}

/** What is decided on: the sum of the columns, which are kept apart. `keypads`: what the box holds; null by hand. */
export function summed(round: RoundRow, keypads: Totals | null): Summed {
  const paper = round.method === 'keypads' ? null : agreedTotals(round);
  if (!paper) {
    if (!keypads || round.method !== 'keypads') throw new Error(`round ${round.id}: expected the sums of its ballots`);
    return { totals: keypads, columns: null, overfull: false };
  }
  const told = [paper, ...(keypads ? [keypads] : [])].every(({ returned }) => returned >= FEWEST_TO_TELL);
  return {
    totals: keypads ? addTotals(keypads, paper) : paper,
    columns: { keypads: keypads && column(keypads, told), paper: column(paper, keypads === null || told) },
    overfull: paper.returned > paperIssued(round),
  };
}

const column = (totals: Totals, told: boolean): Column => {
  const { returned, valid, invalid } = totals;
  return { returned, valid, invalid, totals: told ? totals : null };
};

/** Once the round is tallied: who typed, and no figure any more. */
export const typedBy = (hand: HandCount | null): HandCount | null =>
  hand && {
    first: hand.first && { ...hand.first, totals: null },
    second: hand.second && { ...hand.second, totals: null },
  };
