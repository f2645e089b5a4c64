import type { ImportChange, ImportFault, ImportNote } from '@piaojue/contract/import';
import type { WordLanguage } from '@piaojue/contract/profile';
import { rareCharacters } from './font-coverage.ts';
import { cleanName, cleanNumber, cleanText } from './normalise.ts';
import type { Sheet } from './table.ts';
import { WORDS } from './words.ts';

/** A column of a table that we read and offer a template for. */
export interface Column<K extends string> {
  readonly key: K;
  readonly name: Readonly<Record<WordLanguage, string>>;
  /** Other names that people give it. */
  readonly also: readonly string[];
  readonly kind: 'name' | 'text' | 'number';
  /** Most characters of a cell. */
  readonly max: number;
  /** A table without this column is refused. */
  readonly needed: boolean;
  readonly explanation: Readonly<Record<WordLanguage, string>>;
  /** A cell of the example row of the template. */
  readonly example: Readonly<Record<WordLanguage, string>>;
}

/** A row with something in it, cells cleaned; an empty cell and one of a column that is not there are ''. */
export interface TableRow<K extends string> {
  /** As the spreadsheet counts. */
  readonly row: number;
  readonly cells: Readonly<Record<K, string>>;
}

/** What is found while a table is read. */
export class Findings<K extends string> {
  readonly faults: ImportFault[] = [];
  readonly changes: ImportChange[] = [];
  readonly notes: ImportNote[] = [];
  readonly #names: ReadonlyMap<K, string>;

  constructor(names: ReadonlyMap<K, string>) {
    this.#names = names;
  }

  /** What the table calls this column. */
  nameOf(key: K): string {
    return this.#names.get(key) ?? '';
  }

  fault(row: number, key: K | null, expected: string, got: string): void {
    this.faults.push({ row, column: key === null ? '' : this.nameOf(key), expected, got });
  }

  note(row: number, key: K | null, code: ImportNote['code'], text: string): void {
    this.notes.push({ row, column: key === null ? '' : this.nameOf(key), code, text });
  }
}

export interface ReadRows<K extends string> {
  readonly rows: readonly TableRow<K>[];
  readonly findings: Findings<K>;
}

/** Where the names of the columns may stand: under a title and a date. */
const HEAD_ROWS = 20;
/** How the rows begin that a template has as examples; whoever leaves one in does not mean it. */
const EXAMPLE = /^(?:示例|Example)[：: ]/;
const CLEAN = { name: cleanName, text: cleanText, number: cleanNumber } as const;

/** The rows of the first sheet that has these columns, by names in Chinese or English, in any order. */
export function readRows<K extends string>(
  sheets: readonly Sheet[],
  columns: readonly Column<K>[],
  language: WordLanguage,
): ReadRows<K> {
  const words = WORDS[language];
  const heads = sheets.map((sheet) => ({ sheet, head: headOf(sheet, columns) }));
  const found = heads.find(({ head }) => columns.every(({ key, needed }) => !needed || head.places.has(key)));
  const best = found ?? heads.toSorted((a, b) => b.head.places.size - a.head.places.size)[0];
  if (!best || best.head.places.size === 0) {
    const findings = new Findings<K>(new Map());
    const names = columns.filter(({ needed }) => needed).map(({ name }) => name[language]);
    const first = sheets[0]?.rows.find((row) => row.some((cell) => cell.trim() !== '')) ?? [];
    findings.fault(0, null, words.columns(names), words.cells(first.filter((cell) => cell !== '').slice(0, 8)));
    return { rows: [], findings };
  }
  const { sheet, head } = best;
  const title = (place: number): string => cleanText(sheet.rows[head.row]?.[place] ?? '');
  const findings = new Findings<K>(
    new Map(columns.map(({ key, name }) => [key, title(head.places.get(key) ?? -1) || name[language]])),
  );
  for (const { key, needed } of columns)
    if (needed && !head.places.has(key)) findings.fault(head.row + 1, key, words.column, words.nothing);
  for (const place of head.twice) {
    findings.faults.push({ row: head.row + 1, column: title(place), expected: words.columnOnce, got: title(place) });
  }
  for (const place of head.unknown)
    findings.notes.push({ row: head.row + 1, column: title(place), code: 'unknown-column', text: title(place) });
  const others = sheets.filter((other) => other !== sheet && !isExplanation(other)).map(({ name }) => name);
  if (others.length) findings.note(0, null, 'more-sheets', others.join(', '));
  const rows = findings.faults.length ? [] : rowsUnder(sheet, head, columns, findings, language);
  return { rows, findings };
}

