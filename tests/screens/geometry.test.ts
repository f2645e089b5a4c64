import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Check, Verdict } from '../../display/src/gallery/proof/fault.ts';
import { PHASES } from '../../display/src/gallery/samples.ts';
import { openBrowser } from '../e2e/browser.ts';
import { type BuiltGallery, buildGallery } from './gallery.ts';
import { pairwise } from './matrix.ts';
import { judge, play, summary } from './play.ts';

let browser: Browser;
let gallery: BuiltGallery;
beforeAll(async () => {
  [browser, gallery] = await Promise.all([openBrowser(), buildGallery()]);
});
afterAll(async () => {
  await browser?.close();
  await gallery?.close();
});

test('pictures of all kinds, at every size, of every length of name, stand as they should', async () => {
  const cases = pairwise(PHASES);
  expect(cases.length).toBeGreaterThan(350);
  const { found, small, looked, seconds } = await play(browser, gallery.url, cases);
  console.log(
    `${cases.length} pictures, ${looked.texts} texts, ${looked.pairs} pairs of texts, ${looked.told} figures in ${seconds.toFixed(0)} s; ${small} below a floor on a wall too small for them`,
  );
  expect(summary(found)).toEqual([]);
  // What was not looked at has no faults either.
  expect(looked.first).toBeGreaterThan(cases.length);
  expect(looked.told).toBeGreaterThan(cases.length);
  expect(looked.columns).toBeGreaterThan(1000);
  expect(looked.colours).toBeGreaterThan(looked.texts);
  expect(looked.characters).toBeGreaterThan(looked.texts);
});

/** Something wrong, and the check that has to see it. */
const PLANTED: readonly (readonly [what: string, check: Check, plant: string, query?: string])[] = [
  ['a wrong digit', 'told', `text('row-7-votes', '46')`],
  ['a figure of the rail that is another one', 'told', `text('returned', '97')`],
  ['a cut name', 'told', `text('row-4-name', '北片区老旧小区供水管网')`],
  [
    'a name that is cut by its box',
    'clipped',
    `css('.row .name { overflow: hidden; white-space: nowrap; max-width: 6em }')`,
  ],
  ['a hidden badge', 'told', `css('[data-testid=row-6-status] { visibility: hidden }')`],
  ['a badge without a size', 'told', `css('[data-testid=row-6-status] { display: none }')`],
  [
    'a row that is not of the result',
    'told',
    `document.querySelector('[data-testid=row-3]').dataset.testid = 'row-33'`,
  ],
  [
    'something that lies over a name',
    'covered',
    `const lid = document.createElement('div'); lid.style.cssText = 'position: absolute; inset: 0; background: var(--ground)'; document.querySelector('[data-testid=row-7] .status').append(lid)`,
  ],
  ['a badge half faded in', 'covered', `css('.badge { opacity: 0.5 }')`],
  ['an ink that is too pale', 'contrast', `css('.rate { color: #8d857c }')`],
  [
    'text on a pattern',
    'contrast',
    `css('.row { background: repeating-linear-gradient(90deg, var(--track) 0 1em, var(--ground) 1em 2em) }')`,
  ],
  ['text below its floor', 'floor', `css('.rate { font-size: 26px }')`],
  ['a name below its floor', 'floor', `css('.row .name { font-size: 0.8em }')`],
  ['overlapping rows', 'overlap', `css('.row:nth-child(3) { margin-top: -40px }')`],
  ['text outside the safe area', 'safe-area', `css('.hash { position: absolute; left: 10px }')`],
  ['text that runs over its cell', 'cell', `css('.votes { width: 0.4em }')`],
  ['a figure 3 px off its column', 'columns', `css('.row:nth-child(4) .votes { transform: translateX(3px) }')`],
  [
    'digits 3 px off in a cell that stands right',
    'columns',
    `css('.row:nth-child(4) .rate { text-indent: -6px; padding-right: 3px }')`,
  ],
  ['a colour of no theme', 'stray-colour', `css('.row .name { color: #1c1715 }')`],
  ['a key in the place of its text', 'untranslated', `text('row-2-status', 'status.chosen')`],
  ['a text that nobody translated', 'untranslated', `text('row-2-status', 'Elected')`],
  ['a placeholder that nothing was put into', 'untranslated', `text('rate-base', '得票率（占收回 {{count}} 票）')`],
  ['a row with a column of its own', 'columns', `css('.row:nth-child(4) { padding-right: 12px }')`],
  ['a box that is too narrow', 'overflow', `css('.facts { width: 90px }')`],
  ['an ellipsis', 'ellipsis', `css('.row .name span { text-overflow: ellipsis }')`],
  ['a light weight', 'weight', `css('.rate { font-weight: 400 }')`],
  ['a character that no face has', 'tofu', `text('row-2-name', '\\u{10FFFE}王')`],
];

describe('what is planted is found', () => {
  let page: Page;
  const RUNOFF = 'phase=runoff&theme=light&lang=zh&r=6';
  beforeAll(async () => {
    page = await browser.newPage();
  });
  afterAll(async () => {
    await page?.close();
  });

  test('nothing, where nothing was planted', async () => {
    expect((await judge(page, gallery.url, '1080p', [RUNOFF]))[0]?.faults).toEqual([]);
  });

  test.each(PLANTED)('%s', async (_what, check, plant) => {
    const verdict = await page.evaluate<Verdict>(`(() => {
      window.proof.show(${JSON.stringify(RUNOFF)});
      const style = document.createElement('style');
      const css = (text) => { style.textContent = text; document.head.append(style); };
      const text = (id, value) => { document.querySelector('[data-testid="' + id + '"]').textContent = value; };
      ${plant};
      const verdict = window.proof.judge(${JSON.stringify(RUNOFF)});
      style.remove();
      return verdict;
    })()`);
    expect(verdict.faults.map((fault) => fault.check)).toContain(check);
  });
});
