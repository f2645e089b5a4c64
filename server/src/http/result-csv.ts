import type { AbsentView } from '@piaojue/contract/console-view';
import type { CandidateStatus, OutcomeKind } from '@piaojue/contract/outcome';
import type {
  EvaluationResult,
  MotionResult,
  NamedAnswer,
  RankingResult,
  ResultView,
  ShareBase,
} from '@piaojue/contract/screen-view';
import { doesCount } from '../rules/decision.ts';
import type { RoundRow } from '../store/store.ts';
import type { CsvCell } from './csv.ts';

const STATUS: Record<CandidateStatus, string> = {
  chosen: '当选',
  notChosen: '未当选',
  runoff: '待再次票决',
  none: '',
};
const BASES = { all: '全体代表', present: '实到', returned: '收回', valid: '有效', forAgainst: '赞成+反对' } as const;

const ANSWERS: Record<NamedAnswer['answer'], string> = {
  for: '赞成',
  against: '反对',
  abstained: '弃权',
  invalid: '无效',
  notSubmitted: '未按',
};
export const GRADES = { satisfied: '满意', basic: '基本满意', dissatisfied: '不满意' } as const;
export const OUTCOMES: Partial<Record<OutcomeKind, string>> = {
  passed: '通过',
  rejected: '未通过',
  void: '作废',
  'no-quorum': '未达法定人数',
};
const NONE = '–';

/** What the report says of a round beside its result. */
export interface Reported {
  readonly absent: AbsentView | null;
  /** Keypads that were replaced while it was open. */
  readonly replaced: number;
}

export const reportedOf = ({ absent, replaced }: Pick<RoundRow, 'absent' | 'replaced'>): Reported => ({
  absent,
  replaced: replaced?.length ?? 0,
});

/** The result as a table: the figures first, then the answers of what was voted on. */
export function resultTable(result: ResultView, { absent, replaced }: Reported, rehearsal: boolean): CsvCell[][] {
  const { figures } = result;
  return [
    ['票决结果', result.round.title],
    ['轮次', result.round.turn],
    ['状态', `${result.announced ? (rehearsal ? '已公布' : '正式结果') : '未公布'}${rehearsal ? '（演练）' : ''}`],
    ['规则哈希', result.round.hash],
    ['应到', figures.all],
    ['实到', figures.present],
    ['发出', figures.issued],
    ['收回', figures.returned],
    ['有效', figures.valid],
    ['无效', figures.invalid],
    ['未按', figures.notSubmitted],
    ['其中未收到信号', absent?.notHeard ?? '不明'],
    ['其中有信号未提交', absent?.heardNotSubmitted ?? '不明'],
    ['更换表决器', replaced],
    ...(doesCount(result.outcome) ? tableOf(result) : [['结果', OUTCOMES[result.outcome] ?? '']]),
  ];
}

function tableOf(result: ResultView): CsvCell[][] {
  switch (result.form) {
    case 'ranking':
      return ranking(result);
    case 'motion':
      return motion(result);
    case 'evaluation':
      return evaluation(result);
  }
}

const rateHead = (name: string, { base, value }: ShareBase<number | null>): string =>
  `${name}%（占${BASES[base]}${value ?? ''}）`;

function ranking({ round, columns, needed, rateBase, rows }: RankingResult): CsvCell[][] {
  const perItem = columns === 'perItem';
  const answers = (...cells: CsvCell[]): CsvCell[] => (perItem ? cells : []);
  return [
    ['应选', round.seats],
    ['需得票', needed ?? '各项不同'],
    [],
    [
      ...['编号', '项目', perItem ? '赞成' : '得票', ...answers('反对', '弃权', '需得票')],
      ...[rateHead('得票率', rateBase), '名次', '结果'],
    ],
    ...rows.map(({ no, name, votes, against, abstained, needed: own, rate, rank, status }): CsvCell[] => [
      ...[no, name, votes, ...answers(against, abstained, own)],
      ...[rate ?? NONE, rank, STATUS[status]],
    ]),
  ];
}

function motion(result: MotionResult): CsvCell[][] {
  return [
    ['表决事项', result.name],
    ['需得票', result.needed],
    [],
    ['赞成', '反对', '弃权', rateHead('赞成率', result.rateBase), '结果'],
    [result.for, result.against, result.abstained, result.rate ?? NONE, OUTCOMES[result.outcome] ?? ''],
    ...(result.named ? [[], ['姓名', '表决'], ...result.named.map(({ name, answer }) => [name, ANSWERS[answer]])] : []),
  ];
}

function evaluation(result: EvaluationResult): CsvCell[][] {
  const { scale, rows, rateBase, gradeBase, halfPasses, dontKnowCounts } = result;
  const fourth = (cell: CsvCell): CsvCell[] => (scale === 4 ? [cell] : []);
  const outside = scale === 4 && !dontKnowCounts ? '，不含不了解' : '';
  const share = (name: string) => rateHead(name, rateBase).replace('）', `${outside}）`);
  const half = `${halfPasses ? '达到' : '超过'}${BASES[gradeBase.base]}${gradeBase.value}${outside}的半数`;
  return [
    [],
    [
      ...['编号', '项目', '满意', '基本满意', '不满意', ...fourth('不了解'), '弃权'],
      ...[share('满意率'), share('综合满意率'), `等次（${half}）`],
    ],
    ...rows.map(({ no, name, counts, strictRate, broadRate, grade }): CsvCell[] => [
      ...[no, name, counts?.satisfied ?? null, counts?.basic ?? null, counts?.dissatisfied ?? null],
      ...fourth(counts?.dontKnow ?? null),
      ...[counts?.abstained ?? null, strictRate ?? NONE, broadRate ?? NONE, grade ? GRADES[grade] : NONE],
    ]),
  ];
}
