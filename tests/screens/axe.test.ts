import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../e2e/browser.ts';
import { violations, withAxe } from './axe.ts';
import { type BuiltGallery, buildGallery } from './gallery.ts';
import { galleryStates } from './gallery-states.ts';

/** Pages at work at once. Another language has the colours of the first, and looking at those takes half of the time. */
const HANDS = 2;
let browser: Browser;
let gallery: BuiltGallery;
beforeAll(async () => {
  [browser, gallery] = await Promise.all([openBrowser(), buildGallery()]);
});
afterAll(async () => {
  await browser?.close();
  await gallery?.close();
});

async function openGallery(): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' });
  await page.goto(gallery.url);
  await withAxe(page);
  return page;
}

/** Draws a state and lets what it starts come to rest. */
async function show(page: Page, { query, lang }: { readonly query: string; readonly lang: string }): Promise<void> {
  await page.evaluate(`(async () => {
    window.proof.show('${query}&lang=${lang}');
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    for (const animation of document.getAnimations()) animation.finish();
  })()`);
}

test('axe has nothing against any page in any of its states, in both languages', async () => {
  const first = await openGallery();
  const states = await galleryStates(first);
  const left = [...states];
  const found: string[] = [];
  const started = performance.now();
  const work = async (page: Page) => {
    for (let state = left.shift(); state !== undefined; state = left.shift()) {
      await show(page, state);
      for (const violation of await violations(page, state.lang === 'en' ? ['color-contrast'] : []))
        found.push(`${state.query}&lang=${state.lang}: ${violation}`);
    }
    await page.close();
  };
  await Promise.all([work(first), ...Array.from({ length: HANDS - 1 }, async () => await work(await openGallery()))]);
  console.log(`axe: ${states.length} states in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  expect(found).toEqual([]);
  expect(states.length).toBeGreaterThan(250);
});

describe('what is planted is found', () => {
  test.each([
    [
      'a button without a name',
      'button-name',
      `document.querySelector('main, body').append(document.createElement('button'))`,
    ],
    [
      'an ink that is too pale',
      'color-contrast',
      `document.querySelectorAll('h1, h2, p').forEach((each) => { each.style.color = '#cfcac0'; each.style.background = '#f5efe2'; })`,
    ],
    ['a page that does not say its language', 'html-has-lang', `document.documentElement.removeAttribute('lang')`],
    [
      'a field without a label',
      'label',
      `document.querySelector('main, body').append(document.createElement('input'))`,
    ],
  ])('%s', async (_what, rule, plant) => {
    const page = await openGallery();
    await show(page, { query: 'console&scene=alarms', lang: 'zh' });
    expect(await violations(page)).toEqual([]);
    await page.evaluate(plant);
    expect((await violations(page)).map((line) => line.split(' ')[0])).toContain(rule);
    await page.close();
  });
});
