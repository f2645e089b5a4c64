import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const source = join(import.meta.dirname, '../../display/src');

/** `@import` behind a rule is left out by browsers without a word (CSS Cascade 5 §2). */
function lateImports(css: string): readonly string[] {
  const bare = css.replaceAll(/\/\*.*?\*\//gs, '');
  const first = bare.search(/\{/);
  return first < 0 ? [] : [...bare.slice(first).matchAll(/@import [^;]+;/g)].map(([text]) => text);
}

test('a style sheet imports others before its first rule', () => {
  const sheets = globSync('**/*.css', { cwd: source });
  expect(sheets.filter((path) => readFileSync(join(source, path), 'utf8').includes('@import')).length).toBeGreaterThan(
    2,
  );
  const late = sheets.flatMap((path) =>
    lateImports(readFileSync(join(source, path), 'utf8')).map((text) => `${path}: ${text}`),
  );
  expect(late).toEqual([]);
});

test('planted: a rule before an import', () => {
  expect(lateImports('a { color: red; }\n@import "b.css";')).toEqual(['@import "b.css";']);
  expect(lateImports('/* a {} */\n@import "b.css";\na { color: red; }')).toEqual([]);
});
