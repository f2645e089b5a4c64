import { MAX_IMPORT_ROWS } from '@piaojue/contract/import';

/** A file that was read as a table, before anybody asks what its columns mean. */
export interface Sheet {
  /** Empty in a CSV. */
  readonly name: string;
  /** Text of every cell; row i is row i + 1 of the spreadsheet. */
  readonly rows: readonly (readonly string[])[];
}

export const TABLE_FAULTS = [
  /** More bytes, rows or columns than a table may have, packed or unpacked. */
  'too-large',
  'empty',
  /** Neither UTF-8, UTF-16 nor GB18030. */
  'unknown-encoding',
  /** A quotation that never ends. */
  'broken-csv',
  /** The binary format of Excel 97. */
  'old-xls',
  'password',
  /** HTML or XML that was named .xls. */
  'markup',
  /** Some other file: a picture, a document, an archive. */
  'not-a-table',
  'broken-xlsx',
] as const;
export type TableFaultCode = (typeof TABLE_FAULTS)[number];

/** Why no table could be read. `row` from 1, 0 where it is about the file; `detail` is what the file has there, or ''. */
export interface TableFault {
  readonly code: TableFaultCode;
  readonly row: number;
  readonly detail: string;
}

/** Above the table stand a title, a date, the names of the columns. */
const HEAD_ROWS = 20;
export const MAX_ROWS = MAX_IMPORT_ROWS + HEAD_ROWS;
export const MAX_COLUMNS = 100;
export const MAX_CELL_LENGTH = 10_000;
