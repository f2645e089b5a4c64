import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Contest } from '@piaojue/contract/contest';
import {
  type ContestSketch,
  contestData,
  evaluationData,
  hall,
  motionData,
  OVER_HALF_OF_ALL,
  perProjectData,
} from '../rules/test-contest.ts';
import { countCases } from './count-cases.ts';

type Papers = readonly (readonly [n: number, ...marks: number[]])[];
const oneCase = (sketch: ContestSketch, papers: Papers, more: object = {}) => ({
  id: 'x',
  contest: contestData(sketch),
  ballots: papers.map(([n, ...marks]) => ({ n, marks })),
  ...more,
});
function count(sketch: ContestSketch, papers: Papers, more: object = {}): object | undefined {
  const counted = countCases([oneCase(sketch, papers, more)]);
  if (!counted.ok) throw new Error(JSON.stringify(counted.error));
  return counted.value[0];
}

const codes = (input: unknown) => {
  const counted = countCases(input);
  return counted.ok ? [] : counted.error.map(({ code, path }) => `${code} ${path}`);
};

describe('count prints the keys of the outcome, in this order', () => {
  const three = { field: 3, seats: 1, majority: null, roll: hall(9, 8) };

  it('complete', () => {
    const result = count(three, [
      [4, 2],
      [2, 3],
      [1, 1, 2],
    ]);
    expect(JSON.stringify(result)).toBe(
      '{"id":"x","outcome":"complete","valid":6,"invalid":1,"notSubmitted":1,"votes":[0,4,2],"needed":0,"chosen":[2],"vacancies":0}',
    );
  });

  it('runoff', () => {
    const result = count(three, [
      [3, 2],
      [3, 3],
    ]);
    expect(JSON.stringify(result)).toBe(
      '{"id":"x","outcome":"runoff","valid":6,"invalid":0,"notSubmitted":2,"votes":[0,3,3],"needed":0,"chosen":[],"tied":[2,3],"runoffSeats":1}',
    );
  });

  it('shortfall', () => {
    expect(count({ ...three, majority: OVER_HALF_OF_ALL }, [[4, 2], [1]])).toEqual({
      id: 'x',
      outcome: 'shortfall',
      valid: 5,
      invalid: 0,
      notSubmitted: 3,
      votes: [0, 4, 0],
      needed: 5,
      chosen: [],
      vacancies: 1,
    });
  });

  it('RULES §1 Issued/returned: a void round and one without quorum show no figure', () => {
    expect(count(three, [[9, 1]])).toEqual({ id: 'x', outcome: 'void' });
    expect(count(three, [[8, 1]], { returned: 9 })).toEqual({ id: 'x', outcome: 'void' });
    expect(count({ ...three, roll: hall(9, 5) }, [[5, 1]])).toEqual({ id: 'x', outcome: 'no-quorum' });
    expect(count({ ...three, roll: hall(9, 5) }, [[6, 1]])).toEqual({ id: 'x', outcome: 'no-quorum' });
  });

  it('what a case expects changes nothing in what is counted', () => {
    const plain = count(three, [[4, 2]]);
    expect(count(three, [[4, 2]], { expect: { outcome: 'void' } })).toEqual(plain);
  });
});

describe('RULES §1 Marks, in cases', () => {
  it('RULES §7 traps 3, 4, 5: blank, over-vote and 未按 are three different things', () => {
    expect(count({ field: 3, seats: 1, majority: null, roll: hall(20) }, [[7, 1], [3], [2, 1, 2]])).toMatchObject({
      valid: 10,
      invalid: 2,
      notSubmitted: 8,
      votes: [7, 0, 0],
    });
  });

  it.each([
    ['a short paper', 3],
    ['a paper with one position left', 59],
    ['a full paper', 60],
  ])('a number that no candidate has is returned and invalid, on %s', (_, field) => {
    const papers: Papers = [
      [2, 1],
      [1, 1, 77],
      [1, 0],
      [1, -1],
    ];
    expect(count({ field, seats: 2, majority: null, roll: hall(5) }, papers)).toMatchObject({
      valid: 2,
      invalid: 3,
      notSubmitted: 0,
    });
  });

  it('goes by candidate number, not by place on the paper', () => {
    expect(
      count({ field: [9, 4, 2], seats: 1, majority: null, roll: hall(5) }, [
        [3, 2],
        [1, 9],
      ]),
    ).toMatchObject({
      votes: [1, 0, 3],
      chosen: [2],
    });
  });
});

