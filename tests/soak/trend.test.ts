import { seededRandom } from '@piaojue/device-gateway/simulator/random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trendOf } from './trend.ts';

/** Figures of so many rounds: a warm-up, garbage on top, and a leak of so much per round. */
function rounds(seed: number, count: number, leak: number, garbage: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) => 1000 - 400 * Math.exp(-i / 10) + leak * i + garbage * random.next());
}
const seed = fc.integer({ min: 1, max: 2 ** 31 - 1 });

const seeds = { numRuns: 200 };

describe('a trend of figures taken once a round', () => {
  it('finds a leak under garbage of ten times its size', () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 60, max: 400 }), (from, count) => {
        expect(trendOf(rounds(from, count, 3, 30), 5, 1.5).grows).toBe(true);
      }),
      seeds,
    );
  });

  it('sees none where there is only warm-up and garbage', () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 120, max: 400 }), (from, count) => {
        expect(trendOf(rounds(from, count, 0, 30), 5, 1.5).grows).toBe(false);
      }),
      seeds,
    );
  });

  it('the slope of a line is its own, and that of a level is 0', () => {
    const line = Array.from({ length: 40 }, (_, i) => 7 + 2 * i);
    expect(trendOf(line, 2, 1)).toMatchObject({ slope: 2, grows: true });
    expect(
      trendOf(
        line.map(() => 7),
        2,
        0,
      ),
    ).toEqual({ slope: 0, from: 7, to: 7, grows: false });
  });
});
