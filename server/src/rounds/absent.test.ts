import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { bitmap, setBit } from '../bitmap.ts';
import { absentOf, together } from './absent.ts';

const bits = (slots: number, ...set: number[]): Uint8Array => {
  const map = bitmap(slots);
  for (const slot of set) setBit(map, slot);
  return map;
};

describe('未按 in two parts', () => {
  it('counts who may vote and did not submit; who submitted was heard, whatever H says', () => {
    const authorised = bits(12, 0, 1, 2, 3, 8, 9);
    expect(absentOf(authorised, bits(12, 0, 8), bits(12, 0, 1, 9, 11))).toEqual({ notHeard: 2, heardNotSubmitted: 2 });
    expect(absentOf(authorised, bits(0), bits(0))).toEqual({ notHeard: 6, heardNotSubmitted: 0 });
  });

  it('the parts add up to I − R in any hall', () => {
    const slots = fc.uniqueArray(fc.nat(99));
    fc.assert(
      fc.property(slots, slots, slots, (may, press, heard) => {
        const returned = press.filter((slot) => may.includes(slot));
        const { notHeard, heardNotSubmitted } = absentOf(
          bits(100, ...may),
          bits(100, ...returned),
          bits(100, ...heard),
        );
        expect(notHeard + heardNotSubmitted).toBe(may.length - returned.length);
        expect(heardNotSubmitted).toBe(may.filter((slot) => !press.includes(slot) && heard.includes(slot)).length);
      }),
    );
  });

  it('once heard is heard', () => {
    expect(together(bits(9, 1), bits(9, 8))).toEqual(bits(9, 1, 8));
    expect(together(bits(9, 1), undefined)).toEqual(bits(9, 1));
  });
});
