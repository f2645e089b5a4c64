import { expect, it } from 'vitest';
import { ranks } from './rank.ts';

it('RULES §1 decision 8: ranks are 1-2-2-4, in the order given', () => {
  expect(ranks([5, 9, 5, 1])).toEqual([2, 1, 2, 4]);
  expect(ranks([3, 3, 3])).toEqual([1, 1, 1]);
  expect(ranks([])).toEqual([]);
});
