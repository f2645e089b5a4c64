import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  type AgendaImport,
  type CandidatesImport,
  type ImportAnswer,
  type ImportKind,
  MAX_IMPORT_BYTES,
  type RollImport,
} from '@piaojue/contract/import';
import type { WordLanguage } from '@piaojue/contract/profile';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { agendaTable } from '../import/agenda-table.ts';
import { candidatesTable } from '../import/candidates-table.ts';
import type { Checked } from '../import/checked.ts';
import { readTable } from '../import/read-table.ts';
import { rollTable } from '../import/roll-table.ts';
import type { Sheet } from '../import/table.ts';
import { READY_MADE } from '../rules/profiles/ready-made.ts';
import { unread } from '../sitting/import-table.ts';

const USAGE = `piaojue import check FILE --as roll|candidates|agenda [--lang zh-CN|en] [--json]
  reads a table (CSV or XLSX) and says every fault of every row; --json prints what it brings, as a sitting file has it`;
const KINDS: readonly string[] = ['roll', 'candidates', 'agenda'] satisfies ImportKind[];

type Content = RollImport | CandidatesImport | AgendaImport;

interface ImportArgs {
  readonly file: string;
  readonly kind: ImportKind;
  readonly language: WordLanguage;
  readonly json: boolean;
}

export function parseImportArgs(args: string[]): Result<ImportArgs, string> {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        as: { type: 'string', default: '' },
        lang: { type: 'string', default: 'zh-CN' },
        json: { type: 'boolean', default: false },
      },
    });
    const [verb, file, ...more] = positionals;
    if (verb !== 'check' || file === undefined || more.length) return fail(USAGE);
    if (!KINDS.includes(values.as)) return fail(`--as: expected ${KINDS.join(' or ')}, got ${values.as || 'nothing'}`);
    if (values.lang !== 'zh-CN' && values.lang !== 'en')
      return fail(`--lang: expected zh-CN or en, got ${values.lang}`);
    return ok({ file, kind: values.as as ImportKind, language: values.lang, json: values.json });
  } catch (error) {
    return fail(`${(error as Error).message}\n${USAGE}`);
  }
}

function checkedAs(kind: ImportKind, sheets: readonly Sheet[], language: WordLanguage): Checked<Content> {
  switch (kind) {
    case 'roll':
      return rollTable(sheets, { language });
    case 'candidates':
      return candidatesTable(sheets, language);
    case 'agenda':
      // Rule profiles that were made in a hall are known there.
      return agendaTable(sheets, { language, profiles: READY_MADE });
  }
}

/** What a line of the report says: "roster.xlsx:4 表决器: …". */
export function reportLines(
  file: string,
  { faults, changes, notes }: Pick<ImportAnswer, 'faults' | 'changes' | 'notes'>,
) {
  const at = (row: number, column: string): string => `${file}${row ? `:${row}` : ''}${column ? ` ${column}` : ''}`;
  return [
    ...notes.map(({ row, column, code, text }) => `${at(row, column)}: note: ${code}: ${text}`),
    ...changes.map(({ row, column, from, to }) => `${at(row, column)}: taken as ${to}: ${JSON.stringify(from)}`),
    ...faults.map(({ row, column, expected, got }) => `${at(row, column)}: ${expected} ← ${got}`),
  ];
}

/** A roll and an agenda as a sitting file has them, candidates as a contest has them. */
const asFile = (content: Content): object => ('items' in content ? { agenda: content.items } : content);

/** `piaojue import check`: 0 where the table can be taken, 1 where it has a fault. */
export async function importCommand(args: string[]): Promise<number> {
  const parsed = parseImportArgs(args);
  if (!parsed.ok) {
    console.error(parsed.error);
    return 2;
  }
  const { file, kind, language, json } = parsed.value;
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
  const table = await readTable(new Uint8Array(bytes.subarray(0, MAX_IMPORT_BYTES + 1)));
  const answer = table.ok ? checkedAs(kind, table.value, language) : unread(kind, table.error, language);
  for (const line of reportLines(file, answer)) console.error(line);
  if (answer.content !== null && json) console.log(JSON.stringify(asFile(answer.content), null, 1));
  else if (answer.content !== null) console.log(`${file}: ${answer.rows} rows, no fault`);
  return answer.faults.length ? 1 : 0;
}
