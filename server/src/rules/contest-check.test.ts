import { Contest } from '@piaojue/contract/contest';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { checkContest } from './contest-check.ts';
import { schemaFaults } from './schema-faults.ts';
import {
  type ContestSketch,
  contestData,
  electionData,
  evaluationData,
  hall,
  motionData,
  perProjectData,
} from './test-contest.ts';

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

describe('every kind is told of its own faults', () => {
  it('takes each kind as it is', () => {
    for (const data of [
      perProjectData(fine),
      electionData(fine),
      electionData({ ...fine, form: 'perItem', differential: false }),
      motionData(),
      motionData({}, 'namedResolution'),
      evaluationData(30),
      evaluationData(1, { scale: 4, dontKnowCounts: false }),
    ]) {
      expect(codes(data)).toEqual([]);
    }
  });

  it('a kind that is none is the fault, and nothing else is asked of the rest', () => {
    expect(checkContest({ ...contestData(fine), kind: 'lottery', rules: 7 })).toMatchObject({
      ok: false,
      error: [
        {
          code: 'bad-value',
          path: '/kind',
          expected: '"selection" or "perProject" or "election" or "resolution" or "namedResolution" or "evaluation"',
          got: '"lottery"',
        },
      ],
    });
  });

  it.each<[string, object, string[]]>([
    ['two motions at once', { ...motionData(), candidates: [{ no: 1 }, { no: 2 }] }, ['bad-value /candidates']],
    ['a motion by plurality', motionData({ majority: null as never }), ['bad-value /rules/majority']],
    ['two seats of a motion', motionData({ seats: 2 as never }), ['bad-value /rules/seats']],
    ['31 items', evaluationData(31), ['bad-value /candidates']],
    ['a scale of 5', evaluationData(1, { scale: 5 as never }), ['bad-value /rules/scale']],
    ['seats of an evaluation', evaluationData(1, { seats: 1 } as never), ['unknown-field /rules/seats']],
    [
      'the form of a pick list that is none of an election',
      { ...contestData(fine), rules: { ...contestData(fine).rules, form: 'perItem' } },
      ['unknown-field /rules/form'],
    ],
    ['a short clock', motionData({ clock: { seconds: 9, closes: true } }), ['bad-value /rules/clock/seconds']],
    [
      'people half said',
      motionData({ people: { sums: true } as never }),
      ['missing-field /rules/people/emptyBox', 'missing-field /rules/people/presiding'],
    ],
    [
      'more than all for a motion',
      motionData({ majority: { num: 1, den: 1, strict: true, base: 'all' } }),
      ['fraction-out-of-reach /rules/majority'],
    ],
  ])('refuses %s', (_, data, faults) => {
    expect(codes(data)).toEqual(faults);
  });

  it('takes the fields of a seat from a motion, if they say the only thing they can', () => {
    const seat = { seats: 1, maxMarks: 1, minMarks: 0, exactly: false, tie: 'runoff' } as const;
    expect(codes(motionData(seat))).toEqual([]);
  });

  it('RULES §1 decision 3: forAgainst where each candidate is answered, and nowhere else', () => {
    const overHalf = { num: 1, den: 2, strict: true, base: 'forAgainst' } as const;
    const both = { majority: overHalf, rateBase: 'forAgainst' } as const;
    expect(codes(perProjectData({ ...fine, ...both }))).toEqual([]);
    expect(codes(electionData({ ...fine, ...both, form: 'perItem' }))).toEqual([]);
    expect(codes(motionData(both))).toEqual([]);
    expect(codes(electionData({ ...fine, ...both }))).toEqual([
      'for-against-on-pick-list /rules/rateBase',
      'for-against-on-pick-list /rules/majority/base',
    ]);
    expect(codes(evaluationData(2, { rateBase: 'forAgainst', gradeBase: 'forAgainst' }))).toEqual([
      'for-against-on-grades /rules/rateBase',
      'for-against-on-grades /rules/gradeBase',
    ]);
  });

  it('RULES §1 Elections: 等额 takes C = S, and never fewer', () => {
    expect(codes(electionData({ field: 3, seats: 3, differential: false }))).toEqual([]);
    expect(codes(electionData({ field: 3, seats: 3 }))).toEqual(['not-differential /candidates']);
    expect(codes(electionData({ field: 3, seats: 4, maxMarks: 3, differential: false }))).toEqual([
      'not-differential /candidates',
    ]);
  });

  it('what was merged names a candidate of the list', () => {
    const screened = [
      { name: '公园', outcome: 'merged', reason: '与1号合并', into: 1 },
      { name: '路灯', outcome: 'merged', reason: '与99号合并', into: 99 },
      { name: '广场', outcome: 'cut', reason: '无用地' },
    ];
    expect(codes({ ...contestData(fine), screened })).toEqual(['unknown-candidate /screened/1/into']);
  });

  it('in a list of contests each is told of its own kind', () => {
    const list = Type.Object({ contests: Type.Array(Contest) });
    const contests = [motionData(), { ...evaluationData(1), rules: {} }, contestData(fine), 7];
    expect(
      schemaFaults(list, { contests })
        .map(({ code, path }) => `${code} ${path}`)
        .slice(0, 3),
    ).toEqual([
      'bad-value /contests/3',
      'missing-field /contests/1/rules/quorum',
      'missing-field /contests/1/rules/rateBase',
    ]);
  });
});
