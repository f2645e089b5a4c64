import {
  BALLOT_BYTES,
  choiceBallot,
  FORM_CHOICE,
  FORM_GRADES,
  FORM_PICK,
  gradeBallot,
  pickBallot,
  spoiltBallot,
} from '@piaojue/firmware-protocol/ballot';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createTally, type TallySpec } from './core.ts';

const spec = (over: Partial<TallySpec> = {}): TallySpec => ({
  form: FORM_PICK,
  positions: 5,
  minMarks: 0,
  maxMarks: 3,
  exactly: false,
  press: 'last',
  slots: 10,
  ...over,
});

/** Totals after one ballot by voter 0. */
function judge(bytes: Uint8Array, over: Partial<TallySpec> = {}) {
  const tally = createTally(spec(over));
  tally.accept(0, 1, bytes);
  return tally.totals();
}
const valid = (...votes: number[]) => ({ returned: 1, valid: 1, invalid: 0, votes });
const spoilt = { returned: 1, valid: 0, invalid: 1, votes: [0, 0, 0, 0, 0] };

describe('RULES §1 Marks', () => {
  it('RULES §7 trap 4: more than maxMarks makes the whole ballot invalid, never trimmed', () => {
    expect(judge(pickBallot([0, 1, 2, 3]))).toEqual(spoilt);
    expect(judge(pickBallot([0, 1, 2]))).toEqual(valid(1, 1, 1, 0, 0));
  });

  it('RULES §7 trap 5: fewer marks and a blank are valid and counted in R and V', () => {
    expect(judge(pickBallot([4]))).toEqual(valid(0, 0, 0, 0, 1));
    expect(judge(pickBallot([]))).toEqual(valid(0, 0, 0, 0, 0));
  });

  it('RULES §1 decision 4: under exactly the minimum is maxMarks, whatever minMarks says', () => {
    const exactly = { exactly: true, minMarks: 1 };
    expect(judge(pickBallot([0, 1]), exactly)).toEqual(spoilt);
    expect(judge(pickBallot([]), exactly)).toEqual(spoilt);
    expect(judge(pickBallot([0, 1, 2]), exactly)).toEqual(valid(1, 1, 1, 0, 0));
  });

  it('RULES §1 decision 4: a blank is invalid under minMarks > 0', () => {
    expect(judge(pickBallot([]), { minMarks: 1 })).toEqual(spoilt);
    expect(judge(pickBallot([2]), { minMarks: 1 })).toEqual(valid(0, 0, 1, 0, 0));
  });

  it('a mark on no candidate spoils the ballot, at the first free position and at the last', () => {
    expect(judge(pickBallot([0, 5]))).toEqual(spoilt);
    expect(judge(pickBallot([0, 59]))).toEqual(spoilt);
  });

  it.each([0, 2, 255])('form byte %i is another paper: invalid', (form) => {
    const bytes = pickBallot([0]);
    bytes[0] = form;
    expect(judge(bytes)).toEqual(spoilt);
  });

  it.each([
    ['2 at a candidate', 0b10],
    ['3 at a candidate', 0b11],
    ['2 at a candidate beside a good mark', 0b10_01],
  ])('nonsense value %s: invalid', (_, bits) => {
    const bytes = pickBallot([]);
    bytes[1] = bits;
    expect(judge(bytes)).toEqual(spoilt);
  });

  it('nonsense in the very last bits is seen too', () => {
    const bytes = pickBallot([0]);
    bytes[15] = 0b11;
    expect(judge(bytes, { positions: 60 })).toMatchObject({ valid: 0, invalid: 1 });
    expect(judge(pickBallot([59]), { positions: 60 }).votes[59]).toBe(1);
  });
});

