import type { AgendaItemView, AgendaKind, AgendaState } from '@piaojue/contract/agenda';
import type { RoundState } from '@piaojue/contract/console-view';
import type { ResultView } from '@piaojue/contract/screen-view';
import type { SheetToWrite } from '../import/write-xlsx.ts';
import { agendaView, courseOf } from '../sitting/agenda.ts';
import type { Hall } from '../sitting/hall.ts';
import { resultView } from '../sitting/result-view.ts';
import type { RoundRow } from '../store/store.ts';
import type { CsvCell } from './csv.ts';
import { GRADES, OUTCOMES, reportedOf, resultTable } from './result-csv.ts';

/** The agenda with what came of it, for the minutes: a row for each item, for a vote one for each of its rounds. */
const KINDS: Record<AgendaKind, string> = { plenary: '全体会议', vote: '票决', note: '报告', break: '休会' };
const STATES: Record<AgendaState, string> = { done: '已进行', now: '进行中', next: '未进行' };
const HEAD = [
  ...['序号', '编号', '议程', '类型', '报告人', '进行', '签到', '轮次', '状态', '方式'],
  ...['应到', '实到', '发出', '收回', '有效', '无效', '未按', '结果'],
];
const METHODS = { keypads: '表决器', hand: '纸票', mixed: '表决器和纸票' } as const;

export function agendaTable(hall: Hall): CsvCell[][] {
  const course = courseOf(hall.parts.store);
  const rehearsal = hall.sitting.mode === 'rehearsal';
  const rounds = new Map(course.rounds.map((round) => [round.id, round]));
  return [
    HEAD,
    ...agendaView(course).items.flatMap((item, index) => {
      const head = itemCells(item, index);
      const chain = item.rounds.flatMap((id) => rounds.get(id) ?? []);
      return chain.length ? chain.map((round) => [...head, ...roundCells(round, rehearsal)]) : [head];
    }),
  ];
}

/** … and a sheet with every figure of each round that was counted. */
export function agendaWorkbook(hall: Hall): SheetToWrite[] {
  const counted = hall.parts.store.rounds().flatMap((round) => {
    const result = resultView(round);
    return result ? [{ round, result }] : [];
  });
  return [
    { name: '议程', rows: agendaTable(hall), widths: [6, 14, 40, 10, 16] },
    ...counted.map(({ round, result }) => ({
      name: `第${round.id}号票决`,
      rows: resultTable(result, reportedOf(round), hall.sitting.mode === 'rehearsal'),
      widths: [18, 40],
    })),
  ];
}

const itemCells = ({ id, title, kind, presenter, state, present }: AgendaItemView, index: number): CsvCell[] => [
  ...[index + 1, id, title, KINDS[kind], presenter, STATES[state], present],
];

function roundCells(round: RoundRow, rehearsal: boolean): CsvCell[] {
  const result = resultView(round);
  const { figures } = result ?? {};
  return [
    ...[round.turn, `${stateOf(round.state, round.announcedAt)}${rehearsal ? '（演练）' : ''}`, METHODS[round.method]],
    ...[figures?.all, figures?.present, figures?.issued, figures?.returned],
    ...[figures?.valid, figures?.invalid, figures?.notSubmitted],
    result ? summary(result) : '',
  ].map((cell) => cell ?? null);
}

const stateOf = (state: RoundState, announcedAt: number | null): string => {
  if (announcedAt !== null) return '已公布';
  if (state === 'draft' || state === 'ready') return '未开始';
  return state === 'aborting' || state === 'aborted' ? '已中止' : state === 'closed' ? '未公布' : '进行中';
};

/** What came of it, as it is read aloud. */
function summary(result: ResultView): string {
  const failed = OUTCOMES[result.outcome];
  if (result.form === 'motion') {
    const { for: yes, against, abstained } = result;
    return yes === null ? (failed ?? '') : `赞成${yes}，反对${against}，弃权${abstained}，${failed}`;
  }
  if (failed) return failed;
  if (result.form === 'evaluation')
    return result.rows.map(({ name, grade }) => `${name}：${grade ? GRADES[grade] : '–'}`).join('；');
  const chosen = result.rows
    .filter(({ status }) => status === 'chosen')
    .map(({ name, votes }) => `${name}（${votes}）`);
  const open = [
    ...(result.runoffSeats ? [`再次票决${result.runoffSeats}名`] : []),
    ...(result.vacancies ? [`缺额${result.vacancies}名`] : []),
  ];
  return [`当选：${chosen.length ? chosen.join('、') : '无'}`, ...open].join('；');
}
