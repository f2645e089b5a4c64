import writeXlsxFile, { type Cell } from 'write-excel-file/node';
import type { CsvCell } from '../http/csv.ts';

/** A sheet of a workbook that we make. The first row names the columns. */
export interface SheetToWrite {
  /** At most 31 characters, none of []:*?/\ (Excel's own limits). */
  readonly name: string;
  readonly rows: readonly (readonly CsvCell[])[];
  /** In characters; a column without one is 12 wide. */
  readonly widths?: readonly number[];
}

const DEFAULT_WIDTH = 12;

/** A workbook for Excel and WPS. Texts are written as texts: none is ever a formula. */
export async function writeXlsx(sheets: readonly SheetToWrite[]): Promise<Buffer> {
  return await writeXlsxFile(
    sheets.map(({ name, rows, widths = [] }) => ({
      sheet: name,
      data: rows.map((row, i) => row.map((cell) => cellOf(cell, i === 0))),
      columns: Array.from({ length: Math.max(0, ...rows.map(({ length }) => length)) }, (_, i) => ({
        width: widths[i] ?? DEFAULT_WIDTH,
      })),
      stickyRowsCount: 1,
    })),
  ).toBuffer();
}

function cellOf(value: CsvCell, isHead: boolean): Cell {
  if (value === null || value === '') return null;
  const style = isHead ? ({ fontWeight: 'bold' } as const) : {};
  return typeof value === 'number'
    ? { value, type: Number, ...style }
    : { value: escaped(value), type: String, wrap: true, ...style };
}

/**
 * XML has no control characters, and the library drops what Unicode calls no character, with the one behind it: `_x0001_`
 * stands for such a one, and for the same text written out (ECMA-376 22.4.2.4 ST_Xstring).
 */
function escaped(text: string): string {
  const safe = text
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replaceAll(/(?![\t\n])\p{Cc}|\p{Cs}|\p{Noncharacter_Code_Point}/gu, byNumber);
  // The library keeps texts as fields of an object, and takes these for ones that it has.
  return safe in Object.prototype ? byNumber(safe.charAt(0)) + safe.slice(1) : safe;
}

/** Each of its 16-bit units. */
const byNumber = (char: string): string =>
  char
    .split('')
    .map((unit) => `_x${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .join('');
