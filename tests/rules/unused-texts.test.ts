import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { literalsOf } from './text-in-code.ts';

const source = join(import.meta.dirname, '../../display/src');
type Tree = { readonly [key: string]: string | Tree };

const flat = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : flat(value, `${path}${key}.`),
  );
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;
async function texts(path: string): Promise<Map<string, string>> {
  const module = (await import(join(source, 'i18n', path))) as Record<string, unknown>;
  const trees = Object.values(module).filter(isTree);
  if (trees.length !== 1) throw new Error(`expected ${path} to export its texts, found ${trees.length} objects`);
  return new Map(flat(trees[0] as Tree));
}
/** Words that Chinese puts beside a figure, and the parts of a date, which English writes as one. */
const GRAMMAR = new Set(['act', 'unit', 'of', 'iso', 'year', 'month', 'day']);
const slots = (text: string) =>
  [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((slot) => slot[1] ?? ''))]
    .filter((slot) => !GRAMMAR.has(slot))
    .sort()
    .join(' ');

const pages = globSync('*/zh-cn.ts', { cwd: join(source, 'i18n') }).map((path) => path.split('/')[0] ?? '');
const programs = globSync('**/*.{ts,tsx}', { cwd: source })
  .filter((path) => !/^(?:i18n|gallery)\/|\.test\.tsx?$/.test(path))
  .map((path) => literalsOf(path, readFileSync(join(source, path), 'utf8')));
const whole = new Set(programs.flatMap((program) => [...program.whole]));
const patterns = programs.flatMap((program) => program.patterns);
/** i18next chooses among the forms of a number itself. */
const singular = (key: string) => key.replace(/_(?:one|other|zero)$/, '');
const unused = (keys: Iterable<string>) =>
  [...keys].filter((key) => !whole.has(singular(key)) && !patterns.some((pattern) => pattern.test(singular(key))));

describe.each(pages)('texts of %s', (page) => {
  test('each is used by some page', async () => {
    const keys = (await texts(`${page}/zh-cn.ts`)).keys();
    expect(unused(keys)).toEqual([]);
  });

  test('both languages have the same keys, and fill in the same values', async () => {
    const [zh, en] = await Promise.all([texts(`${page}/zh-cn.ts`), texts(`${page}/en.ts`)]);
    expect([...en.keys()].filter((key) => !zh.has(singular(key)) && !zh.has(key))).toEqual([]);
    expect([...zh].filter(([key, text]) => slots(text) !== slots(en.get(key) ?? ''))).toEqual([]);
  });
});

test('planted: a text that nothing names', () => {
  expect(pages.length).toBeGreaterThanOrEqual(3);
  expect(unused(['result.none', 'nowhere.nobodyAsks'])).toEqual(['nowhere.nobodyAsks']);
});

test('planted: a translation without its figure', () => {
  expect(slots('{{count}} {{unit}}')).not.toBe(slots('some'));
});
