import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BuiltGallery, buildGallery } from './gallery.ts';
import {
  differs,
  draw,
  drawnBy,
  FRAMES,
  goldenOf,
  goldensDrawnBy,
  openPinnedBrowser,
  REVEAL,
  shoot,
  SHOTS,
} from './goldens.ts';

/**
 * Each picture of the hall screen against the one that was looked at and kept: not one pixel may differ. In another browser,
 * or with other faces, pictures prove nothing and are left out; the geometry is looked at there all the same.
 */
let browser: Browser;
let gallery: BuiltGallery;
let page: Page;
beforeAll(async () => {
  [browser, gallery] = await Promise.all([openPinnedBrowser(), buildGallery()]);
  page = await browser.newPage();
});
afterAll(async () => {
  await browser?.close();
  await gallery?.close();
});

/** Where the pictures are of this browser; says so where they are not. */
function ofThisBrowser(skip: (why: string) => never): void {
  const [is, was] = [drawnBy(browser), goldensDrawnBy()];
  if (JSON.stringify(is) === JSON.stringify(was)) return;
  const why = `pictures are left out: they were drawn by ${JSON.stringify(was)}, this is ${JSON.stringify(is)}`;
  console.warn(why);
  skip(why);
}

/** Names of those that differ, with their pixels; the pictures are kept for a look. */
async function differing(shots: typeof SHOTS): Promise<string[]> {
  const lines: string[] = [];
  let folder: string | undefined;
  for (const shot of shots) {
    const golden = goldenOf(shot.name);
    const taken = await shoot(page, gallery.url, shot);
    const difference = golden === null ? null : await differs(golden, taken);
    if (difference?.pixels === 0) continue;
    folder ??= mkdtempSync(join(tmpdir(), 'piaojue-differs-'));
    writeFileSync(join(folder, `${shot.name}.png`), taken);
    if (difference?.picture) writeFileSync(join(folder, `${shot.name}-difference.png`), difference.picture);
    lines.push(`${shot.name}: ${difference === null ? 'no golden' : `${difference.pixels} pixels`} (see ${folder})`);
  }
  return lines;
}

test('every phase, the dark theme, other sizes and the frames of the storyboard: no pixel differs', async ({
  skip,
}) => {
  ofThisBrowser(skip);
  expect(await differing(SHOTS)).toEqual([]);
});

test('every figure is final from 120 ms on: the text of each frame is that of the last, and each can be seen', async () => {
  const seen = [];
  for (const at of FRAMES) {
    await draw(page, gallery.url, { image: '1080p', query: REVEAL, at });
    seen.push(
      await page.evaluate<string[]>(`[...document.querySelectorAll('.row')]
        .map((row) => [row.dataset.testid, ...[...row.querySelectorAll('.rank, .name, .votes, .rate')].map((cell) => {
          let opacity = 1;
          for (let above = cell; above !== null; above = above.parentElement) opacity *= getComputedStyle(above).opacity;
          return cell.textContent + (opacity === 1 ? '' : ' at ' + opacity);
        })].join('|')).toSorted()`),
    );
  }
  expect(seen[0]?.length).toBe(12);
  for (const frame of seen) expect(frame).toEqual(seen.at(-1));
});

test('motion off, reduced motion and a page that was opened again show the last frame at once', async () => {
  const still = async (query: string) => {
    const fresh = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    try {
      if (query === 'reduced') await fresh.emulateMedia({ reducedMotion: 'reduce' });
      await fresh.goto(`${gallery.url}?${query === 'reduced' ? REVEAL : query}`);
      await fresh.evaluate(`document.fonts.ready`);
      await fresh.evaluate(`new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))`);
      expect(await fresh.evaluate<number>(`document.getAnimations().length`)).toBe(0);
      return await fresh.screenshot();
    } finally {
      await fresh.close();
    }
  };
  const last = await shoot(page, gallery.url, { image: '1080p', query: REVEAL });
  expect(await page.locator('[data-settled]').count()).toBe(1);
  for (const query of [`${REVEAL}&motion=off`, 'reduced', REVEAL.replace('&reveal', '')])
    expect(await differs(last, await still(query)), query).toMatchObject({ pixels: 0 });
});

test('when the storyboard ends nothing moves: its frame at 2700 ms is the settled one but for the smoothed edges of its bars', async () => {
  const withoutBars = async (at?: number) => {
    await draw(page, gallery.url, { image: '1080p', query: REVEAL, ...(at === undefined ? {} : { at }) });
    await page.evaluate(`for (const bar of document.querySelectorAll('.reveal-bar')) bar.style.visibility = 'hidden'`);
    return await page.screenshot({ caret: 'hide' });
  };
  const settled = await withoutBars();
  expect((await differs(settled, await withoutBars(2700))).pixels).toBe(0);
  // As its proof: half of the way into rank order it is another picture.
  expect((await differs(settled, await withoutBars(1350))).pixels).toBeGreaterThan(10_000);
});

describe('a small fault is seen', () => {
  const RESULT = { image: '1080p', query: 'phase=runoff' } as const;
  test.each([
    ['one digit', `document.querySelector('[data-testid=row-7-votes]').textContent = '77'`],
    ['one word of a status', `document.querySelector('[data-testid=row-4-status]').textContent = '未当选'`],
    ['the weight of one row', `document.querySelector('[data-testid=row-7-name]').style.fontWeight = 400`],
    ['a line two pixels lower', `document.querySelector('.cut').style.translate = '0 2px'`],
  ])('%s', async (what, plant) => {
    const sound = await shoot(page, gallery.url, RESULT);
    await page.evaluate(plant);
    const { pixels } = await differs(sound, await page.screenshot({ caret: 'hide' }));
    console.log(`${what}: ${pixels} pixels, ${((100 * pixels) / (1920 * 1080)).toFixed(4)} % of the picture`);
    expect(pixels).toBeGreaterThan(0);
  });
});
