import type { CandidatesImport } from '@piaojue/contract/import';
import { type Candidate, MAX_CANDIDATE_NO, MAX_CANDIDATES, type Screened, type Story } from '@piaojue/contract/contest';
import type { WordLanguage } from '@piaojue/contract/profile';
import { type Checked, checkedOf } from './checked.ts';
import { choiceIn, type Choice, type Column, type Findings, numberIn, readRows, type TableRow } from './columns.ts';
import type { Sheet } from './table.ts';
import { type ImportWords, WORDS } from './words.ts';

type Key =
  | 'no'
  | 'name'
  | 'unit'
  | 'leader'
  | 'budget'
  | 'fund'
  | 'site'
  | 'target'
  | 'source'
  | 'screening'
  | 'outcome'
  | 'into'
  | 'reason'
  | 'ref';

const text = (
  key: Key,
  name: Column<Key>['name'],
  max: number,
  also: readonly string[],
  explanation: Column<Key>['explanation'],
  example: Column<Key>['example'],
): Column<Key> => ({ key, name, also, kind: 'text', max, needed: false, explanation, example });

/** Candidates with their story, from 征集 to 资金; merged and cut ones keep their reason. */
export const CANDIDATE_COLUMNS: readonly Column<Key>[] = [
  {
    key: 'no',
    name: { 'zh-CN': '编号', en: 'No.' },
    also: ['序号', '项目编号', '候选编号', 'no', 'number'],
    kind: 'number',
    max: 10,
    needed: false,
    explanation: {
      'zh-CN': '票上的编号，1 至 99，不重复。没有此列时按行编号；合并、不列入的项目留空。',
      en: 'Number on the ballot, 1 to 99, each once. Without this column rows are numbered; empty where merged or cut.',
    },
    example: { 'zh-CN': '1', en: '1' },
  },
  {
    key: 'name',
    name: { 'zh-CN': '名称', en: 'Name' },
    also: ['项目', '项目名称', '候选项目', '姓名', '候选人', '测评项目', 'title', 'project', 'candidate'],
    kind: 'text',
    max: 400,
    needed: true,
    explanation: { 'zh-CN': '项目名称、候选人姓名或测评事项。', en: 'The project, the person, or what is judged.' },
    example: { 'zh-CN': '示例：农村道路提升工程', en: 'Example: village roads' },
  },
  text(
    'unit',
    { 'zh-CN': '责任单位', en: 'Unit' },
    200,
    ['牵头单位', '承办单位', '实施单位', 'responsible unit'],
    {
      'zh-CN': '负责实施的单位。',
      en: 'Who is responsible.',
    },
    { 'zh-CN': '交通办', en: 'Roads office' },
  ),
  text(
    'leader',
    { 'zh-CN': '责任人', en: 'Leader' },
    200,
    ['责任领导', '负责人', 'responsible leader'],
    {
      'zh-CN': '责任领导或负责人。',
      en: 'The person responsible.',
    },
    { 'zh-CN': '张志强', en: 'Zhang Zhiqiang' },
  ),
  text(
    'budget',
    { 'zh-CN': '投资', en: 'Investment' },
    100,
    ['投资估算', '总投资', '投资额', '预算', 'budget'],
    {
      'zh-CN': '按公布的写法，例如“120万元”。',
      en: 'As it is printed, with its unit.',
    },
    { 'zh-CN': '120万元', en: '1.2 million yuan' },
  ),
  text(
    'fund',
    { 'zh-CN': '资金来源', en: 'Fund' },
    200,
    ['经费来源', 'fund source', 'source of funds'],
    {
      'zh-CN': '例如“财政”“上级补助”。',
      en: 'Where the money comes from.',
    },
    { 'zh-CN': '镇财政', en: 'Township budget' },
  ),
  text(
    'site',
    { 'zh-CN': '建设地点', en: 'Site' },
    200,
    ['地点', '实施地点', 'place'],
    {
      'zh-CN': '建设或实施的地点。',
      en: 'Where it is built.',
    },
    { 'zh-CN': '东村、西村', en: 'East and West Village' },
  ),
  text(
    'target',
    { 'zh-CN': '年度目标', en: 'Target' },
    400,
    ['建设内容', '目标', '内容', 'annual target', 'content'],
    {
      'zh-CN': '当年要完成的内容。',
      en: 'What is to be done within the year.',
    },
    { 'zh-CN': '硬化道路6公里', en: '6 km of road' },
  ),
  text(
    'source',
    { 'zh-CN': '征集来源', en: 'Source' },
    1000,
    ['来源', '征集方式', 'gathered by'],
    {
      'zh-CN': '走访、公告、征求意见表、代表平台之一，可加“：说明”。',
      en: 'visit, notice, form or platform, and ": note" if wanted.',
    },
    { 'zh-CN': '走访：3月入户', en: 'visit: in March' },
  ),
  text(
    'screening',
    { 'zh-CN': '审查意见', en: 'Screening' },
    1000,
    ['审查', '初审意见', '筛选意见', 'screening decision'],
    {
      'zh-CN': '审查的结论和理由。',
      en: 'What the screening decided, and why.',
    },
    { 'zh-CN': '可行', en: 'feasible' },
  ),
  text(
    'outcome',
    { 'zh-CN': '处理', en: 'Outcome' },
    20,
    ['处理结果', '筛选结果', '结果', '是否列入'],
    {
      'zh-CN': '候选、合并或不列入；不写为候选。',
      en: 'candidate, merged or cut; empty is candidate.',
    },
    { 'zh-CN': '候选', en: 'candidate' },
  ),
  {
    key: 'into',
    name: { 'zh-CN': '并入', en: 'Merged into' },
    also: ['并入编号', '并入项目', 'into'],
    kind: 'number',
    max: 10,
    needed: false,
    explanation: { 'zh-CN': '合并时写并入项目的编号。', en: 'Number of the candidate that it became part of.' },
    example: { 'zh-CN': '', en: '' },
  },
  text(
    'reason',
    { 'zh-CN': '理由', en: 'Reason' },
    1000,
    ['原因', '说明', '处理理由'],
    {
      'zh-CN': '合并或不列入的理由，必须写明。',
      en: 'Why it was merged or cut; must be there then.',
    },
    { 'zh-CN': '', en: '' },
  ),
  text(
    'ref',
    { 'zh-CN': '跟踪编号', en: 'Reference' },
    100,
    ['建议编号', 'ref'],
    {
      'zh-CN': '测评时写跟踪项目或代表建议的编号。',
      en: 'In an evaluation: id of the tracked project or suggestion.',
    },
    { 'zh-CN': '', en: '' },
  ),
];

