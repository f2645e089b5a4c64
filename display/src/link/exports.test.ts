import { expect, it } from 'vitest';
import { nameIn } from './exports.ts';

it('the name of a file that the server sends: UTF-8 first, then ASCII, then none', () => {
  const utf8 = encodeURIComponent('票决结果-第1号-未公布.csv');
  expect(nameIn(`attachment; filename="round-1.csv"; filename*=UTF-8''${utf8}`)).toBe('票决结果-第1号-未公布.csv');
  expect(nameIn('attachment; filename="round-1.csv"')).toBe('round-1.csv');
  expect(nameIn(`inline; filename="round-1.csv"; filename*=UTF-8''%E7%`)).toBe('round-1.csv');
  expect(nameIn('attachment')).toBeNull();
});
