import { expect, test } from 'vitest';
import { pageBeside } from './shown-pages.ts';

test('a page further and back, the overview after the last one, and no way past either end', () => {
  const at = (page: number, overview: 'none' | 'last' | 'shown' = 'none') => ({ pages: 3, page, overview });
  expect([pageBeside(at(0), 1), pageBeside(at(2), 1), pageBeside(at(0), -1), pageBeside(at(2), -1)]).toEqual([
    { page: 1, overview: false },
    null,
    null,
    { page: 1, overview: false },
  ]);
  expect(pageBeside(at(2, 'last'), 1)).toEqual({ page: 2, overview: true });
  expect([pageBeside(at(2, 'shown'), 1), pageBeside(at(2, 'shown'), -1)]).toEqual([null, { page: 2, overview: false }]);
});
