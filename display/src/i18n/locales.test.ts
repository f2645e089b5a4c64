import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { consoleEn } from './console/en.ts';
import { consoleZhCn } from './console/zh-cn.ts';
import { projectsEn } from './projects/en.ts';
import { projectsZhCn } from './projects/zh-cn.ts';
import { setupEn } from './setup/en.ts';
import { setupZhCn } from './setup/zh-cn.ts';
import { screenEn } from './screen/en.ts';
import { screenZhCn } from './screen/zh-cn.ts';

const source = fileURLToPath(new URL('..', import.meta.url));

type Tree = { readonly [key: string]: string | Tree };
const flat = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : flat(value, `${path}${key}.`),
  );
const slots = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map((slot) => slot[1] ?? '').sort((a, b) => a.localeCompare(b));

/** Keys as they are written in the sources: whole, and the fixed start of those that end in a value. */
function usedKeys(folders: readonly string[]): { whole: Set<string>; starts: Set<string> } {
  const whole = new Set<string>();
  const starts = new Set<string>();
  const files = globSync(
    folders.map((folder) => `${folder}/**/*.{ts,tsx}`),
    { cwd: source },
  );
  for (const file of files.filter((name) => !name.includes('.test.'))) {
    const code = readFileSync(source + file, 'utf8');
    for (const call of code.matchAll(/\bt\(\s*([^;]*?)[,)]\s/g)) {
      for (const key of (call[1] ?? '').matchAll(/'([a-zA-Z]+(?:\.[a-zA-Z-]+)*)'/g)) whole.add(key[1] ?? '');
    }
    for (const key of code.matchAll(/\bt\(\s*`([a-zA-Z.]+)\$\{/g)) starts.add(key[1] ?? '');
  }
  return { whole, starts };
}

describe.each([
  ['screen', screenZhCn, screenEn, ['screen', 'link', 'theme']],
  ['console', consoleZhCn, consoleEn, ['console', 'officers']],
  ['projects', projectsZhCn, projectsEn, ['projects']],
  ['set-up', setupZhCn, setupEn, ['setup', 'health', 'characters']],
] as [string, Tree, Tree, string[]][])('texts of the %s', (_name, chinese, english, folders) => {
  const zh = new Map(flat(chinese));
  const en = new Map(flat(english));

  test('both languages have the same keys', () => {
    expect([...en.keys()]).toEqual([...zh.keys()]);
    expect(zh.size).toBeGreaterThan(50);
  });

  test('none is empty, and both fill in the same values', () => {
    for (const [key, text] of zh) {
      expect(text.trim(), key).not.toBe('');
      expect(en.get(key)?.trim(), key).not.toBe('');
    }
  });

  test('an English text asks for no value that the Chinese one does not know', () => {
    const known = new Set(['iso', 'base', 'share']);
    for (const [key, text] of zh) {
      const extra = slots(en.get(key) ?? '').filter((slot) => !slots(text).includes(slot) && !known.has(slot));
      expect(extra, key).toEqual([]);
    }
  });

  test('every key that is used exists', () => {
    const { whole, starts } = usedKeys(folders);
    expect(whole.size).toBeGreaterThan(30);
    const dotted = [...whole].filter((key) => key.includes('.'));
    expect(dotted.filter((key) => !zh.has(key))).toEqual([]);
    expect([...starts].filter((start) => ![...zh.keys()].some((key) => key.startsWith(start)))).toEqual([]);
  });
});
