import type { RankingResult } from '@piaojue/contract/screen-view';
import { widthEm } from './line-breaks.ts';
import { frame, type HallSize, type ListPlan, planList, tiers } from './plan.ts';
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
  words: {
    readonly badges: readonly string[];
    readonly tied: string;
    readonly rank: string;
    readonly heads: readonly string[];
  },
): ResultColumns {
  const digits = (values: readonly (number | null)[]) => Math.max(...values.map((v) => String(v ?? '').length), 2);
  const tied = result.rows.some((row) => row.tied);
  const full = result.rows.some((row) => row.rate?.startsWith('100') ?? false);
  const perItem = result.columns === 'perItem';
  const heads = perItem ? Math.max(...words.heads.map(widthEm)) * SECOND + 0.5 : 0;
  const votes = Math.max(digits(result.rows.map((row) => row.votes)) * 0.6 + 0.4, heads);
  return {
    rank: Math.max(
      digits(result.rows.map((row) => row.rank)) * 0.6 + (tied ? widthEm(words.tied) * SECOND + 0.25 : 0.1) + 0.4,
      // Heads are drawn over the columns of 赞成, 反对 and 弃权 only.
      perItem ? widthEm(words.rank) * SECOND + 0.5 : 0,
    ),
    votes,
    answers: perItem ? votes : 0,
    rate: (full ? 3.35 : 2.9) + 0.35,
    badge: Math.max(...words.badges.map(widthEm)) * SECOND + 0.55 + 0.7,
  };
}

/** What stands beside the texts of a cut line: its two rules and the gaps. */
const CUT_EM = 1.4 + 1;
const CUT_GAP = 0.6;
/** Bold runs a little wider than what `widthEm` was measured on. */
const BOLD = 1.03;

/**
 * The texts of a cut line and their size in % H. They have one line, so they are set smaller than `second` where they are
 * longer than it; before they fall below the floor, what the rail says too is left out.
 */
export function cutText(
  texts: readonly [below: string, above?: string],
  second: number,
  hall: HallSize,
  aspect: number,
): { readonly size: number; readonly texts: readonly string[] } {
  const [below, above] = texts;
  const room = frame(hall, aspect).list;
  const sizeOf = (shown: readonly string[]) =>
    Math.min(second, room / (shown.reduce((sum, text) => sum + widthEm(text) * BOLD + CUT_GAP, 0) + CUT_EM + CUT_GAP));
  const both = above === undefined ? [below] : [above, below];
  const size = sizeOf(both);
  return size >= tiers(hall).second || above === undefined
    ? { size, texts: both }
    : { size: sizeOf([below]), texts: [below] };
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
