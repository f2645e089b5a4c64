import type { RankingResult, ResultRow } from '@piaojue/contract/screen-view';
import { DOTS, fitName, frame, type HallSize, LINE_EM, tiers, usableHeight } from './plan.ts';
import { byRank } from './result-order.ts';
import { type ResultColumns, SECOND } from './result-plan.ts';

export interface OverviewRow {
  readonly row: ResultRow;
  /** % H */
  readonly height: number;
  readonly tight: boolean;
}
export interface OverviewPlan {
  /** Type size, % H. */
  readonly fs: number;
  readonly second: number;
  /** em; a tie is told by its repeated rank, so the word for it takes no room. */
  readonly rank: number;
  readonly badge: number;
  /** Rows from rank 1 down each column. */
  readonly columns: readonly (readonly OverviewRow[])[];
}

const PITCH = 1.38;
/** em between two columns. */
export const COLUMN_GAP = 1;
const MOST_COLUMNS = 3;
const STEP = 0.05;

/**
 * The overview of a result that takes several pages: names and what became of them in two or three columns on one page, as
 * large as they fit; null where they do not fit above the floor, or where one page holds the result anyway.
 */
export function overviewPlan(
  result: RankingResult,
  { badge }: Pick<ResultColumns, 'badge'>,
  pages: number,
  hall: HallSize,
  aspect: number,
): OverviewPlan | null {
  if (pages < 2) return null;
  const tier = tiers(hall);
  const rows = byRank(result.rows);
  const rank = Math.max(...rows.map((row) => String(row.rank ?? '').length), 2) * 0.6 + 0.5;
  const width = frame(hall, aspect).list;
  const height = usableHeight(hall) - DOTS;
  for (let fs = tier.wish; fs >= tier.floor; fs -= STEP) {
    for (let columns = 2; columns <= MOST_COLUMNS; columns += 1) {
      const nameEm = (width / fs - (columns - 1) * COLUMN_GAP) / columns - rank - badge;
      if (nameEm < 4) continue;
      const set = rows.map((row): OverviewRow => {
        const { lines, tight } = fitName(row.name, nameEm);
        return { row, tight, height: (PITCH + (lines - 1) * LINE_EM) * fs };
      });
      const split = inColumns(set, columns, height);
      if (split !== null) return { fs, second: Math.max(tier.second, fs * SECOND), rank, badge, columns: split };
    }
  }
  return null;
}

/** Filled one after the other, as evenly as heights allow; null where they take more than `height`. */
function inColumns(rows: readonly OverviewRow[], columns: number, height: number): OverviewRow[][] | null {
  const sum = rows.reduce((all, row) => all + row.height, 0);
  for (let limit = sum / columns; limit <= height + 0.001; limit += 0.5) {
    const split = filled(rows, limit);
    if (split.length <= columns) return split;
  }
  return null;
}

function filled(rows: readonly OverviewRow[], limit: number): OverviewRow[][] {
  const split: OverviewRow[][] = [];
  let left = 0;
  for (const row of rows) {
    if (row.height > left) {
      split.push([]);
      left = limit;
    }
    split.at(-1)?.push(row);
    left -= row.height;
  }
  return split;
}
