import type { Candidate } from '@piaojue/contract/contest';
import type { RankingResult, ReadingPicture, ResultRow, ResultView } from '@piaojue/contract/screen-view';
import type { ReadingRow } from '../store/store.ts';

/** 逐项宣读. Pure: which rows of a ranked result were read, and the picture that has those alone. */

/** From rank 1; inside a shared rank by ballot number. */
export const inReadingOrder = (rows: readonly ResultRow[]): readonly ResultRow[] =>
  rows.toSorted((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || a.no - b.no);

/** A result that can be read out row by row: one with ranks. */
export const isReadable = (result: ResultView): result is RankingResult =>
  result.form === 'ranking' && result.outcome !== 'void' && result.outcome !== 'no-quorum';

/** How many rows of it were read; null: it is not read out, all of it is shown. */
export function rowsRead(result: ResultView, readings: readonly ReadingRow[]): number | null {
  const reading = readings.find(({ roundId }) => roundId === result.round.id);
  if (!reading || !isReadable(result)) return null;
  return reading.shown < result.rows.length ? wholeRanks(inReadingOrder(result.rows), reading.shown) : null;
}

/** How far the reading of a result is, its end included; null: it is not read out row by row. */
export function readingOf(result: ResultView, readings: readonly ReadingRow[]): { shown: number; of: number } | null {
  const reading = readings.find(({ roundId }) => roundId === result.round.id);
  if (!reading || !isReadable(result)) return null;
  return { shown: rowsRead(result, readings) ?? result.rows.length, of: result.rows.length };
}

/**
 * Rows after a step. Those that share a rank are read together: 并列 beside the first of them would tell the votes of the next.
 */
export function steppedTo(result: RankingResult, shown: number, by: 1 | -1 | 'rest'): number {
  const rows = inReadingOrder(result.rows);
  if (by === 'rest') return rows.length;
  if (by === 1) return wholeRanks(rows, shown + 1);
  let fewer = Math.max(0, shown - 1);
  while (fewer > 0 && sharesRank(rows[fewer - 1], rows[fewer])) fewer--;
  return fewer;
}

function wholeRanks(rows: readonly ResultRow[], shown: number): number {
  let end = Math.min(shown, rows.length);
  while (end > 0 && end < rows.length && sharesRank(rows[end - 1], rows[end])) end++;
  return end;
}

const sharesRank = (a: ResultRow | undefined, b: ResultRow | undefined): boolean =>
  a !== undefined && b !== undefined && a.rank !== null && a.rank === b.rank;

export function readingPicture(result: RankingResult, candidates: readonly Candidate[], shown: number): ReadingPicture {
  const { outcome: _, runoffSeats: __, vacancies: ___, ruling: ____, rows, ...known } = result;
  return {
    kind: 'reading',
    candidates,
    result: { ...known, rows: inReadingOrder(rows).slice(0, shown) },
    reading: { shown, of: rows.length },
  };
}
