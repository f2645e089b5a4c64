import type { AbsentView } from '@piaojue/contract/console-view';
import type { CandidateStatus } from '@piaojue/contract/outcome';
import type { ResultView } from '@piaojue/contract/screen-view';
import { csv } from './csv.ts';

const STATUS: Record<CandidateStatus, string> = { chosen: '当选', notChosen: '未当选', runoff: '待再次票决', none: '' };
const BASES = { all: '全体代表', present: '实到', returned: '收回', valid: '有效', forAgainst: '赞成+反对' } as const;

/** The result as a table. */
export function resultCsv(result: ResultView, absent: AbsentView | null, rehearsal: boolean): string {
  const { figures } = result;
  return csv([
    ['票决结果', result.round.title],
    ['轮次', result.round.turn],
    ['状态', `${result.announced ? '正式结果' : '未公布'}${rehearsal ? '（演练）' : ''}`],
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
    ['应选', result.round.seats],
    ['需得票', result.needed],
    [],
    ['编号', '项目', '得票', `得票率%（占${BASES[result.rateBase.base]}${result.rateBase.value}）`, '名次', '结果'],
    ...result.rows.map(({ no, name, votes, rate, rank, status }) => [
      no,
      name,
      votes,
      rate ?? '–',
      rank,
      STATUS[status],
    ]),
  ]);
}