const isExplanation = ({ name }: Sheet): boolean =>
  Object.values(WORDS).some(({ explanations }) => explanations === name);

interface Head<K> {
  /** Index of the row with the names; that with most of them. */
  readonly row: number;
  readonly places: ReadonlyMap<K, number>;
  readonly unknown: readonly number[];
  readonly twice: readonly number[];
}

function headOf<K extends string>({ rows }: Sheet, columns: readonly Column<K>[]): Head<K> {
  const keys = new Map(
    columns.flatMap(({ key, name, also }) =>
      [...Object.values(name), ...also].map((one) => [plain(one), key] as const),
    ),
  );
  const heads = rows.slice(0, HEAD_ROWS).map((cells, row): Head<K> => {
    const places = new Map<K, number>();
    const unknown: number[] = [];
    const twice: number[] = [];
    for (const [place, cell] of cells.entries()) {
      const key = keys.get(plain(cell));
      if (key !== undefined && places.has(key)) twice.push(place);
      else if (key !== undefined) places.set(key, place);
      else if (cell.trim() !== '') unknown.push(place);
    }
    return { row, places, unknown, twice };
  });
  return heads.reduce<Head<K>>((best, head) => (head.places.size > best.places.size ? head : best), {
    row: 0,
    places: new Map(),
    unknown: [],
    twice: [],
  });
}

/** A column's name without what people put around it: a star, a remark in brackets. */
const plain = (name: string): string =>
  cleanName(name)
    .toLowerCase()
    .replaceAll(/\s|[*＊]|[(（].*[)）]$/g, '');

function rowsUnder<K extends string>(
  { rows }: Sheet,
  { row: headRow, places }: Head<K>,
  columns: readonly Column<K>[],
  findings: Findings<K>,
  language: WordLanguage,
): TableRow<K>[] {
  const read: TableRow<K>[] = [];
  for (const [offset, cells] of rows.slice(headRow + 1).entries()) {
    if (cells.every((cell) => cell.trim() === '')) continue;
    const row = headRow + offset + 2;
    const example = cells.find((cell) => EXAMPLE.test(cell));
    if (example !== undefined) {
      findings.note(row, null, 'example-row', example);
      continue;
    }
    const cleaned = columns.map((column) => {
      const cell = cells[places.get(column.key) ?? -1] ?? '';
      return [column.key, cellOf(cell, row, column, findings, language)] as const;
    });
    read.push({ row, cells: Object.fromEntries(cleaned) as Record<K, string> });
  }
  return read;
}

function cellOf<K extends string>(
  cell: string,
  row: number,
  { key, kind, max }: Column<K>,
  findings: Findings<K>,
  language: WordLanguage,
): string {
  const text = CLEAN[kind](cell);
  if (text !== cell) findings.changes.push({ row, column: findings.nameOf(key), from: cell, to: text });
  if (text.length > max) findings.fault(row, key, WORDS[language].atMost(max), WORDS[language].characters(text.length));
  const rare = rareCharacters(text);
  if (rare) findings.note(row, key, 'rare-characters', rare);
  return text;
}

/** A whole number within bounds, or a fault; undefined where it is none or empty. */
export function numberIn<K extends string>(
  { row, cells }: TableRow<K>,
  key: K,
  { min, max }: { readonly min: number; readonly max: number },
  findings: Findings<K>,
  language: WordLanguage,
): number | undefined {
  const text = cells[key];
  if (text === '') return undefined;
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  findings.fault(row, key, WORDS[language].numberFrom(min, max), text);
  return undefined;
}

/** One of the words that a cell may have, or a fault; '' means the first. */
export function choiceIn<K extends string, V extends string>(
  { row, cells }: TableRow<K>,
  key: K,
  choices: readonly Choice<V>[],
  findings: Findings<K>,
  language: WordLanguage,
): V | undefined {
  const [first] = choices;
  if (cells[key] === '' && first) return first.value;
  const text = plain(cells[key]);
  const choice = choices.find(({ value, name, also }) =>
    [value, ...Object.values(name), ...also].some((word) => plain(word) === text),
  );
  if (choice) return choice.value;
  findings.fault(row, key, WORDS[language].oneOf(choices.map(({ name }) => name[language])), cells[key]);
  return undefined;
}

export interface Choice<V extends string> {
  readonly value: V;
  readonly name: Readonly<Record<WordLanguage, string>>;
  readonly also: readonly string[];
}
