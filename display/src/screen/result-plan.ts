import type { RankingResult } from '@piaojue/contract/screen-view';
import { widthEm } from './line-breaks.ts';
import { type HallSize, type ListPlan, planList, tiers } from './plan.ts';
import { byRank, cutLines } from './result-order.ts';

/** Columns of the result in em of the list's type, the same on every row and page. */
export interface ResultColumns {
  readonly rank: number;
  readonly votes: number;
  /** 反对 and 弃权, each; 0 on a pick list. */
  readonly answers: number;
  readonly rate: number;
  readonly badge: number;
}

/** T2 set beside T1. */
export const SECOND = 0.8;
/** Height of a line of column heads, in T2. */
export const HEADS = 1.45;

/** Widths follow from the longest thing that stands in a column, so that no figure ever moves its neighbours. */
export function resultColumns(
  result: RankingResult,
  words: { readonly badges: readonly string[]; readonly tied: string; readonly heads: readonly string[] },
): ResultColumns {
  const digits = (values: readonly (number | null)[]) => Math.max(...values.map((v) => String(v ?? '').length), 2);
  const tied = result.rows.some((row) => row.tied);
  const full = result.rows.some((row) => row.rate?.startsWith('100') ?? false);
  const perItem = result.columns === 'perItem';
  const heads = perItem ? Math.max(...words.heads.map(widthEm)) * SECOND + 0.5 : 0;
  const votes = Math.max(digits(result.rows.map((row) => row.votes)) * 0.6 + 0.4, heads);
  return {
    rank: digits(result.rows.map((row) => row.rank)) * 0.6 + (tied ? widthEm(words.tied) * SECOND + 0.25 : 0.1) + 0.4,
    votes,
    answers: perItem ? votes : 0,
    rate: (full ? 3.35 : 2.9) + 0.35,
    badge: Math.max(...words.badges.map(widthEm)) * SECOND + 0.55 + 0.7,
  };
}

export function resultPlan(result: RankingResult, columns: ResultColumns, hall: HallSize, aspect: number): ListPlan {
  const ranked = byRank(result.rows);
  return planList({
    hall,
    aspect,
    names: ranked.map((row) => row.name),
    fixedEm: columns.rank + columns.votes + 2 * columns.answers + columns.rate + columns.badge,
    pitchEm: 1.74,
    cuts: cutLines(result, ranked).size,
    above: columns.answers > 0 ? HEADS * tiers(hall).second : 0,
  });
}
