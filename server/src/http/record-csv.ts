import type { RecordLine } from '@piaojue/contract/officers-view';
import { ACTOR_WORDS } from '../record/record-words.ts';
import { csv } from './csv.ts';

/** Local time of the server, to the second: "2027-03-12 09:30:05". */
function clock(at: number): string {
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}

/** The record as a table. The hash of a line seals it and all lines before it. */
export const recordCsv = (lines: readonly RecordLine[]): string =>
  csv([
    ['序号', '时间', '操作人', '票决', '事项', 'event', '校验码'],
    ...lines.map(({ seq, at, by, round, words, event, hash }) => [
      seq,
      clock(at),
      ACTOR_WORDS[by]['zh-CN'],
      round,
      words['zh-CN'],
      event,
      hash,
    ]),
  ]);
