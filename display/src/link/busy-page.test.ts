import { expect, test } from 'vitest';
import { isBusy, QUIET_MS } from './busy-page.ts';

test('a page is not taken from somebody who types, holds a button or has armed one', () => {
  expect(isBusy({ typed: ['网络中断，'], lastTouch: null, now: 0 })).toBe(true);
  expect(isBusy({ typed: [], lastTouch: 1000, now: 1000 + QUIET_MS - 1 })).toBe(true);
});

test('it is free when nobody was at it, and when the hands are off it and the fields are empty', () => {
  expect(isBusy({ typed: [], lastTouch: null, now: 0 })).toBe(false);
  expect(isBusy({ typed: ['', ''], lastTouch: 1000, now: 1000 + QUIET_MS })).toBe(false);
});
