import { describe, expect, test } from 'vitest';
import { tiers, usableHeight } from './plan.ts';
import { summaryFoot, summaryHead, summaryPlan } from './summary-plan.ts';

const hall = (r: number) => ({ r, language: 'zh-CN', safe: 3.5 }) as const;
const names = (count: number, length = 9) => Array.from({ length: count }, () => '项'.repeat(length));

describe('summary', () => {
  test.each([1, 2, 9, 10, 30])('%i adopted: nothing lost, nothing under the floor, nothing over the foot', (count) => {
    for (const r of [5, 6, 8]) {
      const plan = summaryPlan(names(count), 3, true, hall(r), 16 / 9);
      expect(plan.fs).toBeGreaterThanOrEqual(tiers(hall(r)).floor);
      expect(plan.pages * plan.perPage).toBeGreaterThanOrEqual(count);
      const room = usableHeight(hall(r)) - summaryHead(hall(r)) - summaryFoot(hall(r), true);
      for (const page of plan.rows) {
        expect(page.length * plan.columns).toBeGreaterThanOrEqual(plan.perPage);
        expect(page.reduce((sum, row) => sum + row, 0)).toBeLessThanOrEqual(room + 0.001);
      }
    }
  });

  test('ten are one picture of two columns at r = 6, and at r = 8 with a long name among them', () => {
    expect(summaryPlan(names(10), 3, false, hall(6), 16 / 9)).toMatchObject({ pages: 1, columns: 2 });
    const plan = summaryPlan([...names(7), '项'.repeat(22)], 3, false, hall(8), 16 / 9);
    expect(plan).toMatchObject({ pages: 1, columns: 2 });
    expect(new Set(plan.rows[0]).size).toBe(2);
  });

  test('one name that fits no page is still drawn', () => {
    expect(summaryPlan(['项'.repeat(400)], 3, true, hall(9), 4 / 3).pages).toBe(1);
  });
});
