import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contest } from '../system/harness/contests.ts';
import { removeTempFolders } from '../system/harness/temp-folder.ts';
import { openBrowser } from './browser.ts';
import { differencesSeen, type PagesWorld, seeVote } from './hall-of-pages.ts';

/**
 * Two secret votes in which the same people press at the same times, but what they press is swapped between two candidates,
 * and one who changes his mind had pressed something else at first. Everybody's pages are open, in a real browser before the
 * real server: until the result nobody's document, messages or picture differ in anything.
 */
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  removeTempFolders();
});

/** Three of four seats of the swap, an over-vote in one world alone, and 1 → 2 for 2 → 1 everywhere else. */
const world = (a: number, b: number, leak: Partial<PagesWorld> = {}): PagesWorld => ({
  contest: contest(4, 2),
  final: [[a], [a], [a], [b], [a], [b], [a], [a], a === 1 ? [1, 2, 3] : [1]],
  earlier: [a === 1 ? 3 : 4],
  ...leak,
});

test('nothing that anybody sees, is told or says tells one secret vote from the other until its result', async () => {
  const one = await seeVote(browser, world(1, 2));
  const other = await seeVote(browser, world(2, 1));
  expect(one.size).toBe(7 * 8);
  const different = differencesSeen(one, other);
  expect(different.filter((where) => !where.startsWith('result / '))).toEqual([]);
  // They are two votes, and this looks close enough to see it: from the result on everything tells.
  for (const page of ['hall screen', 'presidium screen', 'presiding officer', 'monitor'])
    for (const what of ['message', 'document'])
      expect(different.filter((where) => where.startsWith(`result / ${page}: ${what}`))).not.toEqual([]);
  expect(different.filter((where) => where.startsWith('result / desk, result: document'))).not.toEqual([]);
  expect(different).toContain('result / hall screen: picture');
});

describe('a leak that is planted is found', () => {
  test('a server that tells a count early, and a page that shows what it should not have', async () => {
    // What only somebody who knows the votes can do; a pixel is enough.
    const leaky = (a: number): Partial<PagesWorld> => ({
      until: 'one changed',
      tamper: (event, snapshot) => (event === 'screen:snapshot' ? { ...snapshot, count: a === 1 ? 4 : 1 } : snapshot),
      script: `document.body.style.borderTop = '1px solid rgb(${a}, 0, 0)'`,
    });
    const found = differencesSeen(
      await seeVote(browser, world(1, 2, leaky(1))),
      await seeVote(browser, world(2, 1, leaky(2))),
    );
    expect(found.some((where) => where.startsWith('one pressed / hall screen: message'))).toBe(true);
    expect(found.some((where) => where.startsWith('one pressed / presidium screen: message'))).toBe(true);
    expect(found.some((where) => where.startsWith('one changed / desk, seats: document'))).toBe(true);
    expect(found).toContain('one changed / desk, seats: picture');
    // The other pages were told nothing.
    expect(found.filter((where) => where.includes('/ monitor') || where.includes('/ presiding'))).toEqual([]);
  });
});
