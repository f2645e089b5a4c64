import type { WordLanguage } from '@piaojue/contract/profile';
import type { TableFaultCode } from './table.ts';

/** What is said of a table, to whoever imports it. */
export interface ImportWords {
  /** Name of the sheet of a template that explains it. */
  readonly explanations: string;
  readonly nothing: string;
  readonly column: string;
  readonly columnOnce: string;
  readonly something: string;
  readonly columns: (names: readonly string[]) => string;
  readonly cells: (cells: readonly string[]) => string;
  readonly atMost: (max: number) => string;
  readonly characters: (n: number) => string;
  readonly numberFrom: (min: number, max: number) => string;
  readonly oneOf: (choices: readonly string[]) => string;
  readonly otherThanRow: (row: number) => string;
  readonly rows: (least: number, most: number) => string;
  readonly rowCount: (n: number) => string;
  readonly id: string;
  readonly file: Readonly<Record<TableFaultCode, readonly [expected: string, got: string]>>;
  readonly roll: {
    readonly keypadOrName: string;
    readonly noKeypadForObserver: string;
    readonly allNamed: (row: number) => string;
    readonly deputies: string;
    readonly countAlone: string;
    readonly countAtLeast: (n: number) => string;
    readonly seats: string;
    readonly keyed: string;
  };
  readonly candidates: {
    readonly reason: string;
    readonly into: string;
    readonly onlyMerged: string;
    readonly source: string;
  };
  readonly agenda: {
    readonly profile: (names: readonly string[]) => string;
    readonly onlyVotes: string;
    readonly begun: string;
  };
}

const zhCn: ImportWords = {
  explanations: '填写说明',
  nothing: '空',
  column: '应有此列',
  columnOnce: '每列只出现一次',
  something: '不能为空',
  columns: (names) => `应有列：${names.join('、')}`,
  cells: (cells) => (cells.length ? cells.join(' | ') : '空'),
  atMost: (max) => `不超过 ${max} 个字`,
  characters: (n) => `${n} 个字`,
  numberFrom: (min, max) => `${min} 至 ${max} 的整数`,
  oneOf: (choices) => choices.join('、'),
  otherThanRow: (row) => `不与第 ${row} 行重复`,
  rows: (least, most) => `${least} 至 ${most} 行`,
  rowCount: (n) => `${n} 行`,
  id: '字母、数字、点、横线组成的编号，不超过 40 个字符，且不重复',
  file: {
    'too-large': ['不超过 5 MB、65,534 行、100 列的表格，每格不超过 10,000 字', '更大的文件'],
    empty: ['有内容的表格', '空文件'],
    'unknown-encoding': ['UTF-8、UTF-16 或 GB18030 编码的 CSV', '无法识别的编码'],
    'broken-csv': ['成对的引号', '没有结束的引号'],
    'old-xls': ['.xlsx 或 CSV（请在表格软件中另存为 .xlsx）', '旧版 .xls 文件'],
    password: ['没有密码的 .xlsx（请去掉密码后另存）', '有密码的文件'],
    markup: ['.xlsx 或 CSV（请在表格软件中打开后另存为 .xlsx）', '网页或 XML 文件'],
    'not-a-table': ['.xlsx 或 CSV', '其他类型的文件'],
    'broken-xlsx': ['完好的 .xlsx', '损坏的 .xlsx'],
  },
  roll: {
    keypadOrName: '表决器号、姓名或人数',
    noKeypadForObserver: '列席人员不发表决器',
    allNamed: (row) => `表决器要么都有姓名（记名发放），要么都没有（不记名发放）；第 ${row} 行与此不同`,
    deputies: '不记名发放时应有代表名单或一行代表人数（应到）',
    countAlone: '写人数的行不写姓名和表决器，每类最多一行',
    countAtLeast: (n) => `不少于 ${n}（表中已有的人数）`,
    seats: '至少一行有表决器号',
    keyed: '已写入密钥且未停用的表决器',
  },
  candidates: {
    reason: '合并或不列入的项目应写明理由',
    into: '并入项目的编号，且该项目在本表候选之列',
    onlyMerged: '只有合并的项目写并入编号',
    source: '走访、公告、征求意见表、代表平台之一，可加“：说明”',
  },
  agenda: {
    profile: (names) => `表决规则之一：${names.join('、')}；其他票决的规则随候选项目设置`,
    onlyVotes: '只有票决、表决写规则',
    begun: '未与已进行的议程重复的编号',
  },
};

const en: ImportWords = {
  explanations: 'Explanations',
  nothing: 'nothing',
  column: 'this column',
  columnOnce: 'each column once',
  something: 'something',
  columns: (names) => `the columns ${names.join(', ')}`,
  cells: (cells) => (cells.length ? cells.join(' | ') : 'nothing'),
  atMost: (max) => `at most ${max} characters`,
  characters: (n) => `${n} characters`,
  numberFrom: (min, max) => `a whole number from ${min} to ${max}`,
  oneOf: (choices) => choices.join(', '),
  otherThanRow: (row) => `something else than row ${row} has`,
  rows: (least, most) => `${least} to ${most} rows`,
  rowCount: (n) => `${n} rows`,
  id: 'an id of letters, digits, dots and dashes, at most 40 characters, that no other row has',
  file: {
    'too-large': ['a table of at most 5 MB, 65,534 rows and 100 columns, 10,000 characters a cell', 'more than that'],
    empty: ['a table with something in it', 'an empty file'],
    'unknown-encoding': ['CSV in UTF-8, UTF-16 or GB18030', 'an encoding that is none of them'],
    'broken-csv': ['quotation marks in pairs', 'a quotation that never ends'],
    'old-xls': ['.xlsx or CSV (save it as .xlsx)', 'an .xls file of the old kind'],
    password: ['.xlsx without a password (take it off and save it again)', 'a file with a password'],
    markup: ['.xlsx or CSV (open it in a spreadsheet and save it as .xlsx)', 'a web page or XML'],
    'not-a-table': ['.xlsx or CSV', 'a file of another kind'],
    'broken-xlsx': ['an .xlsx file that is whole', 'a damaged one'],
  },
  roll: {
    keypadOrName: 'a keypad, a name or a number of people',
    noKeypadForObserver: 'nothing: observers have no keypads',
    allNamed: (row) => `either a name for every keypad (listed) or for none (unlisted), unlike row ${row}`,
    deputies: 'names of deputies, or a row with their number (N), where keypads are handed out unlisted',
    countAlone: 'a row with a number of people alone, one for deputies and one for observers',
    countAtLeast: (n) => `at least ${n}, as the table names`,
    seats: 'at least one row with a keypad',
    keyed: 'a keypad that has a key and is not barred',
  },
  candidates: {
    reason: 'a reason, where a project was merged or cut',
    into: 'the number of a candidate of this table',
    onlyMerged: 'nothing but where a project was merged',
    source: 'visit, notice, form or platform, and ": note" if wanted',
  },
  agenda: {
    profile: (names) => `one of the profiles ${names.join(', ')}; rules of other votes come with their candidates`,
    onlyVotes: 'rules for votes alone',
    begun: 'an id that no item has that has begun',
  },
};

export const WORDS: Readonly<Record<WordLanguage, ImportWords>> = { 'zh-CN': zhCn, en };
