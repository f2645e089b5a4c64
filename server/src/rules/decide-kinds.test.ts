import { describe, expect, it } from 'vitest';
import { decide } from './decide.ts';
import type { EvaluationDecision, SeatDecision } from './decision.ts';
import {
  checkedOf,
  choiceTotals,
  contestOf,
  electionData,
  evaluationData,
  gradeTotals,
  hall,
  motionData,
  OVER_HALF_OF_ALL,
  perProjectData,
  totals,
} from './test-contest.ts';

describe('RULES §2 表决', () => {
  it('NPC 2012: 2639 for, 160 against, 57 abstained, 16 未按', () => {
    // 2639 + 160 + 57 + 16 = 2872 were there; they stand for N here, of which more than half is 1437.
    const motion = checkedOf(motionData({ rateBase: 'present' }));
    const decision = decide(motion, hall(2872), choiceTotals([[2639, 160, 57]]));
    expect(decision).toMatchObject({
      outcome: 'passed',
      for: 2639,
      against: 160,
      abstained: 57,
      needed: 1437,
      rate: '91.89',
      rateBase: { base: 'present', value: 2872 },
    });
  });

  it('NPCSC 1999: 77 of 154 in favour with 125 present fails, 78 are needed', () => {
    const motion = checkedOf(motionData());
    const of = (inFavour: number) =>
      decide(motion, hall(154, 125), choiceTotals([[inFavour, 24, 125 - 24 - inFavour]]));
    expect(of(77)).toMatchObject({ outcome: 'rejected', needed: 78 });
    expect(of(78)).toMatchObject({ outcome: 'passed', needed: 78 });
  });

  it.each([
    ['all', 46],
    ['present', 36],
    ['returned', 31],
    ['valid', 26],
    ['forAgainst', 25],
  ] as const)('RULES §7 trap 1: over half of %s is %i', (base, least) => {
    const motion = checkedOf(motionData({ majority: { ...OVER_HALF_OF_ALL, base }, rateBase: base }));
    // 90 deputies, 70 present, 65 issued, 60 returned, 10 of them invalid; 2 abstain.
    const of = (inFavour: number) => decide(motion, hall(90, 70, 65), choiceTotals([[inFavour, 48 - inFavour, 2]], 10));
    expect(of(least)).toMatchObject({ outcome: 'passed', needed: least });
    expect(of(least - 1)).toMatchObject({ outcome: 'rejected', needed: least });
  });

  it('RULES §1 decision 1: a motion without a vote in favour never passes, and 以上 takes in the number itself', () => {
    const nothing = { num: 0, den: 1, strict: false, base: 'forAgainst' } as const;
    const lax = checkedOf(motionData({ majority: nothing, rateBase: 'forAgainst' }));
    expect(decide(lax, hall(9), choiceTotals([[0, 0, 9]]))).toMatchObject({ outcome: 'rejected', rate: null });
    const twoThirds = checkedOf(motionData({ majority: { num: 2, den: 3, strict: false, base: 'all' } }));
    expect(decide(twoThirds, hall(9), choiceTotals([[6, 3, 0]])).outcome).toBe('passed');
    expect(decide(twoThirds, hall(9), choiceTotals([[5, 4, 0]])).outcome).toBe('rejected');
  });

  it('without quorum or with R > I there is no figure of the motion', () => {
    const motion = checkedOf(motionData());
    for (const [roll, outcome] of [
      [hall(9, 5), 'no-quorum'],
      [hall(9, 8), 'void'],
    ] as const) {
      expect(decide(motion, roll, choiceTotals([[9, 0, 0]]))).toEqual({
        outcome,
        quorum: { needed: 6, met: outcome === 'void' },
        rows: [{ no: 1, status: 'none' }],
      });
    }
  });
});

