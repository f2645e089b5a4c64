import {
  type AnswerKind,
  type NewSuggestion,
  SUGGESTION_STATES,
  type SuggestionState,
} from '@piaojue/contract/project-entry';
import type { SuggestionsImport } from '@piaojue/contract/project-view';
import type { WordLanguage } from '@piaojue/contract/profile';
import { type Choice, choiceIn, type Column, type Findings, readRows, type TableRow } from '../import/columns.ts';
import type { Sheet } from '../import/table.ts';
import { WORDS } from '../import/words.ts';
import { isDay } from '../day.ts';

type Key =
  | 'number'
  | 'title'
  | 'words'
  | 'deputies'
  | 'group'
  | 'raised'
  | 'state'
  | 'unit'
  | 'answerKind'
  | 'answerWords';
type Both = Readonly<Record<WordLanguage, string>>;

const column = (
  key: Key,
  max: number,
  [zh, en]: readonly [string, string],
  also: readonly string[],
  explanation: Both,
  example: Both,
  needed = false,
): Column<Key> => ({ key, name: { 'zh-CN': zh, en }, also, kind: 'text', max, needed, explanation, example });
const both = (zh: string, en: string): Both => ({ 'zh-CN': zh, en });

/** 代表建议 as an office keeps them; as far as it has come with each. */
export const SUGGESTION_COLUMNS: readonly Column<Key>[] = [
  column(
    'number',
    60,
    ['编号', 'Number'],
    ['建议编号', '建议号', '序号', 'no'],
    both('本年内不重复。', 'Once in a year.'),
    both('示例：2027-01', 'Example: 2027-01'),
    true,
  ),
  column(
    'title',
    200,
    ['标题', 'Title'],
    ['建议', '建议标题', '题目', '案由', 'suggestion'],
    both('建议的标题。', 'Its title.'),
    both('关于修缮三组灌渠的建议', 'On mending the canal of group 3'),
    true,
  ),
  column('words', 4000, ['内容', 'Words'], ['建议内容', 'text'], both('可空。', 'May be empty.'), both('', '')),
  column(
    'deputies',
    400,
    ['提出代表', 'Deputies'],
    ['代表', '领衔代表', '代表姓名', 'raised by'],
    both('领衔代表及附议人。', 'Who leads, and who joined.'),
    both('李秀英等3人', 'Li Xiuying and two more'),
    true,
  ),
  column(
    'group',
    100,
    ['代表团', 'Group'],
    ['代表小组', '小组', 'delegation'],
    both('可空。', 'May be empty.'),
    both('第一代表小组', 'Group 1'),
  ),
  column(
    'raised',
    40,
    ['提出日期', 'Raised'],
    ['日期', '提出时间', 'date'],
    both('如 2027-03-12。', 'Such as 2027-03-12.'),
    both('2027-03-12', '2027-03-12'),
    true,
  ),
  column(
    'state',
    20,
    ['状态', 'State'],
    ['办理状态', '进度'],
    both('提出、审核、立案、交办或答复；空为提出。', 'raised, checked, filed, assigned or answered; empty is raised.'),
    both('交办', 'assigned'),
  ),
  column(
    'unit',
    200,
    ['承办单位', 'Unit'],
    ['主办单位', '办理单位', 'responsible unit'],
    both('交办后必填。', 'From assigned on.'),
    both('水利站', 'Water office'),
  ),
  column(
    'answerKind',
    40,
    ['答复类别', 'Kind of answer'],
    ['办理结果', '答复结果', 'answer kind'],
    both(
      '答复后必填：已解决、正在解决、列入规划逐步解决、留作参考。',
      'With answered: solved, in progress, planned or reference.',
    ),
    both('', ''),
  ),
  column(
    'answerWords',
    4000,
    ['答复内容', 'Answer'],
    ['答复', '答复意见'],
    both('答复后必填。', 'With answered.'),
    both('', ''),
  ),
];

