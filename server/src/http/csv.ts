/** A table for a spreadsheet: UTF-8 with a byte order mark (Excel reads Chinese only so), CR LF, RFC 4180. */
export type CsvCell = string | number | null;

/**
 * A cell that a spreadsheet would run as a formula, in full-width signs too, is quoted with an apostrophe; so is one that looks
 * as if it had been, so that what is read back (`import/csv-table.ts`) is what was written.
 */
function cell(value: CsvCell): string {
  const text = value === null ? '' : String(value);
  const safe = typeof value === 'string' && /^'*[=+\-@＝＋－＠\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csv = (rows: readonly (readonly CsvCell[])[]): string =>
  `\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
