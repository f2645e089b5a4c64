import type { AgendaItem } from '@piaojue/contract/agenda';
import type { EvaluationContest, MotionContest } from '@piaojue/contract/contest';
import { contest } from '../system/harness/contests.ts';

const common = { quorum: { num: 2, den: 3, strict: false }, rateBase: 'returned', press: 'last' } as const;
/** 过半数 of nine deputies: five. */
const majority = { num: 1, den: 2, strict: true, base: 'all' } as const;

const motion = (title: string, people?: MotionContest['rules']['people']): MotionContest => ({
  title,
  kind: 'resolution',
  candidates: [{ no: 1, name: title }],
  rules: { ...common, majority, ...(people === undefined ? {} : { people }) },
});
const evaluation: EvaluationContest = {
  title: '年度满意度测评',
  kind: 'evaluation',
  candidates: [
    { no: 1, name: '桥' },
    { no: 2, name: '路' },
  ],
  rules: { ...common, scale: 3, halfPasses: false, gradeBase: 'returned' },
};
/** A plenary and five votes of three kinds; the first one asks monitors. */
export const AGENDA: readonly AgendaItem[] = [
  { id: 'plenary', title: '第一次全体会议', kind: 'plenary' },
  {
    id: 'budget',
    title: '关于预算的决议',
    kind: 'vote',
    contest: motion('关于预算的决议', { emptyBox: true, sums: true, presiding: false }),
  },
  { id: 'projects', title: '民生实事项目票决', kind: 'vote', contest: contest(4, 2, { majority }) },
  { id: 'second', title: '补选项目票决', kind: 'vote', contest: contest(3, 2, { majority }) },
  { id: 'review', title: '满意度测评', kind: 'vote', contest: evaluation },
  { id: 'closing', title: '关于闭会的决议', kind: 'vote', contest: motion('关于闭会的决议') },
];
