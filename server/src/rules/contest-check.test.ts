import { describe, expect, it } from 'vitest';
import { checkContest } from './contest-check.ts';
import { type ContestSketch, contestData, hall } from './test-contest.ts';

const fine: ContestSketch = { field: 12, seats: 10 };
const codes = (input: unknown) => {
  const checked = checkContest(input);
  return checked.ok ? [] : checked.error.map(({ code, path }) => `${code} ${path}`);
};

describe('RULES §1 Rules are data', () => {
  it('takes the real sizes 2→1, 12→10, 15→12, 20→10', () => {
    for (const [field, seats] of [
      [2, 1],
      [12, 10],
      [15, 12],
      [20, 10],
    ] as const) {
      expect(codes(contestData({ field, seats }))).toEqual([]);
    }
  });

  it('gives a frozen copy, so that rules can not change after the check', () => {
    const data = contestData(fine);
    const checked = checkContest(data);
    data.rules.seats = 1;
    if (!checked.ok) throw new Error('expected a contest');
    expect(checked.value.rules).toMatchObject({ seats: 10 });
    expect(() => (checked.value.candidates[0] = { no: 9 })).toThrow(TypeError);
    expect(() => (checked.value.rules.quorum.num = 1)).toThrow(TypeError);
  });

  it('says where a file is wrong, what was expected and what came', () => {
    const data = contestData(fine);
    const checked = checkContest({ ...data, rules: { ...data.rules, seats: 'ten', rateBase: 'everybody' } });
    expect(checked).toEqual({
      ok: false,
      error: [
        { code: 'bad-value', path: '/rules/seats', expected: 'a whole number from 1 to 60', got: '"ten"' },
        {
          code: 'bad-value',
          path: '/rules/rateBase',
          expected: '"all" or "present" or "returned" or "valid" or "forAgainst"',
          got: '"everybody"',
        },
      ],
    });
  });

  it('refuses a misspelt or missing rule instead of taking a default', () => {
    const data = contestData(fine);
    const { exactly: _, ...rest } = data.rules;
    expect(codes({ ...data, rules: { ...rest, exactely: true } })).toEqual([
      'missing-field /rules/exactly',
      'unknown-field /rules/exactely',
    ]);
  });

  it('points at the field inside a majority, not at the whole', () => {
    const data = contestData(fine);
    const majority = { num: 1, den: 0, strict: true, base: 'all' };
    expect(codes({ ...data, rules: { ...data.rules, majority } })).toEqual(['bad-value /rules/majority/den']);
    expect(codes({ ...data, rules: { ...data.rules, majority: 'half' } })).toEqual(['bad-value /rules/majority']);
  });

  it.each([[null], [undefined], [7], ['x'], [[]], [{}]])('refuses %j', (input) => {
    expect(codes(input).length).toBeGreaterThan(0);
  });
});

describe('RULES §1 Differential', () => {
  it('refuses C < S + 1', () => {
    expect(codes(contestData({ field: 10, seats: 10 }))).toEqual(['not-differential /candidates']);
  });
});

describe('what a schema can not say', () => {
  it.each<[string, ContestSketch, string]>([
    ['two candidates with one number', { field: [1, 2, 1], seats: 1 }, 'duplicate-number /candidates/2/no'],
    ['more marks than candidates', { ...fine, maxMarks: 13 }, 'marks-above-candidates /rules/maxMarks'],
    ['minMarks above maxMarks', { ...fine, minMarks: 11 }, 'min-above-max-marks /rules/minMarks'],
    [
      'a quorum above all',
      { ...fine, quorum: { num: 4, den: 3, strict: false } },
      'fraction-out-of-reach /rules/quorum',
    ],
    [
      'strictly more than all',
      { ...fine, majority: { num: 2, den: 2, strict: true, base: 'all' } },
      'fraction-out-of-reach /rules/majority',
    ],
    ['more issued than present', { ...fine, roll: hall(90, 60, 61) }, 'roll-order /roll'],
    ['more present than all', { ...fine, roll: hall(90, 91, 60) }, 'roll-order /roll'],
  ])('refuses %s', (_, sketch, fault) => {
    expect(codes(contestData(sketch))).toEqual([fault]);
  });

  it('takes every one of all, and a plurality', () => {
    expect(codes(contestData({ ...fine, majority: { num: 1, den: 1, strict: false, base: 'all' } }))).toEqual([]);
    expect(codes(contestData({ ...fine, majority: null }))).toEqual([]);
  });

  it('RULES §1 decision 3: refuses forAgainst on a pick list, as majority and as rate base', () => {
    const majority = { num: 1, den: 2, strict: true, base: 'forAgainst' } as const;
    expect(codes(contestData({ ...fine, majority, rateBase: 'forAgainst' }))).toEqual([
      'for-against-on-pick-list /rules/rateBase',
      'for-against-on-pick-list /rules/majority/base',
    ]);
  });

  it('refuses expected votes for another number of candidates', () => {
    expect(codes({ ...contestData(fine), expectedVotes: [1, 2] })).toEqual(['expected-votes-length /expectedVotes']);
  });
});