describe('RULES §2 满意度测评', () => {
  const worked = gradeTotals([[20, 8, 1, 0]]);
  const evaluated = (rules: Parameters<typeof evaluationData>[1], counts = worked, roll = hall(29)) =>
    decide(checkedOf(evaluationData(counts.grades?.length ?? 1, rules)), roll, counts) as EvaluationDecision;

  it('29 present, 20/8/1: strict 68.97 %, broad 96.55 %, 满意', () => {
    expect(evaluated({ rateBase: 'present' })).toMatchObject({
      outcome: 'evaluated',
      rateBase: { base: 'present', value: 29 },
      rows: [{ no: 1, counts: [20, 8, 1, 0], strictRate: '68.97', broadRate: '96.55', grade: 'satisfied' }],
    });
  });

  it('whether exactly half is enough is a rule, for 满意 and for 基本满意', () => {
    // Half of 20 is 10: satisfied 10; satisfied 4 and basically 6.
    const halves = gradeTotals([
      [10, 4, 6, 0],
      [4, 6, 10, 0],
    ]);
    const grades = (halfPasses: boolean) => evaluated({ halfPasses }, halves, hall(20)).rows.map(({ grade }) => grade);
    expect(grades(true)).toEqual(['satisfied', 'basic']);
    expect(grades(false)).toEqual(['basic', 'dissatisfied']);
  });

  it('RULES §1 decision 10: 弃权 stays in the bases; 不了解 does, unless the rules take it out', () => {
    // 12 satisfied, 4 basically, 2 not, 6 do not know, 2 left blank: 26 returned, 20 without 不了解.
    const counts = gradeTotals([[12, 4, 2, 6, 2]]);
    const item = (dontKnowCounts: boolean) =>
      evaluated({ scale: 4, dontKnowCounts, halfPasses: false, gradeBase: 'returned' }, counts, hall(26)).rows[0];
    expect(item(true)).toMatchObject({ strictRate: '46.15', broadRate: '61.54', grade: 'basic' });
    expect(item(false)).toMatchObject({ strictRate: '60.00', broadRate: '80.00', grade: 'satisfied' });
  });

  it('rates and grades have bases of their own', () => {
    // 20 of 29 present are satisfied, of 45 deputies that is less than half.
    const item = evaluated({ rateBase: 'present', gradeBase: 'all' }, worked, hall(45, 30, 29)).rows[0];
    expect(item).toMatchObject({ strictRate: '66.67', broadRate: '93.33', grade: 'basic' });
  });

  it('an item that nobody could judge has no rate and no grade', () => {
    const nobody = gradeTotals([[0, 0, 0, 0]], 9);
    expect(evaluated({ rateBase: 'valid', gradeBase: 'valid' }, nobody, hall(9)).rows[0]).toMatchObject({
      strictRate: null,
      broadRate: null,
      grade: null,
    });
    const allUnknown = gradeTotals([[0, 0, 0, 9, 0]]);
    const rules = { scale: 4, dontKnowCounts: false } as const;
    expect(evaluated(rules, allUnknown, hall(9)).rows[0]).toMatchObject({ strictRate: null, grade: null });
  });

  it('21 items on one ballot are judged one by one', () => {
    const counts = Array.from({ length: 21 }, (_, i) => [i, 20 - i, 0, 0]);
    const decision = evaluated({ halfPasses: true }, gradeTotals(counts), hall(20));
    expect(decision.rows.map(({ grade }) => grade)).toEqual(
      counts.map(([satisfied = 0]) => (satisfied >= 10 ? 'satisfied' : 'basic')),
    );
  });
});

