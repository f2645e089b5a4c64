import { fail, ok, type Result } from '@piaojue/contract/result';
import { FORM_GRADES, FORM_PICK } from '@piaojue/firmware-protocol/ballot';
import type { Mark } from '@piaojue/firmware-protocol/marks';
import { CsvError, type Options, parse } from 'csv-parse/sync';
import type { BallotShape } from '../rules/ballot-shape.ts';
import { MARKS_OF_FORM, numberOf, readMark, wholeNumber, wordsOf } from './marks.ts';

/** One press of OK: this keypad submits these marks; none is a blank. */
export interface DeckLine {
  readonly keypad: number;
  readonly marks: readonly Mark[];
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

const PICK_LIST = { form: FORM_PICK, grades: 0 } as const;

/**
 * A deck of ballots to be played, `keypad,marks` with marks as `1 4 7`, `1:y 2:n 3:a` or `1:3 2:1`, as the ballot's form
 * asks (RULES §1 decision 12), in the order of the file. A keypad may stand on several lines, each a press of its own;
 * which one counts is for the press policy to say. More marks than the paper allows is a ballot all the same; a number
 * that is no candidate, or a grade that is none, can't be keyed in, and is a fault.
 */
export function parseDeck(
  csv: string,
  candidateNos: readonly number[],
  shape: Pick<BallotShape, 'form' | 'grades'> = PICK_LIST,
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
    const line = readLine(row, known, shape);
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

function readLine(
  { row, cells }: Row,
  known: ReadonlySet<number>,
  { form, grades }: Pick<BallotShape, 'form' | 'grades'>,
): Result<DeckLine, DeckFault> {
  const refuse = (code: DeckFaultCode, expected: string, got: string) => fail({ code, row, expected, got });
  const [keypadText, marksText] = cells;
  if (keypadText === undefined || marksText === undefined || cells.length !== 2) {
    return refuse('columns', `two columns, ${HEADER}`, `${cells.length}`);
  }
  const keypad = wholeNumber(keypadText);
  if (keypad === null || keypad > MAX_KEYPAD) {
    return refuse('keypad', `a keypad number from 1 to ${MAX_KEYPAD}`, quote(keypadText));
  }
  const marks = new Map<number, Mark>();
  for (const word of wordsOf(marksText)) {
    const mark = readMark(word, form);
    if (mark === null) return refuse('mark', MARKS_OF_FORM[form], quote(word));
    const no = numberOf(mark);
    if (!known.has(no)) return refuse('unknown-candidate', `a candidate of ${list(known)}`, String(no));
    if (marks.has(no)) return refuse('double-mark', 'each candidate once', `${no} twice`);
    if (form === FORM_GRADES && typeof mark !== 'number' && mark[1] > grades)
      return refuse('mark', `a grade from 1 to ${grades}`, quote(word));
    marks.set(no, mark);
  }
  return ok({ keypad, marks: [...marks.values()] });
}

const list = (numbers: ReadonlySet<number>) => [...numbers].join(', ');
const quote = (text: string) => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
