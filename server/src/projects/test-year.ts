import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Candidate } from '@piaojue/contract/contest';
import type { AllowedBy, NewSuggestion, PlainEntry } from '@piaojue/contract/project-entry';
import type { FiledVote } from '@piaojue/contract/project-view';
import type { EvaluationResult, EvaluationRow, Figures, RankingResult, ResultRow } from '@piaojue/contract/screen-view';
import { openProjectStore, type ProjectStore } from './project-store.ts';
import { YearBook } from './year-book.ts';

/** For tests: a book of the year in a folder of its own, and what halls would file in it. */
export interface TestYear {
  readonly path: string;
  readonly store: ProjectStore;
  readonly book: YearBook;
  dispose(): void;
}

export function testYear(rehearsal = true): TestYear {
  const folder = mkdtempSync(join(tmpdir(), 'test-year-'));
  const path = join(folder, 'projects.sqlite');
  const store = openProjectStore(path, rehearsal);
  let now = 1_800_000_000_000;
  return {
    path,
    store,
    book: new YearBook(store, () => ++now),
    dispose() {
      store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export const SPRING = { congress: '江南镇第十九届人民代表大会', meeting: '第四次会议', date: '2027-03-12' } as const;
export const SUMMER = { congress: '江南镇人大', meeting: '年中测评会', date: '2027-07-20' } as const;
export const ALLOWED: AllowedBy = {
  body: '镇人大主席团',
  date: '2027-06-01',
  number: '〔2027〕5号',
  words: '同意调整',
};

const FIGURES: Figures = {
  all: 58,
  present: 55,
  issued: 55,
  returned: 54,
  valid: 53,
  invalid: 1,
  notSubmitted: 1,
};
const counted = {
  quorum: { needed: 39, met: true, num: 2, den: 3, strict: false },
  figures: FIGURES,
  openedAt: 1_799_000_000_000,
  announced: true,
  confirmed: true,
  byHand: null,
  ruling: null,
} as const;
const title = (id: number, name: string) => ({
  id,
  title: name,
  turn: 1,
  parent: null,
  hash: 'ab'.repeat(32),
  maxMarks: 2,
  minMarks: 0,
  exactly: false,
});

const row = (no: number, name: string, votes: number, rank: number, status: ResultRow['status']): ResultRow => ({
  no,
  name,
  votes,
  rank,
  status,
  rate: ((votes / 54) * 100).toFixed(2),
  tied: false,
  against: null,
  abstained: null,
  needed: null,
});

export const ROAD: Candidate = {
  no: 1,
  name: '村道硬化',
  unit: '村建办',
  budget: '120万元',
  site: '三村',
  target: '5公里',
  story: {
    source: { kind: 'visit', note: '走访200户' },
    screening: '符合条件，列入',
    fund: '镇财政',
    leader: '王主任',
  },
};

/** Three candidates, two chosen: 2 before 1; what a tie left open when `ruled` names who takes it. */
export function springVote(change: Partial<RankingResult> = {}, bundleHash = '11'.repeat(32)): FiledVote {
  return {
    bundleHash,
    sitting: SPRING,
    title: '民生实事项目票决',
    candidates: [ROAD, { no: 2, name: '敬老院改造' }, { no: 3, name: '停车场' }],
    screened: [
      { name: '村道拓宽', outcome: 'merged', reason: '与村道硬化内容相同', into: 1 },
      { name: '人行天桥', outcome: 'cut', reason: '不属镇级事权' },
    ],
    words: { 'zh-CN': ['过半数通过。'], en: ['More than half pass.'] },
    incidents: [{ at: 1_799_000_030_000, words: { 'zh-CN': '1人转用纸质票', en: '1 voter moved to paper' } }],
    replaced: 1,
    decision: null,
    officers: { chiefMonitor: '陈监', monitors: ['甲', '乙'], host: '李主席' },
    review: null,
    result: {
      ...counted,
      form: 'ranking',
      kind: 'selection',
      outcome: 'complete',
      round: { ...title(1, '民生实事项目票决'), kind: 'selection', seats: 2, ballot: 'marks' },
      columns: 'pick',
      majority: { num: 1, den: 2, strict: true, base: 'all' },
      needed: 30,
      rateBase: { base: 'returned', value: 54 },
      rows: [
        row(1, '村道硬化', 40, 2, 'chosen'),
        row(2, '敬老院改造', 45, 1, 'chosen'),
        row(3, '停车场', 12, 3, 'notChosen'),
      ],
      runoffSeats: 0,
      vacancies: 0,
      closedAt: 1_799_000_060_000,
      ...change,
    },
  };
}

/** 20/8/1 of 29 (RULES §2): 68.97 % and 96.55 %. */
export const WORKED: EvaluationRow = {
  no: 1,
  name: '',
  counts: { satisfied: 20, basic: 8, dissatisfied: 1, dontKnow: null, abstained: 0 },
  strictRate: '68.97',
  broadRate: '96.55',
  grade: 'satisfied',
};

export function evaluation(
  refs: readonly string[],
  change: Partial<EvaluationResult> = {},
  bundleHash = '22'.repeat(32),
): FiledVote {
  return {
    bundleHash,
    sitting: SUMMER,
    title: '年中进度测评',
    candidates: refs.map((ref, i) => ({ no: i + 1, name: ref, ref })),
    screened: [],
    words: null,
    incidents: [],
    replaced: 0,
    decision: null,
    officers: {},
    review: 'progress',
    result: {
      ...counted,
      figures: { ...FIGURES, all: 29, present: 29, issued: 29, returned: 29, valid: 29, invalid: 0, notSubmitted: 0 },
      form: 'evaluation',
      kind: 'evaluation',
      outcome: 'evaluated',
      round: { ...title(4, '年中进度测评'), kind: 'evaluation', seats: 0, maxMarks: 0, ballot: 'grades3' },
      scale: 3,
      halfPasses: true,
      dontKnowCounts: true,
      rateBase: { base: 'present', value: 29 },
      gradeBase: { base: 'present', value: 29 },
      rows: refs.map((ref, i) => ({ ...WORKED, no: i + 1, name: ref })),
      closedAt: 1_800_000_000_000,
      ...change,
    },
  };
}

export const suggestion = (number: number, change: Partial<NewSuggestion> = {}): NewSuggestion => ({
  number: String(number),
  title: `关于第${number}件事的建议`,
  deputies: '李秀英等3人',
  raised: '2027-03-12',
  ...change,
});

export const note = (words: string, date = '2027-05-01', percent?: number): Extract<PlainEntry, { kind: 'note' }> => ({
  kind: 'note',
  date,
  author: { role: 'unit', name: '村建办' },
  words,
  ...(percent !== undefined && { percent }),
});
