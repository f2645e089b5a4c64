import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { needed, reaches } from './majority.ts';
import { quorum } from './quorum.ts';

const over = (num: number, den: number) => ({ num, den, strict: true });
const from = (num: number, den: number) => ({ num, den, strict: false });

describe('RULES §1 trap 2: 过半数 does not include the number, 以上 does', () => {
  it('45 of 90 is not 过半数, 46 is', () => {
    expect(reaches(over(1, 2), 45, 90)).toBe(false);
    expect(reaches(over(1, 2), 46, 90)).toBe(true);
    expect(needed(over(1, 2), 90)).toBe(46);
  });

  it('60 of 90 is 三分之二以上, 59 is not', () => {
    expect(quorum(from(2, 3), { all: 90, present: 60 })).toEqual({ needed: 60, met: true });
    expect(quorum(from(2, 3), { all: 90, present: 59 })).toEqual({ needed: 60, met: false });
  });

  it('a strict quorum leaves the number itself out', () => {
    expect(quorum(over(2, 3), { all: 90, present: 60 })).toEqual({ needed: 61, met: false });
  });
});

describe('RULES §1 decision 1: needed', () => {
  it.each([
    [over(1, 2), 45, 23],
    [over(1, 2), 154, 78],
    [over(1, 2), 0, 1],
    [from(1, 2), 45, 23],
    [from(1, 2), 44, 22],
    [from(2, 3), 100, 67],
    [from(0, 1), 100, 0],
    [over(999_999, 1_000_000), 65_534, 65_534],
  ])('%j of %i is %i', (fraction, base, count) => {
    expect(needed(fraction, base)).toBe(count);
  });

  it('is the smallest number that reaches the fraction', () => {
    const fraction = fc.record({
      num: fc.nat(1_000_000),
      den: fc.integer({ min: 1, max: 1_000_000 }),
      strict: fc.boolean(),
    });
    fc.assert(
      fc.property(fraction, fc.nat(65_534), (share, base) => {
        const least = needed(share, base);
        expect(reaches(share, least, base)).toBe(true);
        expect(least > 0 && reaches(share, least - 1, base)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});
