import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rate } from './rate.ts';

describe('得票率 (RULES §1, decision 8)', () => {
  it.each([
    [20, 29, '68.97'],
    [28, 29, '96.55'],
    [1, 3000, '0.03'],
    [84, 92, '91.30'],
    [0, 5, '0.00'],
    [5, 5, '100.00'],
    [1, 800, '0.13'],
    [1, 20_000, '0.01'],
    [1, 20_001, '0.00'],
    [65_534, 65_534, '100.00'],
  ])('%i of %i is %s %%, half up', (votes, base, text) => {
    expect(rate(votes, base)).toBe(text);
  });

  it('has no figure on a base of 0', () => {
    expect(rate(0, 0)).toBeNull();
  });

  it('is never more than half a hundredth away', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 65_534 }), fc.nat(65_534), (base, votes) => {
        const hundredths = BigInt((rate(votes, base) ?? '').replace('.', ''));
        const off = hundredths * BigInt(base) - BigInt(votes) * 10_000n;
        expect(2n * off <= BigInt(base) && 2n * off > -BigInt(base)).toBe(true);
      }),
    );
  });
});