const STATES: readonly Choice<SuggestionState>[] = [
  { value: 'raised', name: both('提出', 'raised'), also: ['已提出'] },
  { value: 'checked', name: both('审核', 'checked'), also: ['已审核', '审查'] },
  { value: 'filed', name: both('立案', 'filed'), also: ['已立案'] },
  { value: 'assigned', name: both('交办', 'assigned'), also: ['已交办', '办理中'] },
  { value: 'answered', name: both('答复', 'answered'), also: ['已答复', '办结'] },
];
const ANSWERS: readonly Choice<AnswerKind>[] = [
  { value: 'solved', name: both('已解决', 'solved'), also: ['A', '解决'] },
  { value: 'inProgress', name: both('正在解决', 'in progress'), also: ['B', '正在办理'] },
  { value: 'planned', name: both('列入规划逐步解决', 'planned'), also: ['C', '列入规划', '列入计划逐步解决'] },
  { value: 'reference', name: both('留作参考', 'reference'), also: ['D', '参考'] },
];
const DAY = both('日期，如 2027-03-12', 'a day such as 2027-03-12');
const NEW_NUMBER = both('本年尚未登记的编号', 'a number that the book does not have for that year');
const NO_ANSWER = both('空：状态不是答复', 'nothing: its state is not answered');

export interface SuggestionTableOptions {
  readonly language: WordLanguage;
  /** "2027 12": year and number of those in the book. */
  readonly taken: ReadonlySet<string>;
}

/** Every fault of every row at once; suggestions only where there is none. */
export function suggestionTable(
  sheets: readonly Sheet[],
  { language, taken }: SuggestionTableOptions,
): Omit<SuggestionsImport, 'written'> {
  const { rows, findings } = readRows(sheets, SUGGESTION_COLUMNS, language);
  const seen = new Map<string, number>();
  const suggestions = rows.map((row): NewSuggestion => {
    const suggestion = suggestionOf(row, findings, language);
    const key = numberInYear(suggestion);
    const before = seen.get(key);
    if (before !== undefined)
      findings.fault(row.row, 'number', WORDS[language].otherThanRow(before), suggestion.number);
    else if (taken.has(key)) findings.fault(row.row, 'number', NEW_NUMBER[language], suggestion.number);
    seen.set(key, before ?? row.row);
    return suggestion;
  });
  if (!rows.length && !findings.faults.length)
    findings.fault(0, null, WORDS[language].something, WORDS[language].nothing);
  const { changes, notes } = findings;
  const faults = findings.faults.toSorted((a, b) => a.row - b.row);
  return { rows: rows.length, faults, changes, notes, content: faults.length ? null : suggestions };
}

/** No two suggestions of a year have the same. */
export const numberInYear = ({ number, raised }: Pick<NewSuggestion, 'number' | 'raised'>): string =>
  `${raised.slice(0, 4)} ${number}`;

function suggestionOf(row: TableRow<Key>, findings: Findings<Key>, language: WordLanguage): NewSuggestion {
  const { cells } = row;
  const words = WORDS[language];
  const state = choiceIn(row, 'state', STATES, findings, language) ?? 'raised';
  const isAnswered = state === 'answered';
  const asked: Key[] = ['number', 'title', 'deputies', 'raised'];
  if (SUGGESTION_STATES.indexOf(state) >= SUGGESTION_STATES.indexOf('assigned')) asked.push('unit');
  if (isAnswered) asked.push('answerKind', 'answerWords');
  for (const key of asked) if (cells[key] === '') findings.fault(row.row, key, words.something, words.nothing);
  if (!isAnswered)
    for (const key of ['answerKind', 'answerWords'] as const)
      if (cells[key] !== '') findings.fault(row.row, key, NO_ANSWER[language], cells[key]);
  const raised = dayOf(cells.raised);
  if (cells.raised !== '' && !isDay(raised)) findings.fault(row.row, 'raised', DAY[language], cells.raised);
  const kind =
    isAnswered && cells.answerKind !== '' ? choiceIn(row, 'answerKind', ANSWERS, findings, language) : undefined;
  return {
    number: cells.number,
    title: cells.title,
    deputies: cells.deputies,
    raised,
    ...(state !== 'raised' && { state }),
    ...(cells.words && { words: cells.words }),
    ...(cells.group && { group: cells.group }),
    ...(cells.unit && { unit: cells.unit }),
    ...(kind && { answer: { kind, words: cells.answerWords } }),
  };
}

/** 2027/3/12, 2027.3.12 and 2027年3月12日 as ISO writes them; anything else as it is. */
function dayOf(text: string): string {
  const [, year = '', month = '', day = ''] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text) ?? [];
  return year ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : text;
}
