import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../vectors/golden.json' with { type: 'json' };
import {
  answerAt,
  BALLOT_BYTES,
  choiceBallot,
  FORM_CHOICE,
  FORM_GRADES,
  FORM_PICK,
  type Form,
  gradeBallot,
  isForm,
  MARK_BLANK,
  MARK_PICKED,
  markAt,
  MAX_POSITIONS,
  pickBallot,
  positionsOf,
  spoiltBallot,
} from './ballot.ts';

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

  it.each<[string, Form, (answers: readonly number[]) => Uint8Array, number]>([
    ['BAL3 per item', FORM_CHOICE, choiceBallot, 3],
    ['BAL5 grades', FORM_GRADES, gradeBallot, 15],
  ])('BAL1 %s: every answer is read back at its position and nowhere else', (_, form, ballotOf, most) => {
    const answers = fc.array(fc.nat(most), { maxLength: positionsOf(form) });
    fc.assert(
      fc.property(answers, fc.nat(40), (given, offset) => {
        const ballot = ballotOf(given);
        expect([ballot.length, ballot[0]]).toEqual([BALLOT_BYTES, form]);
        const room = new Uint8Array(offset + BALLOT_BYTES);
        room.set(ballot, offset);
        for (let i = 0; i < positionsOf(form); i++) expect(answerAt(form, room, i, offset)).toBe(given[i] ?? 0);
      }),
    );
    expect(() => ballotOf([most + 1])).toThrow(RangeError);
    expect(() => ballotOf(Array.from({ length: positionsOf(form) + 1 }, () => 0))).toThrow(RangeError);
  });

  it('BAL2 BAL3 BAL5 the golden ballots of every form', () => {
    for (const { answers, plaintext } of golden.choiceBallots) {
      expect(Buffer.from(choiceBallot(answers)).toString('hex')).toBe(plaintext);
    }
    for (const { answers, plaintext } of golden.gradeBallots) {
      expect(Buffer.from(gradeBallot(answers)).toString('hex')).toBe(plaintext);
    }
    // 赞成 反对 弃权 blank 赞成; grades 1, 4, blank, 3.
    expect([...choiceBallot([1, 2, 3, 0, 1]).subarray(0, 3)]).toEqual([2, 0b01_10_11_00, 0b01_00_00_00]);
    expect([...gradeBallot([1, 4, 0, 3]).subarray(0, 3)]).toEqual([3, 0x14, 0x03]);
  });

  it('BAL4 a ballot that a script spoils has a form that no paper has', () => {
    expect(isForm(spoiltBallot()[0] ?? 0)).toBe(false);
    expect([0, FORM_PICK, FORM_CHOICE, FORM_GRADES, 4].filter(isForm)).toEqual([1, 2, 3]);
  });
});
