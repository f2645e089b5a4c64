import type { RollImport } from '@piaojue/contract/import';
import type { WordLanguage } from '@piaojue/contract/profile';
import type { SittingFile } from '@piaojue/contract/sitting-file';
import { choiceIn, type Choice, type Column, type Findings, numberIn, readRows, type TableRow } from './columns.ts';
import { type Checked, checkedOf } from './checked.ts';
import type { Sheet } from './table.ts';
import { type ImportWords, WORDS } from './words.ts';

type Key = 'keypad' | 'name' | 'group' | 'role' | 'count';

/**
 * Who comes (RULES §2). A row with keypad and name is a seat of a listed handout, one with a keypad alone a token of an unlisted
 * one, one with a name alone a deputy without a keypad or an observer, one with a number so many of them.
 */
export const ROLL_COLUMNS: readonly Column<Key>[] = [
  {
    key: 'keypad',
    name: { 'zh-CN': '表决器', en: 'Keypad' },
    also: ['表决器号', '表决器编号', '键盘', '键盘号', '键盘编号', '器号', 'keypad number', 'keypad no'],
    kind: 'number',
    max: 10,
    needed: true,
    explanation: {
      'zh-CN': '表决器编号，1 至 65534，不重复。不发表决器的代表和列席人员留空。',
      en: 'Number of the keypad, 1 to 65534, each once. Empty for observers and for deputies without one.',
    },
    example: { 'zh-CN': '1', en: '1' },
  },
  {
    key: 'name',
    name: { 'zh-CN': '姓名', en: 'Name' },
    also: ['代表姓名', '名字', 'deputy', 'full name'],
    kind: 'name',
    max: 100,
    needed: false,
    explanation: {
      'zh-CN': '记名发放：每个表决器写代表姓名。不记名发放：有表决器的行都不写姓名，代表名单另起行写。',
      en: 'Listed handout: the deputy of the keypad. Unlisted: no row with a keypad has a name; names of deputies stand in rows of their own.',
    },
    example: { 'zh-CN': '示例：王芳', en: 'Example: Wang Fang' },
  },
  {
    key: 'group',
    name: { 'zh-CN': '代表团', en: 'Group' },
    also: ['代表小组', '代表组', '分组', '组别', '小组', 'delegation'],
    kind: 'name',
    max: 100,
    needed: false,
    explanation: { 'zh-CN': '代表团或代表小组。', en: 'Delegation or group of the deputy.' },
    example: { 'zh-CN': '第一代表小组', en: 'Group 1' },
  },
  {
    key: 'role',
    name: { 'zh-CN': '身份', en: 'Role' },
    also: ['类别', '代表类别', 'kind'],
    kind: 'text',
    max: 20,
    needed: false,
    explanation: {
      'zh-CN': '代表或列席；不写为代表。列席人员不计入应到、实到。',
      en: 'deputy or observer; empty is deputy. Observers are in no figure of N or P.',
    },
    example: { 'zh-CN': '代表', en: 'deputy' },
  },
  {
    key: 'count',
    name: { 'zh-CN': '人数', en: 'Number of people' },
    also: ['应到人数', '总人数', 'count'],
    kind: 'number',
    max: 10,
    needed: false,
    explanation: {
      'zh-CN': '不列名单时写总人数：代表一行（应到），列席一行；这样的行不写姓名和表决器。',
      en: 'Where names are not listed: one row with the number of all deputies (N), one with that of observers; neither has a name or a keypad.',
    },
    example: { 'zh-CN': '', en: '' },
  },
];

const ROLES: readonly Choice<'deputy' | 'observer'>[] = [
  { value: 'deputy', name: { 'zh-CN': '代表', en: 'deputy' }, also: ['正式代表', '人大代表'] },
  { value: 'observer', name: { 'zh-CN': '列席', en: 'observer' }, also: ['列席人员', '旁听'] },
];
const KEYPADS = { min: 1, max: 65_534 };
const COUNTS = { min: 0, max: 65_534 };

export interface RollOptions {
  readonly language: WordLanguage;
  /** Whether this keypad can be used here: it has a key and is not barred. Without a hall nobody knows. */
  readonly isUsable?: (keypad: number) => boolean;
}

interface Person {
  readonly row: TableRow<Key>;
  readonly role: 'deputy' | 'observer';
  readonly keypad: number | undefined;
  readonly count: number | undefined;
}