const OUTCOMES: readonly Choice<'candidate' | 'merged' | 'cut'>[] = [
  { value: 'candidate', name: { 'zh-CN': '候选', en: 'candidate' }, also: ['列入', '保留', '是', 'kept', 'yes'] },
  { value: 'merged', name: { 'zh-CN': '合并', en: 'merged' }, also: ['并入'] },
  { value: 'cut', name: { 'zh-CN': '不列入', en: 'cut' }, also: ['未列入', '剔除', '删除', '否', 'dropped', 'no'] },
];
type SourceKind = NonNullable<Story['source']>['kind'];
const SOURCES: Readonly<Record<SourceKind, readonly string[]>> = {
  visit: ['走访', '入户', '调研', '座谈', 'visit'],
  notice: ['公告', '公开征集', '通知', 'notice'],
  form: ['征求意见表', '意见表', '问卷', '表格', 'form'],
  platform: ['代表平台', '代表联络站', '联络站', '网络平台', '平台', 'platform'],
};
const NUMBERS = { min: 1, max: MAX_CANDIDATE_NO };
/** More were never screened out of one list. */
const MOST_SCREENED = 500;

export function candidatesTable(sheets: readonly Sheet[], language: WordLanguage): Checked<CandidatesImport> {
  const words = WORDS[language];
  const { rows, findings } = readRows(sheets, CANDIDATE_COLUMNS, language);
  const isNumbered = rows.some(({ cells }) => cells.no !== '');
  const candidates: Candidate[] = [];
  const screened: { readonly row: number; readonly one: Screened }[] = [];
  const taken = new Map<number, number>();
  for (const row of rows) {
    const outcome = choiceIn(row, 'outcome', OUTCOMES, findings, language);
    const no = numberIn(row, 'no', NUMBERS, findings, language);
    const into = numberIn(row, 'into', NUMBERS, findings, language);
    const { name, reason } = row.cells;
    if (name === '') findings.fault(row.row, 'name', words.something, words.nothing);
    if (outcome === 'merged' || outcome === 'cut') {
      if (reason === '') findings.fault(row.row, 'reason', words.candidates.reason, words.nothing);
      if (outcome === 'cut' && row.cells.into !== '')
        findings.fault(row.row, 'into', words.candidates.onlyMerged, row.cells.into);
      screened.push({ row: row.row, one: { name, outcome, reason, ...(into !== undefined && { into }) } });
      continue;
    }
    if (row.cells.into !== '') findings.fault(row.row, 'into', words.candidates.onlyMerged, row.cells.into);
    if (isNumbered && row.cells.no === '')
      findings.fault(row.row, 'no', words.numberFrom(NUMBERS.min, NUMBERS.max), words.nothing);
    const number = isNumbered ? no : candidates.length + 1;
    if (number === undefined) continue;
    const before = taken.get(number);
    if (before !== undefined) findings.fault(row.row, 'no', words.otherThanRow(before), `${number}`);
    taken.set(number, row.row);
    candidates.push(candidateOf(row, number, findings, words));
  }
  for (const { row, one } of screened) {
    if (one.into !== undefined && !taken.has(one.into))
      findings.fault(row, 'into', words.candidates.into, `${one.into}`);
  }
  const size = candidates.length;
  if (findings.faults.length === 0 && (size < 1 || size > MAX_CANDIDATES))
    findings.fault(0, null, words.rows(1, MAX_CANDIDATES), words.rowCount(size));
  if (screened.length > MOST_SCREENED)
    findings.fault(0, null, words.rows(0, MOST_SCREENED), words.rowCount(screened.length));
  return checkedOf('candidates', rows.length, findings, () => ({
    candidates,
    screened: screened.map(({ one }) => one),
  }));
}

