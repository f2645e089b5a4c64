import type { CandidateStatus } from '@piaojue/contract/outcome';
import type { ResultView } from '@piaojue/contract/screen-view';

/**
 * The result as a table for a spreadsheet: UTF-8 with a byte order mark (Excel reads Chinese only so), CR LF, RFC 4180.
 */
const STATUS: Record<CandidateStatus, string> = { chosen: '当选', notChosen: '未当选', runoff: '待再次票决', none: '' };
const BASES = { all: '全体代表', present: '实到', returned: '收回', valid: '有效', forAgainst: '赞成+反对' } as const;

/** A cell that a spreadsheet would run as a formula, in full-width signs too, is quoted with an apostrophe. */
function cell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  const safe = typeof value === 'string' && /^[=+\-@＝＋－＠\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function resultCsv(result: ResultView, rehearsal: boolean): string {
  const { figures } = result;
  const rows: (string | number | null)[][] = [
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
  ];
  return `\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}