describe('cases of every kind', () => {
  const cased = (contest: Contest, ballots: object[], roll = hall(9)) => {
    const counted = countCases([{ id: 'x', contest: { ...contest, roll }, ballots }]);
    if (!counted.ok) throw new Error(JSON.stringify(counted.error));
    return counted.value[0];
  };

  it('RULES §2: NPCSC 1999 from its ballots', () => {
    expect(
      cased(
        motionData(),
        [
          { n: 77, marks: ['1:y'] },
          { n: 24, marks: '1:n' },
          { n: 20, marks: '1:a' },
          { n: 4, marks: [] },
        ],
        hall(154, 125),
      ),
    ).toEqual({
      ...{ id: 'x', outcome: 'rejected', valid: 125, invalid: 0, notSubmitted: 0 },
      ...{ votes: [77], against: [24], abstained: [24], needed: 78, rate: '61.60' },
    });
  });

  it('per project: approvals above the seats and two answers for one item spoil the ballot', () => {
    expect(
      cased(perProjectData({ field: 3, seats: 2 }), [
        { n: 5, marks: '1:y 2:y 3:n' },
        { n: 1, marks: ['2:y', '3:a'] },
        { n: 1, marks: '1:y 2:y 3:y' },
        { n: 1, marks: '1:y 1:n' },
      ]),
    ).toEqual({
      ...{ id: 'x', outcome: 'complete', valid: 6, invalid: 2, notSubmitted: 1 },
      ...{ votes: [5, 6, 0], against: [0, 0, 5], abstained: [1, 0, 1], needed: 5, chosen: [1, 2], vacancies: 0 },
    });
  });

  it('marks may stand one an entry, several in one, or all in one text; an empty text is a blank', () => {
    const spelt = (...marks: unknown[]) =>
      cased(
        perProjectData({ field: 2, seats: 1 }),
        marks.map((each) => ({ n: 3, marks: each })),
      );
    const apart = spelt(['1:y', '2:n'], []);
    expect(apart).toMatchObject({ valid: 6, votes: [3, 0], against: [0, 3], abstained: [3, 3] });
    for (const whole of [['1:y 2:n'], '1:y 2:n', [' 1:y', '', '2:n '], ' 1:y  2:n '])
      for (const blank of ['', ' ', ['']]) expect(spelt(whole, blank)).toEqual(apart);
  });

  it('with 赞成 + 反对 as the base each candidate prints the number it needed', () => {
    const base = { num: 1, den: 2, strict: true, base: 'forAgainst' } as const;
    expect(
      cased(perProjectData({ field: 2, seats: 1, majority: base }), [
        { n: 3, marks: '1:y 2:n' },
        { n: 4, marks: '1:n' },
      ]),
    ).toMatchObject({ outcome: 'shortfall', needed: null, neededEach: [4, 2], chosen: [] });
  });

  it('RULES §2: 29 present, 20/8/1', () => {
    expect(
      cased(
        evaluationData(1, { rateBase: 'present' }),
        [
          { n: 20, marks: '1:1' },
          { n: 8, marks: ['1:2'] },
          { n: 1, marks: '1:3' },
        ],
        hall(29),
      ),
    ).toEqual({
      ...{ id: 'x', outcome: 'evaluated', valid: 29, invalid: 0, notSubmitted: 0, votes: [20] },
      items: [{ no: 1, counts: [20, 8, 1, 0], strictRate: '68.97', broadRate: '96.55', grade: 'satisfied' }],
    });
  });

  it('a grade that the scale does not have is returned and invalid; what is no mark at all is a fault', () => {
    expect(
      cased(evaluationData(1), [
        { n: 7, marks: '1:1' },
        { n: 2, marks: '1:4' },
      ]),
    ).toMatchObject({
      valid: 7,
      invalid: 2,
    });
    const contest = { ...motionData(), roll: hall(9) };
    expect(
      codes([
        {
          id: 'x',
          contest,
          ballots: [
            { n: 1, marks: '1:y' },
            { n: 1, marks: ['1:x'] },
          ],
        },
      ]),
    ).toEqual(['bad-mark /0/ballots/1/marks']);
    // A number alone could be an item or a grade: it is not guessed which.
    const graded = { ...evaluationData(3), roll: hall(9) };
    expect(codes([{ id: 'x', contest: graded, ballots: [{ n: 1, marks: [3, 1, 2] }] }])[0]).toBe(
      'bad-mark /0/ballots/0/marks',
    );
  });
});

describe('cases that can not be counted say where and why', () => {
  const good = oneCase({ field: 2, seats: 1, roll: hall(5) }, [[5, 1]]);

  it.each<[unknown, string]>([
    [{}, 'not-a-list '],
    [[good, { ...good, ballots: 3 }], 'bad-value /1/ballots'],
    [[oneCase({ field: 2, seats: 2, roll: hall(5) }, [])], 'not-differential /0/contest/candidates'],
    [[oneCase({ field: 2, seats: 1 }, [])], 'no-roll /0/contest/roll'],
    [[{ ...good, returned: 4 }], 'returned-mismatch /0/returned'],
  ])('case %#: %j', (input, fault) => {
    expect(codes(input)).toEqual([fault]);
  });

  it('takes R by hand when it is the number of ballots', () => {
    expect(codes([{ ...good, returned: 5 }])).toEqual([]);
  });
});

const shared = new URL('../../../../shared/cases/worked-cases.json', import.meta.url);
describe.skipIf(!existsSync(shared))('the shared cases (skipped where ../shared/cases is absent)', () => {
  it('all come out as expected, with exactly the keys expected', () => {
    const cases = JSON.parse(readFileSync(shared, 'utf8')) as { id: string; expect: object }[];
    expect(cases.length).toBeGreaterThanOrEqual(9);
    expect(countCases(cases)).toStrictEqual({ ok: true, value: cases.map(({ id, expect }) => ({ id, ...expect })) });
  });
});
