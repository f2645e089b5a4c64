import { describe, expect, test } from 'vitest';
import type { RankingResult } from '@piaojue/contract/screen-view';
import { result } from '../gallery/samples.ts';
import { badgeOf, byRank, cutLines, rowBase, tallies, tickShare, trackShare } from './result-order.ts';

describe('order', () => {
  test('from high to low; inside a shared rank by ballot number', () => {
    const ranked = byRank(result('runoff').rows);
    expect(ranked.map((row) => row.rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 12]);
    expect(ranked.filter((row) => row.rank === 10).map((row) => row.no)).toEqual([2, 7]);
  });

  test('rows without a rank come last and keep ballot order', () => {
    expect(byRank(result('void').rows).map((row) => row.no)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });
});

describe('cut lines', () => {
  const cuts = (outcome: 'complete' | 'runoff' | 'shortfall') => {
    const view = result(outcome);
    const ranked = byRank(view.rows);
    return [...cutLines(view, ranked)].map(([no, cut]) => [ranked.findIndex((row) => row.no === no), cut]);
  };

  test('one line when all seats are taken', () => {
    expect(cuts('complete')).toEqual([[10, { kind: 'notChosen', chosen: 10 }]]);
  });

  test('a tie that straddles the cut stands between two lines', () => {
    expect(cuts('runoff')).toEqual([
      [9, { kind: 'runoff', chosen: 9, tied: 2, seats: 1 }],
      [11, { kind: 'afterRunoff' }],
    ]);
  });

  test('a shortfall says how many are missing and fills no seat', () => {
    expect(cuts('shortfall')).toEqual([[8, { kind: 'shortfall', chosen: 8, vacancies: 2, ruled: false }]]);
  });

  test('a tie that 主席团 decided says so, keeps its place, and its badges say who took the seat', () => {
    const view: RankingResult = { ...result('runoff'), ruling: { kind: 'chosen', nos: [7] } };
    const ranked = byRank(view.rows);
    expect([...cutLines(view, ranked).values()]).toEqual([
      { kind: 'ruled', chosen: 9, tied: 2, seats: 1 },
      { kind: 'afterRunoff' },
    ]);
    expect(ranked.slice(8).map((row) => badgeOf(view, row))).toEqual(['chosen', 'notChosen', 'ruled', 'notChosen']);
    expect(tallies(view)).toEqual({ chosen: 9, runoff: 2, notChosen: 1 });
  });
});

test('the three numbers of the rail', () => {
  expect(tallies(result('runoff'))).toEqual({ chosen: 9, runoff: 2, notChosen: 1 });
});

describe('track', () => {
  test('a bar is a share of the named base and never longer than the track', () => {
    expect(trackShare(48, 96)).toBe(0.5);
    expect(trackShare(97, 96)).toBe(1);
    expect(trackShare(null, 96)).toBe(0);
    expect(trackShare(3, 0)).toBe(0);
  });

  test('the tick stands at the votes needed; none under plurality or beyond the track', () => {
    const view = result('complete');
    const [row] = view.rows;
    if (row === undefined) throw new Error('the sample has rows');
    expect(tickShare(view, row)).toBeCloseTo(51 / 96);
    expect(tickShare({ ...view, majority: null }, row)).toBeNull();
    expect(tickShare({ ...view, needed: 120 }, row)).toBeNull();
  });

  test('under 赞成 + 反对 each row has its own base and its own tick', () => {
    const view: RankingResult = { ...result('complete'), rateBase: { base: 'forAgainst', value: null }, needed: null };
    const [first] = view.rows;
    if (first === undefined) throw new Error('the sample has rows');
    const row = { ...first, votes: 30, against: 10, needed: 21 };
    expect(rowBase(view, row)).toBe(40);
    expect(tickShare(view, row)).toBeCloseTo(21 / 40);
  });
});