describe('RULES §1 decision 7: 赞成, 反对, 弃权 for each', () => {
  const choice = { form: FORM_CHOICE, positions: 3, maxMarks: 2 } as const;
  const [FOR, AGAINST, ABSTAIN] = [1, 2, 3];

  it('each answer is counted apart, and a blank candidate is 弃权 for it', () => {
    expect(judge(choiceBallot([FOR, AGAINST, ABSTAIN]), choice)).toEqual({
      ...valid(1, 0, 0),
      against: [0, 1, 0],
      abstained: [0, 0, 1],
    });
    expect(judge(choiceBallot([FOR]), choice)).toEqual({
      ...valid(1, 0, 0),
      against: [0, 0, 0],
      abstained: [0, 1, 1],
    });
  });

  it('RULES §7 trap 4: more 赞成 than allowed spoil the whole ballot; as many 反对 as there are do not', () => {
    expect(judge(choiceBallot([FOR, FOR, FOR]), choice)).toMatchObject({ valid: 0, invalid: 1, votes: [0, 0, 0] });
    expect(judge(choiceBallot([AGAINST, AGAINST, AGAINST]), choice)).toMatchObject({ valid: 1, against: [1, 1, 1] });
  });

  it('RULES §1 decision 4: exactly counts 赞成 alone, and so does the fewest', () => {
    const exactly = { ...choice, exactly: true };
    expect(judge(choiceBallot([FOR, AGAINST, ABSTAIN]), exactly)).toMatchObject({ invalid: 1 });
    expect(judge(choiceBallot([FOR, FOR, AGAINST]), exactly)).toMatchObject({ valid: 1 });
    expect(judge(choiceBallot([AGAINST]), { ...choice, minMarks: 1 })).toMatchObject({ invalid: 1 });
  });

  it('RULES §7 trap 5: a blank ballot is valid and 弃权 for all; it is not 未按', () => {
    expect(judge(choiceBallot([]), choice)).toMatchObject({ returned: 1, valid: 1, abstained: [1, 1, 1] });
  });

  it('an answer past the last candidate, also 弃权, and another form are invalid', () => {
    expect(judge(choiceBallot([FOR, 0, 0, ABSTAIN]), choice)).toMatchObject({ invalid: 1 });
    expect(judge(pickBallot([0]), choice)).toMatchObject({ invalid: 1 });
    expect(judge(spoiltBallot(), choice)).toMatchObject({ invalid: 1 });
  });
});

describe('RULES §1 decision 10: grades', () => {
  const three = { form: FORM_GRADES, grades: 3, positions: 2 } as const;

  it('each grade is counted apart, and a blank item is 弃权 for it', () => {
    const tally = createTally(spec(three));
    tally.accept(0, 1, gradeBallot([1, 3]));
    tally.accept(1, 1, gradeBallot([0, 2]));
    tally.accept(2, 1, gradeBallot([]));
    expect(tally.totals()).toEqual({
      ...{ returned: 3, valid: 3, invalid: 0, votes: [1, 0] },
      grades: [
        [1, 0, 0, 2],
        [0, 1, 1, 1],
      ],
    });
  });

  it('不了解 is a grade of a scale of 4, and nonsense on a scale of 3', () => {
    expect(judge(gradeBallot([4]), { ...three, grades: 4 })).toMatchObject({
      valid: 1,
      grades: [
        [0, 0, 0, 1, 0],
        [0, 0, 0, 0, 1],
      ],
    });
    expect(judge(gradeBallot([4]), three)).toMatchObject({
      invalid: 1,
      grades: [
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ],
    });
  });

  it('nonsense at the very last place of 30 is seen', () => {
    const all = { ...three, positions: 30 };
    const grades = Array.from({ length: 30 }, () => 1);
    expect(judge(gradeBallot(grades), all)).toMatchObject({ valid: 1 });
    expect(judge(gradeBallot([...grades.slice(1), 15]), all)).toMatchObject({ invalid: 1 });
    expect(judge(gradeBallot([...grades.slice(1), 1]), { ...three, positions: 29 })).toMatchObject({ invalid: 1 });
  });

  it('has no limits of marks: every item may be 满意', () => {
    expect(judge(gradeBallot([1, 1]), { ...three, maxMarks: 1, minMarks: 1, exactly: true })).toMatchObject({
      valid: 1,
    });
    expect(judge(gradeBallot([2, 2]), { ...three, minMarks: 1 })).toMatchObject({ valid: 1 });
  });

  it.each([{ grades: 2 }, { grades: 5 }, { grades: undefined }, { positions: 31 }, { form: 4 as never }])(
    'refuses a paper of %j',
    (over) => {
      expect(() => createTally(spec({ ...three, ...(over as Partial<TallySpec>) }))).toThrow(RangeError);
    },
  );
});

