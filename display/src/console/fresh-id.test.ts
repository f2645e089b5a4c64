import { expect, test } from 'vitest';
import { freshId } from './fresh-id.ts';

test('what is added never takes the id of another one, also after one was dropped', () => {
  expect(freshId('item', [])).toBe('item-1');
  expect(freshId('item', ['item-1', 'item-3'])).toBe('item-4');
  expect(freshId('item', ['plenary-1', 'item-3'])).toBe('item-4');
});
