import { fail, ok, type Result } from '@piaojue/contract/result';
import { CsvError, type Options, parse } from 'csv-parse/sync';

/** One press of OK: this keypad submits these candidate numbers; none is a blank. */
export interface DeckLine {
  readonly keypad: number;
  readonly marks: readonly number[];
}

export type DeckFaultCode = 'csv' | 'header' | 'columns' | 'keypad' | 'mark' | 'unknown-candidate' | 'double-mark';

export interface DeckFault {
  readonly code: DeckFaultCode;
  /** Line of the file; the header is 1. */
  readonly row: number;
  readonly expected: string;
  readonly got: string;
}

const MAX_KEYPAD = 65_534;
const HEADER = 'keypad,marks';
/** Any line ends, mixed ones too; ragged lines are ours to refuse, with their row. */
const CSV: Options = {
  bom: true,
  info: true,
  recordDelimiter: ['\r\n', '\n', '\r'],
  relaxColumnCount: true,
  skipEmptyLines: true,
};

/**
 * A deck of ballots to be played, `keypad,marks` with marks as `1 4 7` (RULES §1 decision 12), in the order of the file. A
 * keypad may stand on several lines, each a press of its own; which one counts is for the press policy to say. More marks
 * than the paper allows is a ballot all the same; a number that is no candidate can't be keyed in, and is a fault.
 */
export function parseDeck(
  csv: string,
  candidateNos: readonly number[],
): Result<readonly DeckLine[], readonly DeckFault[]> {
  const table = readTable(csv);
  if (!table.ok) return fail([table.error]);
  const [header, ...rows] = table.value;
  if (header === undefined || header.cells.join(',') !== HEADER) {
    return fail([{ code: 'header', row: 1, expected: HEADER, got: quote(header?.cells.join(',') ?? '') }]);
  }
  const known = new Set(candidateNos);
  const faults: DeckFault[] = [];
  const lines: DeckLine[] = [];
  for (const row of rows) {
    const line = readLine(row, known);
    if (line.ok) lines.push(line.value);
    else faults.push(line.error);
  }
  return faults.length > 0 ? fail(faults) : ok(lines);
}

interface Row {
  readonly row: number;
  readonly cells: readonly string[];
}

function readTable(csv: string): Result<readonly Row[], DeckFault> {
  try {
    const records = parse(csv, CSV) as unknown as {
      readonly record: readonly string[];
      readonly info: { readonly lines: number };
    }[];
    return ok(records.map(({ record, info }) => ({ row: info.lines, cells: record.map((cell) => cell.trim()) })));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = typeof error['lines'] === 'number' ? error['lines'] : 1;
    return fail({ code: 'csv', row, expected: 'comma-separated values', got: error.message });
  }
}

function readLine({ row, cells }: Row, known: ReadonlySet<number>): Result<DeckLine, DeckFault> {
  const refuse = (code: DeckFaultCode, expected: string, got: string) => fail({ code, row, expected, got });
  const [keypadText, marksText] = cells;
  if (keypadText === undefined || marksText === undefined || cells.length !== 2) {
    return refuse('columns', `two columns, ${HEADER}`, `${cells.length}`);
  }
  const keypad = wholeNumber(keypadText);
  if (keypad === null || keypad > MAX_KEYPAD) {
    return refuse('keypad', `a keypad number from 1 to ${MAX_KEYPAD}`, quote(keypadText));
  }
  const marks: number[] = [];
  for (const word of marksText.split(/ +/).filter((part) => part !== '')) {
    const no = wholeNumber(word);
    if (no === null) return refuse('mark', 'candidate numbers with spaces between, as in 1 4 7', quote(word));
    if (!known.has(no)) return refuse('unknown-candidate', `a candidate of ${list(known)}`, String(no));
    if (marks.includes(no)) return refuse('double-mark', 'each candidate once', `${no} twice`);
    marks.push(no);
  }
  return ok({ keypad, marks });
}

/** 1 or more, in plain digits; null for anything else. */
function wholeNumber(text: string): number | null {
  return /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : null;
}

const list = (numbers: ReadonlySet<number>) => [...numbers].join(', ');
const quote = (text: string) => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
