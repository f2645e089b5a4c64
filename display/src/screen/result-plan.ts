import type { HallSettings, ResultView } from '@piaojue/contract/screen-view';
import { type ListPlan, planList, widthEm } from './plan.ts';
import { byRank, cutLines } from './result-order.ts';

/** Columns of the result in em of the list's type, the same on every row and page. */
export interface ResultColumns {
  readonly rank: number;
  readonly votes: number;
  readonly rate: number;
  readonly badge: number;
}

/** T2 set beside T1. */
const SECOND = 0.8;

/** Widths follow from the longest thing that stands in a column, so that no figure ever moves its neighbours. */
export function resultColumns(result: ResultView, badges: readonly string[], tiedWord: string): ResultColumns {
  const digits = (values: readonly (number | null)[]) => Math.max(...values.map((v) => String(v ?? '').length), 2);
  const tied = result.rows.some((row) => row.tied);
  const full = result.rows.some((row) => row.rate?.startsWith('100') ?? false);
  return {
    rank: digits(result.rows.map((row) => row.rank)) * 0.6 + (tied ? widthEm(tiedWord) * SECOND + 0.25 : 0.1) + 0.4,
    votes: digits(result.rows.map((row) => row.votes)) * 0.6 + 0.4,
    rate: (full ? 3.35 : 2.9) + 0.35,
    badge: Math.max(...badges.map(widthEm)) * SECOND + 0.55 + 0.7,
  };
}

export function resultPlan(
  result: ResultView,
  columns: ResultColumns,
  hall: Pick<HallSettings, 'r' | 'language'>,
  aspect: number,
): ListPlan {
  const ranked = byRank(result.rows);
  return planList({
    hall,
    aspect,
    names: ranked.map((row) => row.name),
    fixedEm: columns.rank + columns.votes + columns.rate + columns.badge,
    pitchEm: 1.74,
    cuts: cutLines(result, ranked).size,
  });
}
