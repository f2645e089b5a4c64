import { expect, test } from 'vitest';
import { freshItemId } from './item-id.ts';

test('an item that is added never takes the id of another one, also after one was dropped', () => {
  expect(freshItemId([])).toBe('item-1');
  expect(freshItemId(['item-1', 'item-3'])).toBe('item-4');
  expect(freshItemId(['plenary-1', 'item-3'])).toBe('item-4');
});
