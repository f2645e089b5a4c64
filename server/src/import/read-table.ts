import { MAX_IMPORT_BYTES } from '@piaojue/contract/import';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { csvTable } from './csv-table.ts';
import { decodeText } from './decode-text.ts';
import { MAX_CELL_LENGTH, MAX_COLUMNS, MAX_ROWS, type Sheet, type TableFault, type TableFaultCode } from './table.ts';
import { xlsxTable } from './xlsx-table.ts';

/**
 * The sheets of a CSV or XLSX file, by what the bytes are, not by its name. Takes any bytes and never throws. A file can be
 * made to take long or much memory all the same: the server reads it in a process of its own (`ask-table.ts`).
 */
export async function readTable(bytes: Uint8Array): Promise<Result<readonly Sheet[], TableFault>> {
  const refuse = (code: TableFaultCode, detail = '') => fail({ code, row: 0, detail });
  if (bytes.length > MAX_IMPORT_BYTES) return refuse('too-large', `${bytes.length}`);
  if (bytes.length === 0) return refuse('empty');
  const starts = (...magic: number[]): boolean => magic.every((byte, i) => bytes[i] === byte);
  if (starts(0xd0, 0xcf, 0x11, 0xe0)) return refuse(hasWideText(bytes, 'EncryptedPackage') ? 'password' : 'old-xls');
  if (starts(0x50, 0x4b, 0x03, 0x04)) return bounded(await xlsxTable(bytes));
  if (starts(0x50, 0x4b)) return refuse('broken-xlsx');
  const text = decodeText(bytes);
  if (!text.ok) return refuse(starts(0xff, 0xfe) || starts(0xfe, 0xff) ? 'unknown-encoding' : sortOf(bytes));
  if (/^\s*<(?:!|\?xml|html|table|head|body|meta)/i.test(text.value.slice(0, 500))) return refuse('markup');
  const sheet = csvTable(text.value);
  return bounded(sheet.ok ? ok([sheet.value]) : sheet);
}

/** Bytes that are no text: a file of another kind has control characters, text in an unknown encoding has none. */
const sortOf = (bytes: Uint8Array): TableFaultCode =>
  bytes.subarray(0, 2000).some((byte) => byte < 9 || (byte > 13 && byte < 32)) ? 'not-a-table' : 'unknown-encoding';

/** Text of two bytes a character, as names stand in the directory of an OLE2 file. */
const hasWideText = (bytes: Uint8Array, text: string): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(Buffer.from(text, 'utf16le'));

function bounded(read: Result<readonly Sheet[], TableFault>): Result<readonly Sheet[], TableFault> {
  if (!read.ok) return read;
  const sheets = read.value.filter(({ rows }) => rows.some((row) => row.some((cell) => cell.trim() !== '')));
  if (sheets.length === 0) return fail({ code: 'empty', row: 0, detail: '' });
  for (const { rows } of sheets) {
    if (rows.length > MAX_ROWS) return fail({ code: 'too-large', row: 0, detail: `${rows.length}` });
    const wide = rows.findIndex(
      (row) => row.length > MAX_COLUMNS || row.some(({ length }) => length > MAX_CELL_LENGTH),
    );
    if (wide >= 0) return fail({ code: 'too-large', row: wide + 1, detail: '' });
  }
  return ok(sheets);
}
