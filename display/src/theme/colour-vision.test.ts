import { describe, expect, test } from 'vitest';
import { lightness, seenWith, VISIONS } from './colour-vision.ts';
import { THEMES, type ThemeTokens } from './tokens.ts';

/**
 * What is told apart by more than its colour is told apart by this; `tests/screens` looks at the drawn pattern. Two of
 * the same pattern have to differ in lightness, which every eye sees.
 */
interface Sign {
  readonly colour: keyof ThemeTokens;
  readonly pattern: 'solid' | 'hatched' | 'striped' | 'outlined' | 'dashed' | 'circle' | 'square' | 'triangle';
}
const SIGNS: Readonly<Record<string, Readonly<Record<string, Sign>>>> = {
  'bars of a result': {
    chosen: { colour: 'bar', pattern: 'solid' },
    runoff: { colour: 'bar', pattern: 'hatched' },
    notChosen: { colour: 'rank', pattern: 'outlined' },
    track: { colour: 'track', pattern: 'solid' },
  },
  'badges of a result': {
    chosen: { colour: 'badge', pattern: 'solid' },
    runoff: { colour: 'tieInk', pattern: 'dashed' },
    notChosen: { colour: 'rank', pattern: 'outlined' },
  },
  'segments of an evaluation': {
    satisfied: { colour: 'satisfied', pattern: 'solid' },
    basic: { colour: 'basic', pattern: 'solid' },
    dissatisfied: { colour: 'dissatisfied', pattern: 'hatched' },
    dontKnow: { colour: 'dontKnow', pattern: 'striped' },
    abstained: { colour: 'rank', pattern: 'outlined' },
  },
  'answers to a motion': {
    for: { colour: 'answerFor', pattern: 'circle' },
    against: { colour: 'answerAgainst', pattern: 'square' },
    abstained: { colour: 'answerAbstained', pattern: 'triangle' },
  },
};
/** Steps of L* between two fills of one pattern. */
const APART = 15;

function confused(signs: Readonly<Record<string, Sign>>, colours: ThemeTokens): string[] {
  const names = Object.entries(signs);
  return names.flatMap(([one, a], at) =>
    names.slice(at + 1).flatMap(([other, b]) =>
      VISIONS.filter((vision) => {
        const [x, y] = [a, b].map(({ colour }) => lightness(seenWith(vision, colours[colour])));
        return a.pattern === b.pattern && Math.abs((x ?? 0) - (y ?? 0)) < APART;
      }).map((vision) => `${one} and ${other} with ${vision}`),
    ),
  );
}

describe.each(Object.entries(THEMES))('theme %s', (_name, colours) => {
  test.each(Object.entries(SIGNS))('%s are told apart without one kind of cone', (_what, signs) => {
    expect(confused(signs, colours)).toEqual([]);
  });
});

test('two fills that only a hue tells apart are found', () => {
  const planted = {
    for: { colour: 'answerFor', pattern: 'solid' },
    against: { colour: 'answerAgainst', pattern: 'solid' },
  } as const;
  expect(confused(planted, THEMES.light)).toContain('for and against with deuteranopia');
});

test('greys stay as they are, red and green of one lightness come together', () => {
  for (const vision of VISIONS) {
    expect(seenWith(vision, '#000000')).toBe('#000000');
    expect(seenWith(vision, '#ffffff')).toBe('#ffffff');
  }
  const red = seenWith('deuteranopia', '#c03030');
  const green = seenWith('deuteranopia', '#6b7030');
  const blue = (colour: string) => Number.parseInt(colour.slice(5), 16);
  expect(Math.abs(blue(red) - blue(green))).toBeLessThan(32);
  expect(lightness('#ffffff')).toBeCloseTo(100, 5);
  expect(lightness('#777777')).toBeCloseTo(50.03, 1);
});