export function rollTable(sheets: readonly Sheet[], options: RollOptions): Checked<RollImport> {
  const { language } = options;
  const words = WORDS[language];
  const { rows, findings } = readRows(sheets, ROLL_COLUMNS, language);
  const people = rows.map(
    (row): Person => ({
      row,
      role: choiceIn(row, 'role', ROLES, findings, language) ?? 'deputy',
      keypad: numberIn(row, 'keypad', KEYPADS, findings, language),
      count: numberIn(row, 'count', COUNTS, findings, language),
    }),
  );
  for (const person of people) checkPerson(person, findings, words);
  keypadFaults(people, findings, words, options.isUsable);
  nameNotes(people, findings);
  return checkedOf('roll', rows.length, findings, () => rollOf(people, findings, words));
}

function checkPerson(
  { row: { row, cells }, role, keypad, count }: Person,
  findings: Findings<Key>,
  words: ImportWords,
): void {
  if (cells.keypad === '' && cells.name === '' && cells.count === '')
    findings.fault(row, null, words.roll.keypadOrName, words.nothing);
  if (role === 'observer' && keypad !== undefined)
    findings.fault(row, 'keypad', words.roll.noKeypadForObserver, cells.keypad);
  if (count !== undefined && (cells.keypad !== '' || cells.name !== ''))
    findings.fault(row, 'count', words.roll.countAlone, cells.count);
}

function keypadFaults(
  people: readonly Person[],
  findings: Findings<Key>,
  words: ImportWords,
  isUsable: RollOptions['isUsable'],
): void {
  const seen = new Map<number, number>();
  for (const { row, keypad } of people) {
    if (keypad === undefined) continue;
    const before = seen.get(keypad);
    if (before !== undefined) findings.fault(row.row, 'keypad', words.otherThanRow(before), `${keypad}`);
    else if (isUsable && !isUsable(keypad)) findings.fault(row.row, 'keypad', words.roll.keyed, `${keypad}`);
    seen.set(keypad, before ?? row.row);
  }
}

/** Two people may have one name; more often it is one person twice. */
function nameNotes(people: readonly Person[], findings: Findings<Key>): void {
  const seen = new Set<string>();
  for (const { row } of people) {
    const { name } = row.cells;
    if (name !== '' && seen.has(name)) findings.note(row.row, 'name', 'same-name', name);
    seen.add(name);
  }
}

function rollOf(people: readonly Person[], findings: Findings<Key>, words: ImportWords): RollImport {
  const seated = people.filter(({ keypad }) => keypad !== undefined);
  const [first] = seated;
  if (!first) findings.fault(0, null, words.roll.seats, words.nothing);
  const isListed = first !== undefined && first.row.cells.name !== '';
  for (const { row } of seated) {
    if ((row.cells.name !== '') !== isListed)
      findings.fault(row.row, 'name', words.roll.allNamed(first?.row.row ?? 0), row.cells.name || words.nothing);
  }
  const named = (role: Person['role']) =>
    people.filter((one) => one.role === role && one.keypad === undefined && one.row.cells.name !== '');
  const deputies = named('deputy').map(({ row }) => row.cells.name);
  const observers = named('observer').map(({ row }) => row.cells.name);
  const listed = deputies.length + (isListed ? seated.length : 0);
  const all = countOf(people, 'deputy', listed, findings, words);
  const guests = countOf(people, 'observer', observers.length, findings, words);
  if (!isListed && all === undefined && deputies.length === 0)
    findings.fault(0, null, words.roll.deputies, words.nothing);
  const total = all ?? (isListed ? (deputies.length ? listed : undefined) : deputies);
  return {
    seats: seated.map(({ row, keypad }): SittingFile['seats'][number] => ({
      keypad: keypad ?? 0,
      ...(isListed && { name: row.cells.name }),
      ...(row.cells.group && { group: row.cells.group }),
    })),
    handout: isListed ? 'listed' : 'unlisted',
    ...(total !== undefined && { deputies: total }),
    ...((guests !== undefined || observers.length > 0) && { observers: guests ?? observers }),
  };
}

/** The number of a row without names, which is that of all of this role. */
function countOf(
  people: readonly Person[],
  role: Person['role'],
  named: number,
  findings: Findings<Key>,
  words: ImportWords,
): number | undefined {
  const [first, ...more] = people.filter((one) => one.role === role && one.count !== undefined);
  for (const { row } of more) findings.fault(row.row, 'count', words.roll.countAlone, row.cells.count);
  if (first?.count !== undefined && first.count < named)
    findings.fault(first.row.row, 'count', words.roll.countAtLeast(named), `${first.count}`);
  return first?.count;
}