describe('RULES §1 decision 3: the base 赞成 + 反对 is each candidate’s own', () => {
  const overHalf = { num: 1, den: 2, strict: true, base: 'forAgainst' } as const;
  const contest = checkedOf(perProjectData({ field: 4, seats: 2, majority: overHalf, rateBase: 'forAgainst' }));

  it('and so is the number needed: 4 of 5 pass where 9 of 20 do not', () => {
    const decision = decide(
      contest,
      hall(20),
      choiceTotals([
        [9, 11, 0],
        [4, 1, 15],
        [5, 5, 10],
        [0, 0, 20],
      ]),
    ) as SeatDecision;
    expect(decision).toMatchObject({
      outcome: 'shortfall',
      needed: null,
      chosen: [2],
      vacancies: 1,
      rateBase: { base: 'forAgainst', value: null },
    });
    expect(decision.rows.map(({ needed, rate, rank, status }) => [needed, rate, rank, status])).toEqual([
      [11, '45.00', 1, 'notChosen'],
      [3, '80.00', 3, 'chosen'],
      [6, '50.00', 2, 'notChosen'],
      [1, null, 4, 'notChosen'],
    ]);
  });

  it('the columns of each candidate stand beside its votes', () => {
    const decision = decide(
      contest,
      hall(9),
      choiceTotals([
        [5, 3, 1],
        [6, 2, 1],
        [0, 9, 0],
        [1, 1, 7],
      ]),
    ) as SeatDecision;
    expect(decision.rows.map(({ votes, against, abstained }) => [votes, against, abstained])).toEqual([
      [5, 3, 1],
      [6, 2, 1],
      [0, 9, 0],
      [1, 1, 7],
    ]);
    expect(decision).toMatchObject({ outcome: 'complete', chosen: [1, 2] });
  });

  it('a pick list has no such columns', () => {
    const decision = decide(contestOf({ field: 2, seats: 1 }), hall(9), totals([6, 1], 9)) as SeatDecision;
    expect(Object.keys(decision.rows[0] ?? {})).toEqual(['no', 'votes', 'rate', 'rank', 'tiedRank', 'status']);
  });
});

describe('RULES §1 Elections', () => {
  it('as many candidates as seats may stand where the rules say 等额; each needs the majority all the same', () => {
    const equal = checkedOf(electionData({ field: 2, seats: 2, differential: false }));
    expect(decide(equal, hall(10), totals([9, 5], 10))).toMatchObject({
      outcome: 'shortfall',
      chosen: [1],
      vacancies: 1,
    });
    expect(decide(equal, hall(10), totals([9, 6], 10))).toMatchObject({ outcome: 'complete', chosen: [1, 2] });
  });

  it('by 赞成 and 反对 for each the majority is of 赞成', () => {
    const perItem = checkedOf(electionData({ field: 2, seats: 1, form: 'perItem' }));
    expect(
      decide(
        perItem,
        hall(10),
        choiceTotals([
          [6, 4, 0],
          [5, 0, 5],
        ]),
      ),
    ).toMatchObject({ chosen: [1], needed: 6 });
  });
});

describe('what is counted must fit the kind of vote', () => {
  const perProject = checkedOf(perProjectData({ field: 2, seats: 1 }));
  const evaluation = checkedOf(evaluationData(1));
  it.each([
    ['a ballot per item without 反对', perProject, totals([3, 3], 9)],
    [
      'answers that do not make up V',
      perProject,
      {
        ...choiceTotals([
          [3, 3, 3],
          [3, 3, 3],
        ]),
        abstained: [3, 2],
      },
    ],
    [
      'a pick list with 反对',
      contestOf({ field: 2, seats: 1 }),
      choiceTotals([
        [3, 3, 3],
        [3, 3, 3],
      ]),
    ],
    ['grades that do not make up V', evaluation, { ...gradeTotals([[3, 3, 3, 0]]), grades: [[3, 3, 2, 0]] }],
    ['a grade too many', evaluation, gradeTotals([[3, 3, 3, 0, 0]])],
    ['votes that are not 满意', evaluation, { ...gradeTotals([[3, 3, 3, 0]]), votes: [4] }],
  ])('asserts %s', (_, contest, count) => {
    expect(() => decide(contest, hall(9), count)).toThrow(RangeError);
  });

  it('says no figure of a candidate in the error: it may end in a log', () => {
    const wrong = {
      ...choiceTotals([
        [47, 0, 0],
        [0, 47, 0],
      ]),
      abstained: [31, 0],
    };
    const message = (): string => {
      try {
        decide(perProject, hall(50), wrong);
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    };
    expect(message()).toContain('V = 47');
    expect(message()).not.toContain('31');
  });
});
