import { describe, expect, test } from 'vitest';
import { contrast } from './contrast.ts';
import { THEMES, type ThemeTokens, themeVariables } from './tokens.ts';

/** [ink, ground]: what is written or drawn on what. */
type Pair = readonly [keyof ThemeTokens, keyof ThemeTokens];
/** Contrast of a pair in the dark (WCAG 2.2: 1.4.3, 1.4.11), and on a screen of 7:1 in a lit hall. */
interface Demand {
  readonly dark: number;
  readonly lit: number;
  readonly pairs: readonly Pair[];
}
const DEMANDS: Readonly<Record<string, Demand>> = {
  names: {
    dark: 4.5,
    lit: 5,
    pairs: [
      ['ink', 'ground'],
      ['ink', 'tieBand'],
    ],
  },
  'other text': {
    dark: 4.5,
    lit: 3.8,
    pairs: [
      ['ink2', 'ground'],
      ['ink2', 'tieBand'],
      ['rank', 'ground'],
      ['rank', 'tieBand'],
      ['line', 'ground'],
      ['badgeInk', 'badge'],
      ['tieInk', 'tieBand'],
      ['railInk', 'rail'],
      ['railLabel', 'rail'],
      ['answerFor', 'ground'],
      ['answerAgainst', 'ground'],
      ['answerAbstained', 'ground'],
      ['satisfiedInk', 'satisfied'],
      ['basicInk', 'basic'],
    ],
  },
  'bars on their tracks': {
    dark: 3,
    lit: 3,
    pairs: [
      ['bar', 'track'],
      ['tick', 'track'],
    ],
  },
  // Neighbours have a gap between them; what has to stand out is the fill from the page.
  'fills and frames': {
    dark: 3,
    lit: 1,
    pairs: [
      ['satisfied', 'ground'],
      ['dissatisfied', 'ground'],
      ['rank', 'ground'],
      ['gold', 'rail'],
    ],
  },
};

/** Ratios as they are written down, to one decimal. */
const rounded = (ratio: number) => Math.round(ratio * 10) / 10;

function faint(colours: ThemeTokens, { pairs, dark, lit }: Demand): string[] {
  return pairs.flatMap(([ink, ground]) => {
    const ratios = [contrast(colours[ink], colours[ground]), contrast(colours[ink], colours[ground], 7)] as const;
    const isFaint = rounded(ratios[0]) < dark || rounded(ratios[1]) < lit;
    return isFaint ? [`${ink} on ${ground}: ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}`] : [];
  });
}

describe.each(Object.entries(THEMES))('theme %s', (_name, colours) => {
  test.each(Object.entries(DEMANDS))('%s stand out, washed out too', (_what, demand) => {
    expect(faint(colours, demand)).toEqual([]);
  });

  test('the ground stays inside what a hall stands', () => {
    expect(contrast(colours.ground, '#000000')).toBeGreaterThan(contrast('#0E2030', '#000000') - 0.01);
    expect(contrast(colours.ground, '#000000')).toBeLessThan(contrast('#F5EFE2', '#000000') + 0.01);
  });

  test('an ink that only a dark room would show is found', () => {
    const planted = { ...colours, ink2: _name === 'light' ? '#6E655C' : '#8FA0AC' };
    expect(contrast(planted.ink2, planted.ground)).toBeGreaterThan(4.5);
    expect(faint(planted, DEMANDS['other text'] as Demand)).toHaveLength(2);
  });
});

test('the washed-out ratios are those of AVIXA: black on white is 7:1 on a screen of 7:1', () => {
  expect(contrast('#000000', '#ffffff', 7)).toBeCloseTo(7, 5);
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
});

test('tokens become kebab-case custom properties', () => {
  expect(themeVariables('light')).toMatchObject({ '--tie-band': '#FBE6B8', '--ink-2': '#4A3F36' });
});
