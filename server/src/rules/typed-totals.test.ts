import type { TypedTotals } from '@piaojue/contract/commands';
import type { Contest } from '@piaojue/contract/contest';
import { describe, expect, it } from 'vitest';
import {
  choiceTotals,
  contestData,
  evaluationData,
  gradeTotals,
  motionData,
  perProjectData,
  totals,
} from './test-contest.ts';
import { addTotals, checkTypedTotals, differences } from './typed-totals.ts';

const PICK = contestData({ field: 3, seats: 2, maxMarks: 2 });
const faults = (contest: Contest, typed: TypedTotals): string[] => {
  const checked = checkTypedTotals(contest, typed);
  return checked.ok ? [] : checked.error.map(({ code, path }) => `${code} ${path}`);
};

describe('RULES §4 sums that were counted by hand', () => {
  it.each<[string, Contest, TypedTotals, ReturnType<typeof totals>]>([
    ['a pick list', PICK, { returned: 6, invalid: 1, votes: [5, 3, 2] }, totals([5, 3, 2], 5, 1)],
    [
      'answers per project',
      perProjectData({ field: 2, seats: 1, maxMarks: 1 }),
      { returned: 5, invalid: 1, votes: [3, 1], against: [1, 3], abstained: [0, 0] },
      choiceTotals(
        [
          [3, 1, 0],
          [1, 3, 0],
        ],
        1,
      ),
    ],
    [
      'a motion',
      motionData(),
      { returned: 5, invalid: 0, votes: [3], against: [1], abstained: [1] },
      choiceTotals([[3, 1, 1]]),
    ],
    [
      'an evaluation',
      evaluationData(2, { scale: 4 }),
      {
        returned: 4,
        invalid: 1,
        grades: [
          [1, 1, 1, 0, 0],
          [3, 0, 0, 0, 0],
        ],
      },
      gradeTotals(
        [
          [1, 1, 1, 0, 0],
          [3, 0, 0, 0, 0],
        ],
        1,
      ),
    ],
  ])('of %s: V is R − X', (_what, contest, typed, expected) => {
    expect(checkTypedTotals(contest, typed)).toEqual({ ok: true, value: expected });
  });

  it('more invalid ballots than ballots, a list that the ballot does not have, or one too short', () => {
    expect(faults(PICK, { returned: 1, invalid: 2, votes: [0, 0, 0] })).toEqual(['invalid-above-returned /invalid']);
    expect(faults(PICK, { returned: 1, invalid: 0, votes: [1, 0] })).toEqual(['wrong-list /votes']);
    expect(faults(PICK, { returned: 0, invalid: 0, votes: [0, 0, 0], against: [0, 0, 0] })).toEqual([
      'wrong-list /against',
    ]);
    expect(faults(motionData(), { returned: 1, invalid: 0, votes: [1] })).toEqual([
      'wrong-list /against',
      'wrong-list /abstained',
    ]);
    const evaluation = evaluationData(1);
    expect(faults(evaluation, { returned: 1, invalid: 0, votes: [1] })).toEqual([
      'wrong-list /grades',
      'wrong-list /votes',
    ]);
    expect(faults(evaluation, { returned: 1, invalid: 0, grades: [[1, 0, 0, 0, 0]] })).toEqual([
      'wrong-list /grades/0',
    ]);
  });

  it('answers to one candidate make up V, and nobody has more votes than V', () => {
    expect(faults(PICK, { returned: 5, invalid: 0, votes: [6, 0, 0] })).toEqual(['wrong-sum /votes/0']);
    const motion = { returned: 5, invalid: 0, votes: [3], against: [1], abstained: [0] };
    expect(faults(motionData(), motion)).toEqual(['wrong-sum /votes/0']);
    expect(
      faults(evaluationData(2), {
        returned: 2,
        invalid: 0,
        grades: [
          [1, 1, 0, 0],
          [1, 0, 0, 0],
        ],
      }),
    ).toEqual(['wrong-sum /grades/1']);
  });

  it('all marks together fit the valid ballots: at most maxMarks each, and under `exactly` just as many', () => {
    expect(faults(PICK, { returned: 3, invalid: 0, votes: [3, 2, 1] })).toEqual([]);
    expect(faults(PICK, { returned: 3, invalid: 0, votes: [3, 2, 2] })).toEqual(['wrong-marks /votes']);
    const exactly = contestData({ field: 3, seats: 2, maxMarks: 2, exactly: true });
    expect(faults(exactly, { returned: 3, invalid: 0, votes: [3, 2, 0] })).toEqual(['wrong-marks /votes']);
    expect(faults(exactly, { returned: 3, invalid: 0, votes: [3, 2, 1] })).toEqual([]);
  });

  it('R above I is not refused here: it voids the round', () => {
    expect(faults(PICK, { returned: 60_000, invalid: 60_000, votes: [0, 0, 0] })).toEqual([]);
  });
});

describe('two typings', () => {
  it('that are the same differ in nothing; each difference is named without its figures', () => {
    const one = totals([5, 3, 2], 5, 1);
    expect(differences(PICK, one, structuredClone(one))).toEqual([]);
    expect(differences(PICK, one, totals([5, 2, 3], 4, 2))).toEqual(['invalid', 'votes of no. 2', 'votes of no. 3']);
    const graded = gradeTotals([[1, 1, 1, 0]]);
    expect(differences(evaluationData(1), graded, gradeTotals([[1, 0, 2, 0]]))).toEqual(['grades of no. 1']);
    expect(differences(motionData(), choiceTotals([[3, 1, 1]]), choiceTotals([[3, 2, 0]]))).toEqual([
      'against of no. 1',
      'abstained of no. 1',
    ]);
  });
});

describe('RULES §4 columns of a mixed round', () => {
  it('are added in every figure', () => {
    expect(addTotals(totals([5, 3], 6, 1), totals([1, 2], 3, 0))).toEqual(totals([6, 5], 9, 1));
    expect(addTotals(choiceTotals([[3, 1, 1]]), choiceTotals([[1, 1, 0]], 2))).toEqual(choiceTotals([[4, 2, 1]], 2));
    expect(addTotals(gradeTotals([[1, 1, 1, 0]]), gradeTotals([[2, 0, 0, 1]]))).toEqual(gradeTotals([[3, 1, 1, 1]]));
  });
});
