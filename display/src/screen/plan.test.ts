import { describe, expect, test } from 'vitest';
import { extraLines, fitName, LINE_EM, pageOf, planList, tiers } from './plan.ts';

const names = (count: number, length = 12) => Array.from({ length: count }, () => '项'.repeat(length));
const demand = (count: number, r = 6, length = 12) => ({
  hall: { r, language: 'zh-CN' as const, safe: 3.5 as const },
  aspect: 16 / 9,
  names: names(count, length),
  fixedEm: 9.6,
  pitchEm: 1.74,
  cuts: 2,
});
const px = (percent: number) => percent * 10.8;

describe('tiers', () => {
  test('font sizes at 1080p by the distance of the last row', () => {
    const at = (r: number) => tiers({ r, language: 'zh-CN' });
    expect([8.8, 6, 7.4, 8].map((r) => Math.round(px(at(r).floor)))).toEqual([59, 41, 50, 54]);
    expect([8.8, 6, 7.4, 8].map((r) => Math.round(px(at(r).wish)))).toEqual([74, 51, 62, 68]);
    expect([6, 8].map((r) => Math.round(px(at(r).second)))).toEqual([32, 43]);
  });
});

describe('pages', () => {
  test('12 rows with two cut lines are one page at r = 6', () => {
    expect(planList(demand(12))).toMatchObject({ pages: 1, perPage: 12, lines: 1 });
  });

  test('60 rows are 5 × 12, not 4 × 13 + 8', () => {
    expect(planList(demand(60))).toMatchObject({ pages: 5, perPage: 12 });
  });

  test.each([1, 2, 5, 12, 13, 20, 37, 60])('%i rows: equal pages, nothing lost, nothing under the floor', (count) => {
    for (const r of [5, 6, 7.4, 8.8]) {
      const plan = planList(demand(count, r));
      const rows = Array.from({ length: count }, (_, at) => at);
      const pages = Array.from({ length: plan.pages }, (_, page) => pageOf(rows, plan, page));
      expect(pages.flat()).toEqual(rows);
      expect(plan.fs).toBeGreaterThanOrEqual(tiers({ r, language: 'zh-CN' }).floor - 0.001);
      expect((plan.perPage + 2 * 0.78) * plan.row).toBeLessThanOrEqual(93.01);
      expect(Math.max(...pages.map((page) => page.length))).toBe(plan.perPage);
    }
  });

  test('one long name makes its own row higher instead of taking a page', () => {
    const plan = planList({ ...demand(12), cuts: 1, names: [...names(11), '项'.repeat(32)] });
    expect(plan).toMatchObject({ pages: 1, perPage: 12, mixed: true, lines: 2 });
    expect((12 + 0.78) * plan.row + LINE_EM * plan.fs).toBeLessThanOrEqual(93.01);
    expect([extraLines('项', plan), extraLines('项'.repeat(32), plan)]).toEqual([0, 1]);
  });

  test('names that are all long keep one height', () => {
    expect(planList(demand(6, 6, 32))).toMatchObject({ lines: 2, mixed: false });
  });

  test('a page beyond the last is the last', () => {
    const plan = { pages: 3, perPage: 2 };
    expect(pageOf([1, 2, 3, 4, 5], plan, 9)).toEqual([5]);
    expect(pageOf([1, 2, 3, 4, 5], plan, -1)).toEqual([1, 2]);
  });

  test('fewer rows get larger type', () => {
    expect(planList(demand(4)).fs).toBeGreaterThan(planList(demand(12)).fs);
  });
});

describe('names', () => {
  test('20 full-width characters stand on one line of a page of 12', () => {
    expect(planList(demand(12, 6, 20)).lines).toBe(1);
  });

  test('full size, then 93 %, then two lines', () => {
    expect(fitName('项'.repeat(20), 20)).toEqual({ lines: 1, tight: false });
    expect(fitName('项'.repeat(21), 20)).toEqual({ lines: 1, tight: true });
    expect(fitName('项'.repeat(22), 20)).toEqual({ lines: 2, tight: false });
  });
});