function candidateOf(row: TableRow<Key>, no: number, findings: Findings<Key>, words: ImportWords): Candidate {
  const { name, unit, budget, site, target, ref, screening, fund, leader } = row.cells;
  const source = sourceOf(row, findings, words);
  const story: Story = {
    ...(source && { source }),
    ...(screening && { screening }),
    ...(fund && { fund }),
    ...(leader && { leader }),
  };
  return {
    no,
    name,
    ...(unit && { unit }),
    ...(budget && { budget }),
    ...(site && { site }),
    ...(target && { target }),
    ...(ref && { ref }),
    ...(Object.keys(story).length > 0 && { story }),
  };
}

/** 走访：3月入户 */
function sourceOf({ row, cells }: TableRow<Key>, findings: Findings<Key>, words: ImportWords): Story['source'] {
  if (cells.source === '') return undefined;
  const [, kind = '', note = ''] = /^([^:：]*)[:：]?(.*)$/.exec(cells.source) ?? [];
  const found = Object.entries(SOURCES).find(([, names]) => names.includes(kind.trim().toLowerCase()));
  if (!found) {
    findings.fault(row, 'source', words.candidates.source, cells.source);
    return undefined;
  }
  return { kind: found[0] as SourceKind, ...(note.trim() && { note: note.trim() }) };
}