describe('RULES §2 Press policy', () => {
  it('last: the later counter replaces the earlier ballot whole', () => {
    const tally = createTally(spec());
    expect(tally.accept(3, 7, pickBallot([0, 1]))).toBe(true);
    expect(tally.accept(3, 9, pickBallot([4]))).toBe(true);
    expect(tally.totals()).toEqual(valid(0, 0, 0, 0, 1));
  });

  it('last: an invalid submission replaces a valid one, and the other way round', () => {
    const tally = createTally(spec());
    tally.accept(3, 1, pickBallot([0]));
    tally.accept(3, 2, pickBallot([0, 1, 2, 3]));
    expect(tally.totals()).toEqual(spoilt);
    tally.accept(3, 3, pickBallot([2]));
    expect(tally.totals()).toEqual(valid(0, 0, 1, 0, 0));
  });

  it('RULES §7 trap 10: a repeat or a late earlier frame of the same voter is not counted', () => {
    const tally = createTally(spec());
    tally.accept(3, 9, pickBallot([4]));
    expect(tally.accept(3, 9, pickBallot([4]))).toBe(false);
    expect(tally.accept(3, 9, pickBallot([0]))).toBe(false);
    expect(tally.accept(3, 8, pickBallot([0]))).toBe(false);
    expect(tally.totals()).toEqual(valid(0, 0, 0, 0, 1));
  });

  it('RULES §7 trap 10: never de-duplicated by value: two voters may vote alike', () => {
    const tally = createTally(spec());
    tally.accept(0, 5, pickBallot([1]));
    tally.accept(1, 5, pickBallot([1]));
    expect(tally.totals()).toEqual({ returned: 2, valid: 2, invalid: 0, votes: [0, 2, 0, 0, 0] });
  });

  it('RULES §1 decision 11: first: the lowest counter counts, in whatever order they arrive', () => {
    const tally = createTally(spec({ press: 'first' }));
    expect(tally.accept(3, 9, pickBallot([4]))).toBe(true);
    expect(tally.accept(3, 12, pickBallot([1]))).toBe(false);
    expect(tally.accept(3, 8, pickBallot([0]))).toBe(true);
    expect(tally.accept(3, 8, pickBallot([2]))).toBe(false);
    expect(tally.totals()).toEqual(valid(1, 0, 0, 0, 0));
  });

  it('orders counters above 32 bits, so that a generation may stand above the counter', () => {
    const tally = createTally(spec());
    tally.accept(0, 2 ** 32 - 1, pickBallot([0]));
    expect(tally.accept(0, 2 ** 32 + 1, pickBallot([1]))).toBe(true);
    expect(tally.accept(0, 2 ** 32, pickBallot([2]))).toBe(false);
  });
});

