import { expect, test } from 'vitest';
import type { RecordLine } from '@piaojue/contract/officers-view';
import { countKinds, EVERYTHING, findLines, kindOf, type RecordWanted } from './record-search.ts';

const at = (hours: number, minutes: number): number => new Date(2027, 2, 12, hours, minutes, 30).getTime();
const line = (seq: number, by: RecordLine['by'], round: number | null, event: string, words: string): RecordLine => ({
  seq,
  at: at(9, seq),
  by,
  round,
  event,
  words: { 'zh-CN': words, en: words },
  hash: '',
  fields: {},
});
const LINES = [
  line(1, 'operator', null, 'sign-in started', '签到开始'),
  line(2, 'operator', 3, 'round opened', '第 3 轮开始票决'),
  line(3, 'chiefMonitor', 3, 'empty box confirmed', '确认票箱为空'),
  line(4, 'operator', null, 'agenda item moved', '议程移动'),
  line(5, 'server', null, 'server started again', '服务器重新启动'),
];
const found = (wanted: Partial<RecordWanted>) =>
  findLines(LINES, { ...EVERYTHING, ...wanted }, ({ by, words }) => [by, words.en]).map(({ seq }) => seq);

test('the record is found by every word of who and what, or by #round; the newest stands first', () => {
  expect(found({})).toEqual([5, 4, 3, 2, 1]);
  expect(found({ query: '开始' })).toEqual([2, 1]);
  expect(found({ query: 'OPERATOR  票决' })).toEqual([2]);
  expect(found({ query: '#3' })).toEqual([3, 2]);
  expect(found({ query: 'operator 票箱' })).toEqual([]);
});

test('by kind; each line is of one, and the counts are those of the lists', () => {
  expect(LINES.map(kindOf)).toEqual(['people', 'vote', 'vote', 'agenda', 'machine']);
  for (const [kind, count] of Object.entries(countKinds(LINES)))
    expect(found({ kind: kind as RecordWanted['kind'] })).toHaveLength(count);
  // Of a deputy, or in a monitor's own words, though in a round.
  expect(kindOf({ event: 'incident noted', round: 3 })).toBe('people');
  expect(kindOf({ event: 'keypad replaced', round: 3 })).toBe('people');
});

test('by the time of day, both ends inclusive, either open', () => {
  expect(found({ from: '09:02', to: '09:04' })).toEqual([4, 3, 2]);
  expect(found({ from: '09:04' })).toEqual([5, 4]);
  expect(found({ to: '09:01' })).toEqual([1]);
  expect(found({ from: '10:00', to: '09:00' })).toEqual([]);
});
