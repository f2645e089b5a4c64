import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { sortPatterns } from './sort-patterns.ts';

it('sorts by value, first byte first, as comparing buffers does', () => {
  // Bytes from a small set, so that long common beginnings occur.
  const pattern = fc.array(fc.constantFrom(0, 1, 127, 128, 255), { minLength: 16, maxLength: 16 });
  fc.assert(
    fc.property(fc.array(pattern, { maxLength: 40 }), (patterns) => {
      const bytes = Uint8Array.from(patterns.flat());
      sortPatterns(bytes);
      const expected = patterns.map((one) => Buffer.from(one)).toSorted((a, b) => Buffer.compare(a, b));
      expect(Buffer.from(bytes).toString('hex')).toBe(Buffer.concat(expected).toString('hex'));
    }),
    { numRuns: 500 },
  );
});

it('leaves the bytes around a part alone', () => {
  const bytes = Uint8Array.from({ length: 64 }, (_, index) => 64 - index);
  sortPatterns(bytes.subarray(16, 48));
  expect([bytes[0], bytes[16], bytes[32], bytes[48]]).toEqual([64, 32, 48, 16]);
});