describe('the core', () => {
  it('reads a ballot at an offset and keeps a copy of its own', () => {
    const frame = new Uint8Array(40);
    frame.set(pickBallot([2]), 11);
    const tally = createTally(spec());
    tally.accept(0, 1, frame, 11);
    frame.fill(0);
    tally.accept(0, 2, pickBallot([3]));
    expect(tally.totals().votes).toEqual([0, 0, 0, 1, 0]);
  });

  it('knows who took part and the turnout', () => {
    const tally = createTally(spec());
    tally.accept(4, 1, pickBallot([]));
    tally.accept(7, 1, pickBallot([0, 1, 2, 3]));
    const slots = Array.from({ length: 10 }, (_, slot) => slot);
    expect(slots.filter((slot) => tally.tookPart(slot))).toEqual([4, 7]);
    expect(tally.returned()).toBe(2);
  });

  it('RULES §7 trap 11: refuses a slot that is not on the frozen roll', () => {
    const tally = createTally(spec());
    for (const slot of [-1, 10, 1.5, Number.NaN]) {
      expect(() => tally.accept(slot, 1, pickBallot([]))).toThrow(RangeError);
      expect(() => tally.tookPart(slot)).toThrow(RangeError);
    }
    expect(tally.returned()).toBe(0);
  });

  it('refuses counters and bytes that can not be, and then has counted nothing', () => {
    const tally = createTally(spec());
    expect(() => tally.accept(0, -1, pickBallot([]))).toThrow(RangeError);
    expect(() => tally.accept(0, 2 ** 53, pickBallot([]))).toThrow(RangeError);
    expect(() => tally.accept(0, 1, new Uint8Array(15))).toThrow(RangeError);
    expect(() => tally.accept(0, 1, pickBallot([]), 1)).toThrow(RangeError);
    expect(tally.totals().returned).toBe(0);
  });

  it.each([{ positions: 0 }, { positions: 61 }, { slots: -1 }, { slots: 65_535 }])('refuses a hall of %j', (over) => {
    expect(() => createTally(spec(over))).toThrow(RangeError);
  });

  it('totals are a copy: nobody edits the count through them', () => {
    const tally = createTally(spec());
    (tally.totals().votes as number[])[0] = 9;
    expect(tally.totals().votes[0]).toBe(0);
  });

  it.each<[string, Partial<TallySpec>, Uint8Array, number]>([
    ['a pick list', {}, pickBallot([0]), 5],
    ['answers for each', { form: FORM_CHOICE }, choiceBallot([1, 2, 3]), 15],
    ['grades', { form: FORM_GRADES, grades: 4 }, gradeBallot([1, 2, 3, 4]), 25],
  ])('wipes every array it holds: %s', (_, over, ballot, answers) => {
    const tally = createTally(spec(over));
    tally.accept(3, 5, ballot);
    tally.accept(4, 6, spoiltBallot());
    const fill = vi.spyOn(Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array, 'fill');
    tally.wipe();
    const wiped = fill.mock.contexts as unknown as readonly Uint8Array[];
    fill.mockRestore();
    // Ballots, states, counters, answers, sums.
    expect(wiped.map(({ byteLength }) => byteLength)).toEqual([160, 10, 80, 4 * answers, 12]);
    expect(wiped.flatMap((array) => [...new Uint8Array(array.buffer)]).every((byte) => byte === 0)).toBe(true);
  });

  it('is unusable once wiped', () => {
    const tally = createTally(spec());
    tally.accept(0, 1, pickBallot([0]));
    tally.wipe();
    tally.wipe();
    for (const use of [
      () => tally.accept(0, 2, pickBallot([0])),
      () => tally.totals(),
      () => tally.returned(),
      () => tally.tookPart(0),
      () => tally.sortedPatterns(10),
    ]) {
      expect(use).toThrow('wiped');
    }
  });
});

describe('what survives the close: sorted, padded patterns', () => {
  it('16 bytes each, by value, padded with zeros to I', () => {
    const tally = createTally(spec());
    tally.accept(5, 1, pickBallot([0, 1, 2, 3]));
    tally.accept(2, 1, pickBallot([4]));
    tally.accept(9, 1, pickBallot([0]));
    tally.accept(9, 2, pickBallot([4]));
    const patterns = tally.sortedPatterns(6);
    expect(patterns).toHaveLength(6 * BALLOT_BYTES);
    const expected = [pickBallot([4]), pickBallot([4]), pickBallot([0, 1, 2, 3])];
    expect(Buffer.from(patterns).toString('hex')).toBe(Buffer.concat(expected).toString('hex').padEnd(192, '0'));
  });

  it('refuses more ballots than were issued', () => {
    const tally = createTally(spec());
    tally.accept(0, 1, pickBallot([]));
    tally.accept(1, 1, pickBallot([]));
    expect(() => tally.sortedPatterns(1)).toThrow(RangeError);
  });

  it('RULES §7 trap 9: ballots swapped between voters, in any order, leave the same bytes and totals', () => {
    const ballots = fc.array(fc.uint8Array({ minLength: 16, maxLength: 16 }), { maxLength: 10 });
    fc.assert(
      fc.property(
        ballots.chain((cast) => fc.tuple(fc.constant(cast), permutation(cast.length), permutation(cast.length))),
        ([cast, voters, arrival]) => {
          const straight = createTally(spec());
          for (const [slot, bytes] of cast.entries()) straight.accept(slot, 1, bytes);
          const other = createTally(spec());
          for (const index of arrival) other.accept(voters[index] ?? 0, 1 + index, cast[index] ?? new Uint8Array(16));
          expect(other.totals()).toEqual(straight.totals());
          expect(other.sortedPatterns(10)).toEqual(straight.sortedPatterns(10));
        },
      ),
      { numRuns: 500 },
    );
  });
});

function permutation(length: number) {
  const all = Array.from({ length }, (_, index) => index);
  return fc.shuffledSubarray(all, { minLength: length, maxLength: length });
}
