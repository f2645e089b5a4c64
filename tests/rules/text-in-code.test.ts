import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { literalsOf, textInCode } from './text-in-code.ts';

const source = join(import.meta.dirname, '../../display/src');
/** Words that are looked for in a title, where it may break; none of them is ever shown. */
const LANGUAGE_DATA = new Set(['screen/line-breaks.ts']);
const programs = globSync('**/*.{ts,tsx}', { cwd: source }).filter(
  (path) => !/^(?:i18n|gallery)\/|\.test\.tsx?$/.test(path) && !LANGUAGE_DATA.has(path),
);

test('no page has a text of its own: all stand in display/src/i18n, in both languages', () => {
  expect(programs.length).toBeGreaterThan(120);
  const found = programs.flatMap((path) =>
    textInCode(path, readFileSync(join(source, path), 'utf8')).map(({ line, text }) => `${path}:${line} ${text}`),
  );
  expect(found).toEqual([]);
});

test.each([
  ['<p>Ready</p>', 'Ready'],
  ['<p>{count} 票</p>', '票'],
  ['<button aria-label="Close" />', 'Close'],
  ["const label = '当选';", '当选'],
  ['const label = `第${turn}轮`;', '第'],
])('planted: %s', (code, text) => {
  expect(textInCode('page.tsx', code)[0]).toMatchObject({ line: 1, text });
});

test('signs, keys and class names are no texts', () => {
  expect(textInCode('page.tsx', '<p className="row" data-testid="votes">{t("result.votes")} · {votes}%</p>')).toEqual(
    [],
  );
});

test('keys are found as they are written, whole and built', () => {
  const { whole, patterns } = literalsOf('page.ts', "t('result.none'); t(`status.${status}`); t(`${kind}.of.${base}`)");
  expect([...whole]).toEqual(['result.none']);
  expect(patterns.some((pattern) => pattern.test('status.chosen'))).toBe(true);
  expect(patterns.some((pattern) => pattern.test('motion.of.all'))).toBe(true);
  expect(patterns.some((pattern) => pattern.test('result.votes'))).toBe(false);
});
