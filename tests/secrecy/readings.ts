import Database from 'better-sqlite3';
import type { Loot } from './loot.ts';

/** Bytes to look through: as they were found, or as what stands spelled in them. */
export interface Found {
  readonly where: string;
  readonly bytes: Buffer;
}

export type Cell = string | number | boolean | null | Buffer;
export interface Table {
  readonly where: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface Hays {
  /** Files, messages, logs, and everything that is spelled in them as hex, base64 or decimal numbers. */
  readonly bytes: readonly Found[];
  readonly tables: readonly Table[];
}

const FEW = 6;

export function hays(loot: Loot): Hays {
  const said = new Map<string, string[]>();
  for (const { where, text } of loot.said) {
    const list = said.get(where);
    if (list) list.push(text);
    else said.set(where, [text]);
  }
  const raw: Found[] = [
    ...loot.files.map(({ where, bytes }) => ({ where, bytes })),
    ...[...said].map(([where, texts]) => ({ where, bytes: Buffer.from(texts.join('\n')) })),
  ];
  const files = loot.files.filter(({ bytes }) => !isSqlite(bytes));
  const texts = files.map(({ where, bytes }) => ({ where, lines: bytes.toString('utf8').split('\n') }));
  return {
    bytes: [...raw, ...raw.flatMap(spelledIn)],
    tables: [
      ...loot.files.flatMap(sqliteTables),
      ...texts.flatMap(({ where, lines }) => textTables(where, lines)),
      ...[...said].flatMap(([where, lines]) => textTables(where, lines)),
      {
        where: 'the folders',
        columns: ['name', 'size', 'changed'],
        rows: loot.files.map(({ where, bytes, changedAt }) => [where, bytes.length, changedAt]),
      },
    ],
  };
}

const isSqlite = (bytes: Buffer): boolean => bytes.subarray(0, 15).toString('latin1') === 'SQLite format 3';

/** Runs of digits of some base, as the bytes that they spell. */
function spelledIn({ where, bytes }: Found): Found[] {
  const text = bytes.toString('latin1');
  const out: Buffer[] = [];
  for (const [run] of text.matchAll(/[0-9a-fA-F]{16,}/g)) out.push(Buffer.from(run, 'hex'));
  for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]{11,}/g))
    for (let skip = 0; skip < 4; skip++) out.push(Buffer.from(run.slice(skip), 'base64'));
  for (const [run] of text.matchAll(/\d{1,3}(?:, ?\d{1,3}){7,}/g)) out.push(Buffer.from(run.split(',').map(Number)));
  // Runs of one file together, kept apart so that nothing is read across two of them.
  const gap = Buffer.from('|');
  return out.length ? [{ where: `${where}, spelled`, bytes: Buffer.concat(out.flatMap((run) => [run, gap])) }] : [];
}

function sqliteTables({ where, bytes }: Found): Table[] {
  if (!isSqlite(bytes)) return [];
  const copy = Buffer.from(bytes);
  // Without its journal; what stands in that is looked through as bytes.
  copy[18] = copy[19] = 1;
  const db = new Database(copy, { readonly: true });
  try {
    const names = db.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).pluck().all() as string[];
    return names.flatMap((name) => {
      const read = db.prepare(`SELECT * FROM "${name}"`).raw();
      return [
        { where: `${where} ${name}`, columns: read.columns().map((one) => one.name), rows: read.all() as Cell[][] },
      ];
    });
  } catch {
    // Empty or torn: it is looked through as bytes.
    return [];
  } finally {
    db.close();
  }
}

/** Lists in JSON, and lines that look alike, with what differs in them as columns. */
function textTables(where: string, lines: readonly string[]): Table[] {
  const lists = new Map<string, Record<string, Cell>[]>();
  const alike = new Map<string, Cell[][]>();
  const whole = lines.length > 1 && lines.length < 50 ? [lines.join('\n')] : [];
  for (const line of [...lines, ...whole]) {
    if (line.startsWith('{') || line.startsWith('[')) {
      // A snapshot is a list of its own; what comes piece by piece makes one list.
      const each = line.length > 2000 ? ` ${lists.size}` : '';
      for (const [path, rows] of listsOf(line)) {
        const list = lists.get(each + path);
        if (list) list.push(...rows);
        else lists.set(each + path, [...rows]);
      }
    }
    if (line.length > 400) continue;
    const cells: Cell[] = [];
    const shape = line.replace(/[0-9a-f]{8,}|-?\d+(?:\.\d+)?/gi, (token) => {
      cells.push(/^-?\d{1,15}(\.\d+)?$/.test(token) ? Number(token) : token);
      return '#';
    });
    const rows = alike.get(shape);
    if (rows) rows.push(cells);
    else alike.set(shape, [cells]);
  }
  const tables: Table[] = [];
  for (const [shape, rows] of alike)
    if (rows.length >= FEW)
      tables.push({ where: `${where} ${shape}`, columns: (rows[0] ?? []).map((_, i) => `${i}`), rows });
  for (const [path, objects] of lists) {
    if (objects.length < FEW) continue;
    const columns = Object.keys(objects[0] ?? {});
    tables.push({
      where: `${where}${path}`,
      columns,
      rows: objects.map((one) => columns.map((name) => one[name] ?? null)),
    });
  }
  return tables;
}

const parsed = new Map<string, ReadonlyMap<string, Record<string, Cell>[]>>();

/** The lists of one message, under their paths; of one that was looked at a moment ago, without parsing it again. */
export function listsOf(text: string): ReadonlyMap<string, Record<string, Cell>[]> {
  const known = parsed.get(text);
  if (known) return known;
  const lists = new Map<string, Record<string, Cell>[]>();
  try {
    listsIn(JSON.parse(text), '', lists);
  } catch {
    // Text that only begins so.
  }
  if (parsed.size >= KEPT) parsed.clear();
  parsed.set(text, lists);
  return lists;
}
/** More messages than one round has. */
const KEPT = 1000;

/** Every list in a value: its items with all their leaves, under their paths. */
function listsIn(value: unknown, path: string, found: Map<string, Record<string, Cell>[]>): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    const rows = value.map((item) => {
      const leaves: Record<string, Cell> = {};
      leavesOf(item, '', leaves);
      return leaves;
    });
    const known = found.get(path);
    if (known) known.push(...rows);
    else found.set(path, rows);
    for (const item of value) if (item !== null && typeof item === 'object') listsIn(item, `${path}[]`, found);
    return;
  }
  for (const [name, field] of Object.entries(value)) listsIn(field, `${path}.${name}`, found);
}

function leavesOf(value: unknown, path: string, leaves: Record<string, Cell>): void {
  if (value === null || typeof value !== 'object') {
    leaves[path] = value as Cell;
    return;
  }
  if (Array.isArray(value) && value.every((item) => typeof item === 'number')) leaves[path] = JSON.stringify(value);
  if (Array.isArray(value) && value.length > 1) return;
  for (const [name, field] of Object.entries(value)) leavesOf(field, `${path}.${name}`, leaves);
}
