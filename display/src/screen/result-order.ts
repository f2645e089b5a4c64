import type { RankingResult, ResultRow, ResultView } from '@piaojue/contract/screen-view';

/** From high to low; inside a shared rank by ballot number, rows without a rank last. */
export function byRank(rows: readonly ResultRow[]): ResultRow[] {
  return rows.toSorted((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || a.no - b.no);
}

/** A line across the ranked list, above the row it stands before. Two of them enclose a tie that straddles the cut. */
export type Cut =
  | { readonly kind: 'runoff'; readonly chosen: number; readonly tied: number; readonly seats: number }
  /** The tie was decided by 主席团, not by another vote. */
  | { readonly kind: 'ruled'; readonly chosen: number; readonly tied: number; readonly seats: number }
  | { readonly kind: 'notChosen'; readonly chosen: number }
  | { readonly kind: 'afterRunoff' }
  | {
      readonly kind: 'shortfall';
      readonly chosen: number;
      readonly vacancies: number;
      /** 主席团 has decided what becomes of them; the rail says how. */
      readonly ruled: boolean;
    };

/** The cut line before each row's number, for rows in rank order; a row without one is not in the map. */
export function cutLines(result: RankingResult, ranked: readonly ResultRow[]): ReadonlyMap<number, Cut> {
  const cuts = new Map<number, Cut>();
  const chosen = ranked.filter((row) => row.status === 'chosen').length;
  const tied = ranked.filter((row) => row.status === 'runoff').length;
  for (const [at, row] of ranked.entries()) {
    const before = ranked[at - 1]?.status;
    if (row.status === before || row.status === 'chosen' || row.status === 'none') continue;
    if (row.status === 'runoff') {
      const kind = result.ruling?.kind === 'chosen' ? 'ruled' : 'runoff';
      cuts.set(row.no, { kind, chosen, tied, seats: result.runoffSeats });
    } else if (result.outcome === 'shortfall') {
      cuts.set(row.no, { kind: 'shortfall', chosen, vacancies: result.vacancies, ruled: result.ruling !== null });
    } else if (before === 'runoff') cuts.set(row.no, { kind: 'afterRunoff' });
    else cuts.set(row.no, { kind: 'notChosen', chosen });
  }
  return cuts;
}

/** What stands in the badge of a row: its status by votes, or, of a tie that 主席团 decided, what became of it. */
export function badgeOf(result: RankingResult, row: ResultRow): ResultRow['status'] | 'ruled' {
  if (row.status !== 'runoff' || result.ruling?.kind !== 'chosen') return row.status;
  return result.ruling.nos.includes(row.no) ? 'ruled' : 'notChosen';
}

/** The three numbers of the rail, by votes alone. */
export function tallies(result: RankingResult): { chosen: number; runoff: number; notChosen: number } {
  const count = (status: ResultRow['status']) => result.rows.filter((row) => row.status === status).length;
  return { chosen: count('chosen'), runoff: count('runoff'), notChosen: count('notChosen') };
}

/** Share of the track from 0 to 1: votes of the base that the rates name. More than the base fills the track. */
export function trackShare(votes: number | null, base: number): number {
  return votes === null || base <= 0 ? 0 : Math.min(votes / base, 1);
}

/** What a row's rate is a share of: the result's base, or the row's own 赞成 + 反对. */
export function rowBase(result: RankingResult, row: ResultRow): number {
  return result.rateBase.value ?? (row.votes ?? 0) + (row.against ?? 0);
}

/** Where the majority tick stands on a row's track; null when nobody needs a majority or it lies beyond the track. */
export function tickShare(result: RankingResult, row: ResultRow): number | null {
  const needed = row.needed ?? result.needed;
  const base = rowBase(result, row);
  if (result.majority === null || needed === null || needed <= 0 || base <= 0) return null;
  const share = needed / base;
  return share > 1 ? null : share;
}

/** A page with figures; the others are one sentence, because there is no decision to show. */
export function hasFigures(result: ResultView): boolean {
  return result.outcome !== 'void' && result.outcome !== 'no-quorum';
}
