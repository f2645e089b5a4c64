import type { CsvCell } from '../http/csv.ts';
import { resultTable } from '../http/result-csv.ts';
import { writeXlsx } from '../import/write-xlsx.ts';
import type { Report } from './report.ts';

/** The result as a table of totals; null: the round was aborted, there are none. */
export function exportTable({ result, attendance, witnessed, rehearsal }: Report): CsvCell[][] | null {
  if (!result) return null;
  return resultTable(result, { absent: attendance.absent, replaced: witnessed.replaced.length }, rehearsal);
}

/** In characters: a number and a term in front, then the longest texts. */
const WIDTHS = [16, 44];
const SHEET = '票决结果';

/** The same table as a workbook; texts are texts in it, never formulas. */
export const tableXlsx = (table: readonly (readonly CsvCell[])[]): Promise<Buffer> =>
  writeXlsx([{ name: SHEET, rows: table, widths: WIDTHS }]);
