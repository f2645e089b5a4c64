import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../e2e/browser.ts';
import { type BuiltGallery, buildGallery } from './gallery.ts';

/** A result as a screen reader has it: a table with its caption, a row's own name, columns by name, places that are right on every page. */
let browser: Browser;
let gallery: BuiltGallery;
let page: Page;
beforeAll(async () => {
  [browser, gallery] = await Promise.all([openBrowser(), buildGallery()]);
  page = await browser.newPage();
  await page.goto(gallery.url);
});
afterAll(async () => {
  await browser?.close();
  await gallery?.close();
});

/** The tree of the browser's own accessibility interface, without the joiners that hold a line together. */
async function treeOf(query: string, plant = ''): Promise<string> {
  await page.evaluate(`window.proof.show(${JSON.stringify(query)})`);
  await page.evaluate(plant);
  return (await page.getByTestId('picture').ariaSnapshot()).replaceAll('\u2060', '');
}

/** `aria-rowindex` of the heading and of each row, and what the table says that it has in all. */
const places = (query: string) =>
  page.evaluate<{ all: number; rows: number[] }>(`(() => {
    window.proof.show(${JSON.stringify(query)});
    const table = document.querySelector('table');
    const rows = [...table.querySelectorAll('tr[aria-rowindex]')].map((row) => Number(row.getAttribute('aria-rowindex')));
    return { all: Number(table.getAttribute('aria-rowcount')), rows };
  })()`);

const RUNOFF = `
- table "2027年度民生实事项目票决：按得票从高到低":
  - caption: 2027年度民生实事项目票决：按得票从高到低
  - rowgroup:
    - row "名次 项目 得票 得票率（占收回 96 票） 结果":
      - columnheader "名次"
      - columnheader "项目"
      - columnheader "得票"
      - columnheader "得票率（占收回 96 票）"
      - columnheader "结果"
  - rowgroup:
    - row "1 长者食堂三处 93 96.88% 当选":
      - cell "1"
      - rowheader "长者食堂三处"
      - cell "93"
      - cell "96.88%"
      - cell "当选"`;
const TIE = `
    - row "以上 9 项当选 以下 2 项并列，待再次票决（余 1 席）":
      - cell "以上 9 项当选 以下 2 项并列，待再次票决（余 1 席）"
    - row "并列 10 沿河步道与护栏整修 64 66.67% 再票决":
      - cell "并列 10"
      - rowheader "沿河步道与护栏整修"
      - cell "64"
      - cell "66.67%"
      - cell "再票决"
    - row "并列 10 农机合作社烘干房 64 66.67% 再票决":`;
/** Of a part of a tree: the same lines, however deep the table stands. */
const lines = (tree: string) => tree.split('\n').map((line) => line.trim());
const has = (tree: string, part: string) => lines(tree).join('\n').includes(lines(part.trim()).join('\n'));

test('a tie at the cut: caption, names of columns and rows, the rank that is shared and the lines, in words', async () => {
  const tree = await treeOf('phase=runoff');
  expect(has(tree, RUNOFF)).toBe(true);
  expect(has(tree, TIE)).toBe(true);
  expect(lines(tree).filter((line) => line.startsWith('- rowheader'))).toHaveLength(12);
});

test('in English, and of an evaluation: each row has its own name', async () => {
  const english = await treeOf('phase=runoff&lang=en');
  for (const name of ['Rank', 'Votes', 'Result'])
    expect(lines(english).join('\n')).toContain(`- columnheader "${name}`);
  const evaluation = await treeOf('phase=evaluation');
  expect(lines(evaluation)).toContain('- rowheader "镇小学操场翻新"');
  expect(lines(evaluation)).toContain('- columnheader "综合满意率"');
});

test('bars, bands, ticks and rules say nothing', async () => {
  for (const query of ['phase=runoff', 'phase=shortfall', 'phase=evaluation']) {
    const drawn = lines(await treeOf(query)).filter((line) => /^- (?:img|separator|progressbar|meter)/.test(line));
    // The dots of several pages are one picture, with the page's number as its words.
    expect(drawn.filter((line) => !/^- img "第 \d 页，共 \d 页"$/.test(line))).toEqual([]);
  }
});

test('sixty rows over pages: each place once, in order, and the number of all of them on every page', async () => {
  const found: number[] = [];
  const address = (at: number) => `phase=complete&count=60&page=${at}`;
  let page = 0;
  for (; found.length < 60 && page < 60; page += 1) {
    const { all, rows } = await places(address(page));
    expect(all).toBe(61);
    expect(rows[0]).toBe(1);
    expect(rows.length).toBeGreaterThan(1);
    found.push(...rows.slice(1));
  }
  expect(page).toBeGreaterThan(2);
  expect(found).toEqual(Array.from({ length: 60 }, (_, at) => at + 2));
});

describe('planted', () => {
  test.each([
    ['a table without its caption', `document.querySelector('caption').remove()`],
    [
      'rows without names',
      `for (const row of document.querySelectorAll('th[scope=row]')) row.setAttribute('role', 'cell')`,
    ],
    ['a table that its style makes none', `document.querySelector('table').setAttribute('role', 'presentation')`],
    ['a badge that is only a colour', `document.querySelector('[data-testid=row-6-status]').textContent = ''`],
    ['a heading that is hidden', `document.querySelector('thead th').setAttribute('aria-hidden', 'true')`],
  ])('%s', async (_what, plant) => {
    expect(has(await treeOf('phase=runoff', plant), RUNOFF)).toBe(false);
  });
});
