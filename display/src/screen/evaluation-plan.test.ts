import { describe, expect, test } from 'vitest';
import { evaluationColumns, evaluationPlan, segments } from './evaluation-plan.ts';
import { tiers } from './plan.ts';

const columns = evaluationColumns({ strict: '满意率', broad: '综合满意率', grades: ['满意', '基本满意', '不满意'] });
const names = (count: number) => Array.from({ length: count }, () => '老旧小区供水管网改造');

describe('pages', () => {
  test.each([
    [1, 1, 1],
    [8, 1, 8],
    [9, 2, 5],
    [21, 3, 7],
    [30, 4, 8],
  ])('%i items are %i pages of at most %i', (count, pages, perPage) => {
    const plan = evaluationPlan(names(count), columns, { r: 6, language: 'zh-CN', safe: 3.5 }, 16 / 9);
    expect(plan).toMatchObject({ pages, perPage });
    expect(plan.fs).toBeGreaterThanOrEqual(tiers({ r: 6, language: 'zh-CN' }).floor - 0.001);
  });
});

describe('segments of the 100 % bar', () => {
  test('one order, shares of all answers, nothing drawn of what nobody chose', () => {
    const parts = segments({ satisfied: 20, basic: 8, dissatisfied: 1, dontKnow: 0, abstained: 0 });
    expect(parts.map(({ grade, count }) => [grade, count])).toEqual([
      ['satisfied', 20],
      ['basic', 8],
      ['dissatisfied', 1],
    ]);
    expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });

  test('a count stands in its segment from 6 % on, else beside the bar', () => {
    const parts = segments({ satisfied: 88, basic: 6, dissatisfied: 5, dontKnow: null, abstained: 1 });
    expect(parts.map(({ inside }) => inside)).toEqual([true, true, false, false]);
  });

  test('void: there is nothing to draw', () => {
    expect(segments(null)).toEqual([]);
    expect(segments({ satisfied: 0, basic: 0, dissatisfied: 0, dontKnow: 0, abstained: 0 })).toEqual([]);
  });
});
