import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { strayColours, strayStyles } from './stray-style.ts';

const root = join(import.meta.dirname, '../..');
const PLACES = ['display/src', 'device-gateway/simulator/page', 'server/src/publish', 'server/src/report'];
const found = (pattern: string) =>
  globSync(
    PLACES.map((place) => `${place}/${pattern}`),
    { cwd: root },
  ).filter((path) => !path.includes('.test.'));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

describe('colours, and type sizes of the hall screen, stand in server/contract/design-tokens.ts and nowhere else', () => {
  test('style sheets', () => {
    const sheets = found('**/*.css');
    expect(sheets.length).toBeGreaterThan(8);
    const stray = sheets.flatMap((path) =>
      strayStyles(read(path), path.startsWith('display/src/screen/')).map(
        ({ line, rule, text }) => `${path}:${line} ${rule}: ${text}`,
      ),
    );
    expect(stray).toEqual([]);
  });

  test('programs', () => {
    const programs = found('**/*.{ts,tsx}');
    expect(programs.length).toBeGreaterThan(100);
    const stray = programs.flatMap((path) =>
      strayColours(read(path)).map(({ line, text }) => `${path}:${line} ${text}`),
    );
    expect(stray).toEqual([]);
  });
});

test.each([
  ['a { color: #b01e22; }', 'colour'],
  ['a { color: #fff; }', 'colour'],
  ['a { background: rgb(0 0 0 / 20%); }', 'colour'],
  ['a { border: 3px solid white; }', 'colour'],
  ['a { font-size: 15px; }', 'font-size'],
  ['a { font: 700 12pt serif }', 'font-size'],
  ['a { background: linear-gradient(var(--ground), var(--ink)); }', 'gradient'],
  ['a { box-shadow: 0 1cqh 2cqh var(--ink); }', 'shadow'],
  ['a { border-bottom: 1px solid var(--track); }', 'hairline'],
])('planted: %s', (css, rule) => {
  expect(strayStyles(css, true).map((stray) => stray.rule)).toEqual([rule]);
});

test('what is allowed is not taken for a fault', () => {
  const css = `/* #b01e22 */ #add { color: var(--red-ink); background: repeating-linear-gradient(-45deg, var(--bar) 0 1em, var(--track) 1em 2em);
    font-size: calc(var(--t1) * 1.2); clip-path: url(#abc); transition: opacity 200ms; white-space: nowrap; }`;
  expect(strayStyles(css, true)).toEqual([]);
  expect(strayColours("location.hash = '#pin'; const no = '#12'; const ink = '#12ab34';")).toMatchObject([{ line: 1 }]);
});
