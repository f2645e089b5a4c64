import type { ResultRow, ResultView } from '@piaojue/contract/screen-view';

/** From high to low; inside a shared rank by ballot number, rows without a rank last. */
export function byRank(rows: readonly ResultRow[]): ResultRow[] {
  return rows.toSorted((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || a.no - b.no);
}

/** A line across the ranked list, above the row it stands before. Two of them enclose a tie that straddles the cut. */
export type Cut =
  | { readonly kind: 'runoff'; readonly chosen: number; readonly tied: number; readonly seats: number }
  | { readonly kind: 'notChosen'; readonly chosen: number }
  | { readonly kind: 'afterRunoff' }
  | { readonly kind: 'shortfall'; readonly chosen: number; readonly vacancies: number };

/** The cut line before each row's number, for rows in rank order; a row without one is not in the map. */
export function cutLines(result: ResultView, ranked: readonly ResultRow[]): ReadonlyMap<number, Cut> {
  const cuts = new Map<number, Cut>();
  const chosen = ranked.filter((row) => row.status === 'chosen').length;
  const tied = ranked.filter((row) => row.status === 'runoff').length;
  for (const [at, row] of ranked.entries()) {
    const before = ranked[at - 1]?.status;
    if (row.status === before || row.status === 'chosen' || row.status === 'none') continue;
    if (row.status === 'runoff') cuts.set(row.no, { kind: 'runoff', chosen, tied, seats: result.runoffSeats });
    else if (result.outcome === 'shortfall') {
      cuts.set(row.no, { kind: 'shortfall', chosen, vacancies: result.vacancies });
    } else if (before === 'runoff') cuts.set(row.no, { kind: 'afterRunoff' });
    else cuts.set(row.no, { kind: 'notChosen', chosen });
  }
  return cuts;
}

/** The three numbers of the rail. */
export function tallies(result: ResultView): { chosen: number; runoff: number; notChosen: number } {
  const count = (status: ResultRow['status']) => result.rows.filter((row) => row.status === status).length;
  return { chosen: count('chosen'), runoff: count('runoff'), notChosen: count('notChosen') };
}

/** Share of the track from 0 to 1: votes of the base that the rates name. More than the base fills the track. */
export function trackShare(votes: number | null, base: number): number {
  return votes === null || base <= 0 ? 0 : Math.min(votes / base, 1);
}

/** Where the majority tick stands on every track; null when nobody needs a majority or it lies beyond the track. */
export function tickShare(result: ResultView): number | null {
  if (result.majority === null || result.needed <= 0 || result.rateBase.value <= 0) return null;
  const share = result.needed / result.rateBase.value;
  return share > 1 ? null : share;
}

/** A page with a list; the others are one sentence, because there is no decision to list. */
export function hasList(result: ResultView): boolean {
  return result.outcome !== 'void' && result.outcome !== 'no-quorum';
}
