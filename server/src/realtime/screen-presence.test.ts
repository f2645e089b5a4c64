import { expect, test } from 'vitest';
import { ScreenPresence } from './screen-presence.ts';

const MINUTE = 60_000;

test('a screen that went is missed until one comes back, or until it was away for ten minutes', () => {
  const screens = new ScreenPresence();
  screens.came();
  screens.came();
  expect(screens.links(0)).toEqual({ connected: 2, late: 0 });
  screens.went(0);
  expect(screens.links(1)).toEqual({ connected: 1, late: 1 });
  screens.came();
  expect(screens.links(2)).toEqual({ connected: 2, late: 0 });
  screens.went(5);
  expect([screens.links(9 * MINUTE).late, screens.links(10 * MINUTE + 5).late]).toEqual([1, 0]);
});
