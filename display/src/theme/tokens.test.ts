import { describe, expect, test } from 'vitest';
import { contrast } from './contrast.ts';
import { THEMES, themeVariables } from './tokens.ts';

describe.each(Object.entries(THEMES))('theme %s', (_name, t) => {
  const names: [string, string, string][] = [
    ['name', t.ink, t.ground],
    ['name in the tie band', t.ink, t.tieBand],
  ];
  const second: [string, string, string][] = [
    ['rate', t.ink2, t.ground],
    ['rank', t.rank, t.ground],
    ['rate in the tie band', t.ink2, t.tieBand],
    ['badge', t.badgeInk, t.badge],
    ['cut line', t.line, t.ground],
    ['tie badge', t.tieInk, t.tieBand],
    ['rail text', t.railInk, t.rail],
    ['rail label', t.railLabel, t.rail],
  ];

  test.each(names)('%s ≥ 4.8:1 on a 7:1 screen', (_what, ink, ground) => {
    expect(contrast(ink, ground, 7)).toBeGreaterThanOrEqual(4.8);
    expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(second)('%s ≥ 3.8:1 on a 7:1 screen', (_what, ink, ground) => {
    expect(contrast(ink, ground, 7)).toBeGreaterThanOrEqual(3.8);
    expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
  });

  const answers: [string, string][] = [
    ['赞成', t.answerFor],
    ['反对', t.answerAgainst],
    ['弃权', t.answerAbstained],
  ];
  test.each(answers)('%s ≥ 3.8:1 on a 7:1 screen', (_what, colour) => {
    expect(contrast(colour, t.ground, 7)).toBeGreaterThanOrEqual(3.8);
    expect(contrast(colour, t.ground)).toBeGreaterThanOrEqual(4.5);
  });

  test('figures on the fills of an evaluation can be read', () => {
    expect(contrast(t.satisfiedInk, t.satisfied)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(t.basicInk, t.basic)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(t.satisfied, t.ground)).toBeGreaterThanOrEqual(3);
    expect(contrast(t.dissatisfied, t.ground)).toBeGreaterThanOrEqual(3);
  });

  test('bar against track ≥ 3:1, washed out too', () => {
    expect(contrast(t.bar, t.track, 7)).toBeGreaterThanOrEqual(2.95);
    expect(contrast(t.tick, t.track)).toBeGreaterThanOrEqual(3);
  });

  test('the ground stays inside what a hall stands', () => {
    expect(contrast(t.ground, '#000000')).toBeGreaterThan(contrast('#0E2030', '#000000') - 0.01);
    expect(contrast(t.ground, '#000000')).toBeLessThan(contrast('#F5EFE2', '#000000') + 0.01);
  });
});

test('tokens become kebab-case custom properties', () => {
  expect(themeVariables('light')).toMatchObject({ '--tie-band': '#FBE6B8', '--ink-2': '#4A3F36' });
});
