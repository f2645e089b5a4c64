import { expect, test } from 'vitest';
import type { RecordLine } from '@piaojue/contract/officers-view';
import { findLines } from './record-search.ts';

const line = (seq: number, by: RecordLine['by'], round: number | null, words: string): RecordLine => ({
  seq,
  at: seq,
  by,
  round,
  event: '',
  words: { 'zh-CN': words, en: words },
  hash: '',
  fields: {},
});
const LINES = [
  line(1, 'operator', null, '签到开始'),
  line(2, 'operator', 3, '第 3 轮开始票决'),
  line(3, 'chiefMonitor', 3, '确认票箱为空'),
];
const found = (query: string) => findLines(LINES, query, ({ by, words }) => [by, words.en]).map(({ seq }) => seq);

test('the record is found by every word of who and what, or by #round; the newest stands first', () => {
  expect(found('')).toEqual([3, 2, 1]);
  expect(found('开始')).toEqual([2, 1]);
  expect(found('OPERATOR  票决')).toEqual([2]);
  expect(found('#3')).toEqual([3, 2]);
  expect(found('operator 票箱')).toEqual([]);
});
