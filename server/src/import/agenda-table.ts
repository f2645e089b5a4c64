import { type AgendaItem, AgendaItemId, MAX_AGENDA_ITEMS, type AgendaKind } from '@piaojue/contract/agenda';
import type { AgendaImport } from '@piaojue/contract/import';
import type { Contest } from '@piaojue/contract/contest';
import type { Profile, WordLanguage } from '@piaojue/contract/profile';
import { Value } from 'typebox/value';
import { contestFromProfile } from '../rules/profiles/profile.ts';
import { type Checked, checkedOf } from './checked.ts';
import { choiceIn, type Choice, type Column, type Findings, readRows, type TableRow } from './columns.ts';
import type { Sheet } from './table.ts';
import { WORDS } from './words.ts';

type Key = 'id' | 'title' | 'kind' | 'presenter' | 'rules';

export const AGENDA_COLUMNS: readonly Column<Key>[] = [
  {
    key: 'title',
    name: { 'zh-CN': '议程', en: 'Item' },
    also: ['议题', '标题', '内容', '事项', '名称', 'title'],
    kind: 'text',
    max: 200,
    needed: true,
    explanation: { 'zh-CN': '按会议进行的先后，一行一项。', en: 'One row an item, in the order of the sitting.' },
    example: { 'zh-CN': '示例：第一次全体会议', en: 'Example: first plenary' },
  },
  {
    key: 'kind',
    name: { 'zh-CN': '类型', en: 'Kind' },
    also: ['议程类型', 'type'],
    kind: 'text',
    max: 20,
    needed: true,
    explanation: {
      'zh-CN': '全体会议（重新签到）、票决（含表决、选举、测评）、报告或休会。',
      en: 'plenary (signs in anew), vote (of every kind), note or break.',
    },
    example: { 'zh-CN': '全体会议', en: 'plenary' },
  },
  {
    key: 'presenter',
    name: { 'zh-CN': '报告人', en: 'Presenter' },
    also: ['主讲人', '说明人', '发言人', '主持人', 'speaker'],
    kind: 'text',
    max: 100,
    needed: false,
    explanation: { 'zh-CN': '大屏上显示的报告人，可带职务。', en: 'Who speaks, as the hall reads it.' },
    example: { 'zh-CN': '', en: '' },
  },
  {
    key: 'rules',
    name: { 'zh-CN': '规则', en: 'Rules' },
    also: ['表决规则', '规则模板', 'profile'],
    kind: 'text',
    max: 100,
    needed: false,
    explanation: {
      'zh-CN': '表决：写规则名称，议程标题即表决事项。其他票决留空，随候选项目另行设置。',
      en: 'Of a resolution: the name of its rule profile; the title is the motion. Empty for other votes, which get their candidates later.',
    },
    example: { 'zh-CN': '', en: '' },
  },
  {
    key: 'id',
    name: { 'zh-CN': '编号', en: 'Id' },
    also: ['议程编号', '代号'],
    kind: 'text',
    max: 40,
    needed: false,
    explanation: {
      'zh-CN': '可不写。字母、数字、点、横线，不重复；再次导入时编号相同的票决保留已有的候选项目和规则。',
      en: 'May be empty. Letters, digits, dots, dashes, each once; a vote that is imported again under its id keeps its contest.',
    },
    example: { 'zh-CN': '', en: '' },
  },
];

const KINDS: readonly Choice<AgendaKind>[] = [
  { value: 'plenary', name: { 'zh-CN': '全体会议', en: 'plenary' }, also: ['大会', '全会', '开幕', '闭幕'] },
  {
    value: 'vote',
    name: { 'zh-CN': '票决', en: 'vote' },
    also: ['表决', '选举', '测评', '满意度测评', '投票', '记名表决'],
  },
  { value: 'note', name: { 'zh-CN': '报告', en: 'note' }, also: ['说明', '听取报告', '审议', '其他', 'report'] },
  { value: 'break', name: { 'zh-CN': '休会', en: 'break' }, also: ['休息'] },
];

export interface AgendaOptions {
  readonly language: WordLanguage;
  /** The rule profiles of the hall. */
  readonly profiles: readonly Profile[];
  /** Ids that the file may not have: of items that have begun. */
  readonly begun?: ReadonlySet<string>;
}

export function agendaTable(sheets: readonly Sheet[], options: AgendaOptions): Checked<AgendaImport> {
  const { language, begun = new Set() } = options;
  const words = WORDS[language];
  const { rows, findings } = readRows(sheets, AGENDA_COLUMNS, language);
  const ids = new Map<string, number>();
  for (const { row, cells } of rows) {
    const before = ids.get(cells.id);
    if (cells.id === '') continue;
    if (!Value.Check(AgendaItemId, cells.id)) findings.fault(row, 'id', words.id, cells.id);
    if (before !== undefined) findings.fault(row, 'id', words.otherThanRow(before), cells.id);
    if (begun.has(cells.id)) findings.fault(row, 'id', words.agenda.begun, cells.id);
    ids.set(cells.id, row);
  }
  const freeId = numbered((id) => ids.has(id) || begun.has(id));
  const items = rows.map((row): AgendaItem => {
    const { id, title, presenter } = row.cells;
    const kind = choiceIn(row, 'kind', KINDS, findings, language) ?? 'note';
    if (row.cells.kind === '')
      findings.fault(row.row, 'kind', words.oneOf(KINDS.map(({ name }) => name[language])), words.nothing);
    if (title === '') findings.fault(row.row, 'title', words.something, words.nothing);
    const contest = motionOf(row, kind, options, findings);
    return { id: id || freeId(kind), title, kind, ...(presenter && { presenter }), ...(contest && { contest }) };
  });
  if (findings.faults.length === 0 && (items.length < 1 || items.length > MAX_AGENDA_ITEMS))
    findings.fault(0, null, words.rows(1, MAX_AGENDA_ITEMS), words.rowCount(items.length));
  return checkedOf('agenda', rows.length, findings, () => ({ items }));
}

/** "vote-1", "vote-2" …, without those that are taken. */
function numbered(isTaken: (id: string) => boolean): (kind: AgendaKind) => string {
  const last = new Map<AgendaKind, number>();
  return (kind) => {
    let n = last.get(kind) ?? 0;
    do n++;
    while (isTaken(`${kind}-${n}`));
    last.set(kind, n);
    return `${kind}-${n}`;
  };
}

const isMotion = ({ kind }: Profile): boolean => kind === 'resolution' || kind === 'namedResolution';

/** A 表决 is whole with its title: that is the motion. */
function motionOf(
  { row, cells }: TableRow<Key>,
  kind: AgendaKind,
  { profiles, language }: AgendaOptions,
  findings: Findings<Key>,
): Contest | undefined {
  if (cells.rules === '') return undefined;
  const words = WORDS[language].agenda;
  if (kind !== 'vote') {
    findings.fault(row, 'rules', words.onlyVotes, cells.rules);
    return undefined;
  }
  const motions = profiles.filter(isMotion);
  const wanted = cells.rules.toLowerCase();
  const profile = motions.find(({ id, name }) =>
    [id, ...Object.values(name)].some((one) => one.toLowerCase() === wanted),
  );
  if (!profile) {
    findings.fault(row, 'rules', words.profile(motions.map(({ name }) => name[language])), cells.rules);
    return undefined;
  }
  return contestFromProfile(profile, { title: cells.title, candidates: [{ no: 1, name: cells.title }] });
}
