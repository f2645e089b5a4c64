import { describe, expect, test } from 'vitest';
import { dwell, shownPage } from './shown-page.ts';

const still = (page: number, overview = false) => ({ page, overview, auto: null });
const turning = (page: number, since = 1000) => ({ page, overview: false, auto: { since } });
const FIVE = { pages: 5, perPage: 12 };

describe('the page that is shown', () => {
  test('the one that was turned to; beyond the last the last', () => {
    expect([0, 3, 4, 9].map((page) => shownPage(still(page), FIVE, 0).page)).toEqual([0, 3, 4, 4]);
    expect(shownPage(still(9), { pages: 1, perPage: 12 }, 0)).toEqual({ page: 0, overview: false, turnsIn: null });
  });

  test('the overview only of a list that has one, and of several pages', () => {
    const list = { ...FIVE, overview: true };
    expect(shownPage(still(4, true), list, 0)).toEqual({ page: 4, overview: true, turnsIn: null });
    expect(shownPage(still(4, true), FIVE, 0).overview).toBe(false);
    expect(shownPage(still(0, true), { pages: 1, perPage: 9, overview: true }, 0).overview).toBe(false);
  });

  test('by the server’s clock: 0.8 s a row and 8 s at least, from the page it began at, round and round', () => {
    expect([dwell(5), dwell(10), dwell(12)]).toEqual([8000, 8000, 9600]);
    const at = (ms: number) => shownPage(turning(3), FIVE, 1000 + ms).page;
    expect([0, 9599, 9600, 19_200, 28_800, 48_000].map(at)).toEqual([3, 3, 4, 0, 1, 3]);
    expect(shownPage(turning(0), FIVE, 1000 + 2600).turnsIn).toBe(7000);
    // The overview takes its turn after the last page.
    const list = { ...FIVE, overview: true };
    expect(shownPage(turning(4), list, 1000 + 9600)).toMatchObject({ page: 4, overview: true });
    expect(shownPage(turning(4), list, 1000 + 19_200)).toMatchObject({ page: 0, overview: false });
  });

  test('a clock that is behind the server’s shows the page that it began at', () => {
    expect(shownPage(turning(2), FIVE, 0)).toMatchObject({ page: 2, turnsIn: 9600 });
  });
});
