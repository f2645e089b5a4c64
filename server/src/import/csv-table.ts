import { CsvError, parse } from 'csv-parse/sync';
import { fail, ok, type Result } from '@piaojue/contract/result';
import type { Sheet, TableFault } from './table.ts';

/** What stands between cells: Excel writes tabs into "Unicode text", and semicolons where the comma is the decimal sign. */
const DELIMITERS = [',', '\t', ';', '，'] as const;
/** Rows that are looked at to find out: a title above the table has no delimiter. */
const ROWS_TO_SEE = 10;
const LINE_ENDS = ['\r\n', '\n', '\r'];

export function csvTable(text: string): Result<Sheet, TableFault> {
  try {
    const rows = parse(text, {
      delimiter: delimiterOf(text),
      record_delimiter: LINE_ENDS,
      relax_column_count: true,
      // A quotation mark inside of an unquoted cell is part of it.
      relax_quotes: true,
    });
    return ok({ name: '', rows: rows.map((row) => row.map(unquoted)) });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { records, lines } = error as { records?: unknown; lines?: unknown };
    const before = typeof records === 'number' ? records : typeof lines === 'number' ? lines - 1 : -1;
    return fail({ code: 'broken-csv', row: before + 1, detail: '' });
  }
}

function delimiterOf(text: string): string {
  const head = text.split(/\r\n|\n|\r/, ROWS_TO_SEE).join('\n');
  const count = (delimiter: string): number => head.split(delimiter).length;
  return DELIMITERS.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

/** The apostrophe that keeps a spreadsheet from running a cell as a formula (`http/csv.ts`) is no part of the text. */
const unquoted = (cell: string): string => (/^'+[=+\-@＝＋－＠\t\r\n]/.test(cell) ? cell.slice(1) : cell);
