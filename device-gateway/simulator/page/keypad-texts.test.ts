import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CODES } from '../keypad/display.ts';
import { isDigit, KEYS } from '../keypad/keys.ts';

type Texts = Readonly<Record<string, unknown>> & {
  readonly words: Readonly<Record<string, string>>;
  readonly keys: Readonly<Record<string, string>>;
};
/** The page's own module: no types stand in what a browser reads. */
const { zh, en } = (await import(new URL('keypad-texts.js', import.meta.url).href)) as { zh: Texts; en: Texts };

/** Paths of all texts, with how many numbers each of them takes. */
const shape = (texts: object, path = ''): string[] =>
  Object.entries(texts).flatMap(([name, text]: [string, unknown]) =>
    typeof text === 'string'
      ? [`${path}/${name} ${text.split('{}').length - 1}`]
      : shape(text as object, `${path}/${name}`),
  );

test('both languages say the same things', () => {
  expect(shape(en).toSorted()).toEqual(shape(zh).toSorted());
  expect(shape(zh).length).toBeGreaterThan(60);
});

test('KPD21 there are words for whatever the display can say, and for every key', () => {
  for (const texts of [zh, en]) {
    expect(CODES.filter((code) => !texts.words[code])).toEqual([]);
    expect(KEYS.filter((key) => !isDigit(key) && !texts.keys[key])).toEqual([]);
  }
});

test('every text that the page asks for by name is there', () => {
  const html = readFileSync(new URL('keypads.html', import.meta.url), 'utf8');
  const names = [...html.matchAll(/data-(?:say|label)="(\w+)"/g)].map(([, name]) => name ?? '');
  expect(names.length).toBeGreaterThan(3);
  for (const texts of [zh, en]) expect(names.filter((name) => typeof texts[name] !== 'string')).toEqual([]);
});
