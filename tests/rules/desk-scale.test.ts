import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const source = join(import.meta.dirname, '../../display/src');
const read = (path: string): string => readFileSync(join(source, path), 'utf8');

/** Classes of the rule that draws a page larger on a large screen. */
function scaled(css: string): readonly string[] {
  const rule = /((?:\.[\w-]+,?\s*)+)\{\s*zoom:/.exec(css)?.[1] ?? '';
  return [...rule.matchAll(/\.([\w-]+)/g)].map(([, name = '']) => name);
}

/** Which of these classes an element of this program has. */
const classesOf = (code: string, wanted: readonly string[]): readonly string[] =>
  [...code.matchAll(/className="([^"]*)"/g)]
    .flatMap(([, names = '']) => names.split(/\s+/))
    .filter((name) => wanted.includes(name));

const wanted = scaled(read('theme/desk-scale.css'));

test('only whole pages are drawn larger: a part of one that had such a class would be so twice', () => {
  expect(wanted.length).toBeGreaterThanOrEqual(5);
  const parts = globSync('{console,officers,setup,health,projects}/**/*.tsx', { cwd: source })
    .filter((path) => !/-(?:page|app)\.tsx$/.test(path))
    .flatMap((path) => classesOf(read(path), wanted).map((name) => `${path}: ${name}`));
  expect(parts).toEqual([]);
});

test('planted: a list with the class of a page', () => {
  expect(classesOf('<dl className="counters health">', scaled('.desk,\n.health {\n  zoom: 2;\n}'))).toEqual(['health']);
  expect(classesOf('<div className="health-strip">', ['health'])).toEqual([]);
});
