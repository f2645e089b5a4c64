import readXlsxFile, { type CellValue } from 'read-excel-file/universal';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { MAX_COLUMNS, MAX_ROWS, type Sheet, type TableFault, type TableFaultCode } from './table.ts';
import { unpacked, zipEntries } from './zip-entries.ts';

/** All XML of a workbook, unpacked: a roll of 65,534 rows needs a tenth of it. */
const MOST_UNPACKED = 80_000_000;

/** Every sheet of a workbook. Never throws on what the bytes are. */
export async function xlsxTable(bytes: Uint8Array): Promise<Result<Sheet[], TableFault>> {
  const refuse = (code: TableFaultCode, detail = '') => fail({ code, row: 0, detail });
  const entries = zipEntries(bytes);
  if (!entries.ok) return refuse('broken-xlsx');
  if (entries.value.some(({ encrypted }) => encrypted)) return refuse('password');
  if (!entries.value.some(({ name }) => name === 'xl/workbook.xml')) {
    const binary = entries.value.find(({ name }) => name === 'xl/workbook.bin');
    return refuse('not-a-table', binary ? '.xlsb' : (entries.value[0]?.name ?? ''));
  }
  const files = unpacked(
    entries.value.filter(({ name }) => /\.(?:xml|rels)$/.test(name)),
    MOST_UNPACKED,
  );
  if (!files.ok) return refuse(files.error === 'broken' ? 'broken-xlsx' : 'too-large');
  for (const [name, content] of files.value) {
    const far = name.startsWith('xl/worksheets/') ? farCell(new TextDecoder().decode(content)) : undefined;
    if (far) return refuse('too-large', far);
  }
  try {
    // Numbers as they stand in the file: as floats they would not come back digit for digit.
    const sheets = await readXlsxFile(new Blob([new Uint8Array(bytes)]), { trim: false, parseNumber: (text) => text });
    return ok(sheets.map(({ sheet, data }) => ({ name: sheet, rows: data.map((row) => row.map(textOf)) })));
  } catch {
    // The library throws whatever its parser met; its words say no more than that the file is broken.
    return refuse('broken-xlsx');
  }
}

function textOf(cell: CellValue<string> | null): string {
  // The library's type for dates is its constructor.
  const value: unknown = cell;
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return typeof value === 'string' ? value : '';
}

/** A cell with something in it outside of any table that is taken: the reader would fill in all that lie before it. */
function farCell(sheet: string): string | undefined {
  for (const [, column = '', row = ''] of sheet.matchAll(/<(?:\w+:)?c\s[^>]*?\br="([A-Z]+)(\d+)"(?:[^>]*[^/>])?>/g))
    if (Number(row) > MAX_ROWS || columnNumber(column) > MAX_COLUMNS) return `${column}${row}`;
  return undefined;
}

/** A is 1, AA is 27. */
const columnNumber = (letters: string): number =>
  Array.from(letters).reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0);
