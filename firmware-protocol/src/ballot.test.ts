import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../vectors/golden.json' with { type: 'json' };
import { BALLOT_BYTES, MARK_BLANK, MARK_PICKED, markAt, MAX_POSITIONS, pickBallot } from './ballot.ts';

const positions = fc.uniqueArray(fc.nat(MAX_POSITIONS - 1));

describe('the plaintext of a ballot', () => {
  it('BAL1 is 16 bytes whatever is marked, the form first', () => {
    fc.assert(
      fc.property(positions, (marked) => {
        const ballot = pickBallot(marked);
        expect(ballot.length).toBe(BALLOT_BYTES);
        expect(ballot[0]).toBe(1);
      }),
    );
  });

  it('BAL2 the golden ballots hold 2 bits a position, most significant first', () => {
    for (const { positions: marked, plaintext } of golden.ballots) {
      expect(Buffer.from(pickBallot(marked)).toString('hex')).toBe(plaintext);
    }
    // Position 5 is bits 5 and 4 of byte 2.
    expect([...pickBallot([5])]).toEqual([1, 0, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('BAL2 BAL3 what was marked is read back at its position and nowhere else', () => {
    fc.assert(
      fc.property(positions, fc.nat(40), (marked, offset) => {
        const room = new Uint8Array(offset + BALLOT_BYTES);
        room.set(pickBallot(marked), offset);
        for (let i = 0; i < MAX_POSITIONS; i++) {
          expect(markAt(room, i, offset)).toBe(marked.includes(i) ? MARK_PICKED : MARK_BLANK);
        }
      }),
    );
    const nonsense = Uint8Array.of(1, 0b11_10_01_00, ...new Uint8Array(14));
    expect([0, 1, 2, 3].map((i) => markAt(nonsense, i))).toEqual([3, 2, 1, 0]);
  });

  it('BAL4 more marks than any paper allows are kept as they are', () => {
    const all = Array.from({ length: MAX_POSITIONS }, (_, i) => i);
    const ballot = pickBallot(all);
    expect(all.filter((i) => markAt(ballot, i) === MARK_PICKED)).toEqual(all);
    expect(() => pickBallot([MAX_POSITIONS])).toThrow(RangeError);
    expect(() => pickBallot([-1])).toThrow(RangeError);
  });
});
