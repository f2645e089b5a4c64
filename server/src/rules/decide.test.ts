import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from './decide.ts';
import { type Decision, isSeatDecision, rankedRows, type SeatDecision } from './decision.ts';
import { contestOf, hall, OVER_HALF_OF_ALL, totals } from './test-contest.ts';

function counted(decision: Decision): SeatDecision {
  if (!isSeatDecision(decision)) throw new Error(`expected a round that counts, got ${decision.outcome}`);
  return decision;
}
const byNumber = (a: number, b: number) => a - b;
const regardlessOfOrder = (decision: SeatDecision) => ({
  ...decision,
  rows: null,
  chosen: decision.chosen.toSorted(byNumber),
  tied: decision.tied.toSorted(byNumber),
});
const statuses = (decision: SeatDecision) => decision.rows.map(({ status }) => status);

describe('RULES §1 Deciding, in this order', () => {
  const contest = contestOf({ field: 3, seats: 1 });

  it('quorum comes before R ≤ I: without quorum nothing else is asked', () => {
    const decision = decide(contest, hall(90, 59), totals([70, 0, 0], 70));
    expect(decision).toMatchObject({ outcome: 'no-quorum', quorum: { needed: 60, met: false } });
  });

  it('R > I voids the round', () => {
    expect(decide(contest, hall(90, 61), totals([62, 0, 0], 62)).outcome).toBe('void');
    expect(decide(contest, hall(90, 61), totals([61, 0, 0], 61)).outcome).toBe('complete');
  });

  it('RULES §7 trap 9: a round that does not count has no field for a figure', () => {
    for (const roll of [hall(90, 59), hall(90, 60)]) {
      const decision = decide(contest, roll, totals([62, 31, 7], 62));
      expect(Object.keys(decision)).toEqual(['outcome', 'quorum', 'rows']);
      expect(decision).toHaveProperty(
        'rows',
        [1, 2, 3].map((no) => ({ no, status: 'none' })),
      );
    }
  });

  it('exactly S passed: all chosen; more than S: highest votes first', () => {
    const two = contestOf({ field: 4, seats: 2 });
    const exact = counted(decide(two, hall(10), totals([9, 2, 6, 1], 10)));
    expect(exact).toMatchObject({ outcome: 'complete', needed: 6, chosen: [1, 3], vacancies: 0 });
    const more = counted(decide(two, hall(10), totals([6, 7, 6, 8], 10)));
    expect(more).toMatchObject({ outcome: 'complete', chosen: [2, 4], tied: [] });
    expect(more.rows.map(({ rank, tiedRank }) => [rank, tiedRank])).toEqual([
      [3, true],
      [2, false],
      [3, true],
      [1, false],
    ]);
  });

  it('is read out by rank, equals by number', () => {
    const three = contestOf({ field: [7, 2, 5], seats: 1, majority: null });
    const decision = counted(decide(three, hall(9), totals([2, 2, 5], 9)));
    expect(rankedRows(decision).map(({ no }) => no)).toEqual([5, 2, 7]);
  });

  it('RULES §7 trap 12: a decision can not be edited', () => {
    const decision = counted(decide(contest, hall(9), totals([5, 2, 2], 9)));
    expect(() => Object.assign(decision.rows[0] ?? {}, { votes: 6 })).toThrow(TypeError);
    expect(() => Object.assign(decision, { chosen: [2] })).toThrow(TypeError);
  });

  it.each([
    ['I ≤ P', hall(9, 8, 9), totals([5, 0, 0], 5)],
    ['P ≤ N', hall(9, 10, 9), totals([5, 0, 0], 5)],
    ['V + X = R', hall(9), { ...totals([5, 0, 0], 5), returned: 6 }],
    ['one figure a candidate', hall(9), totals([5, 0], 5)],
    ['no candidate above V', hall(9), totals([6, 0, 0], 5)],
  ])('asserts %s', (_, roll, count) => {
    expect(() => decide(contest, roll, count)).toThrow(RangeError);
  });
});

describe('RULES §1 Majority', () => {
  it.each([
    ['all', 46],
    ['present', 36],
    ['returned', 31],
    ['valid', 26],
  ] as const)('RULES §7 trap 1: over half of %s is %i', (base, least) => {
    const contest = contestOf({ field: 2, seats: 1, majority: { ...OVER_HALF_OF_ALL, base } });
    const roll = hall(90, 70, 65);
    const at = (votes: number) => counted(decide(contest, roll, totals([votes, 0], 50, 10)));
    expect(at(least)).toMatchObject({ needed: least, chosen: [1], outcome: 'complete' });
    expect(at(least - 1)).toMatchObject({ needed: least, chosen: [], outcome: 'shortfall' });
  });

  it('RULES §7 trap 2: exactly half is no 过半数, but is 以上', () => {
    const votes = totals([45, 10], 61);
    expect(decide(contestOf({ field: 2, seats: 1 }), hall(90, 61), votes).outcome).toBe('shortfall');
    const majority = { ...OVER_HALF_OF_ALL, strict: false };
    expect(decide(contestOf({ field: 2, seats: 1, majority }), hall(90, 61), votes).outcome).toBe('complete');
  });

  it('RULES §1 decision 1: on a base of 0 nobody passes, and plurality prints 0', () => {
    const majority = { num: 1, den: 2, strict: false, base: 'valid' } as const;
    const empty = counted(decide(contestOf({ field: 2, seats: 1, majority }), hall(9), totals([0, 0], 0, 4)));
    expect(empty).toMatchObject({ outcome: 'shortfall', needed: 0, chosen: [], vacancies: 1 });
    const plurality = counted(decide(contestOf({ field: 2, seats: 1, majority: null }), hall(9), totals([1, 0], 9)));
    expect(plurality).toMatchObject({ outcome: 'complete', needed: 0, chosen: [1] });
  });

  it('RULES §1 decision 1: a majority of nothing still takes one vote', () => {
    const majority = { num: 0, den: 1, strict: false, base: 'all' } as const;
    const decision = counted(decide(contestOf({ field: 3, seats: 2, majority }), hall(9), totals([3, 0, 0], 9)));
    expect(decision).toMatchObject({ outcome: 'shortfall', chosen: [1], vacancies: 1 });
  });
});

describe('RULES §1 Tie that straddles the line', () => {
  const contest = contestOf({ field: 6, seats: 3, majority: null });
  const of = (...votes: number[]) => counted(decide(contest, hall(20), totals(votes, 20)));

  it('those above are chosen, the tied ones vote again for the seats that remain', () => {
    const decision = of(9, 5, 5, 5, 2, 1);
    expect(decision).toMatchObject({ outcome: 'runoff', chosen: [1], tied: [2, 3, 4], runoffSeats: 2, vacancies: 0 });
    expect(statuses(decision)).toEqual(['chosen', 'runoff', 'runoff', 'runoff', 'notChosen', 'notChosen']);
  });

  it('RULES §7 trap 6: never by list order; the same tie in another order has the same ones in it', () => {
    expect(of(5, 1, 5, 9, 2, 5)).toMatchObject({ outcome: 'runoff', chosen: [4], tied: [1, 3, 6], runoffSeats: 2 });
  });

  it('a tie wholly above or below the line needs nothing', () => {
    expect(of(7, 7, 7, 3, 3, 3)).toMatchObject({ outcome: 'complete', chosen: [1, 2, 3], tied: [] });
  });

  it('everybody tied: nobody is chosen yet', () => {
    expect(of(4, 4, 4, 4, 4, 4)).toMatchObject({ outcome: 'runoff', chosen: [], runoffSeats: 3 });
  });

  it('only those who passed can be tied: a tie below the majority is a shortfall', () => {
    const majority = contestOf({ field: 4, seats: 2 });
    const decision = counted(decide(majority, hall(20), totals([12, 9, 9, 1], 20)));
    expect(decision).toMatchObject({ outcome: 'shortfall', chosen: [1], tied: [], vacancies: 1 });
  });

  it('RULES §1 decision 2: a tie at 0 across the line is a shortfall, never a re-vote', () => {
    expect(of(9, 4, 0, 0, 0, 0)).toMatchObject({ outcome: 'shortfall', chosen: [1, 2], tied: [], vacancies: 1 });
    expect(of(0, 0, 0, 0, 0, 0)).toMatchObject({ outcome: 'shortfall', chosen: [], vacancies: 3 });
  });
});

describe('RULES §7', () => {
  it('trap 3: who did not submit is in no base but all, present and none else', () => {
    const contest = contestOf({ field: 2, seats: 1, rateBase: 'returned' });
    const decision = counted(decide(contest, hall(10), totals([6, 1], 7)));
    expect(decision.rateBase).toEqual({ base: 'returned', value: 7 });
    expect(decision.rows[0]?.rate).toBe('85.71');
  });

  it('trap 7: a shortfall is never filled by who has most votes', () => {
    const decision = counted(decide(contestOf({ field: 3, seats: 2 }), hall(90), totals([60, 45, 44], 90)));
    expect(decision).toMatchObject({ outcome: 'shortfall', chosen: [1], vacancies: 1 });
    expect(statuses(decision)).toEqual(['chosen', 'notChosen', 'notChosen']);
  });

  it('trap 8: rates that round alike do not tie votes that differ', () => {
    const contest = contestOf({ field: 2, seats: 1, majority: null });
    const decision = counted(decide(contest, hall(65_000), totals([30_000, 30_001], 65_000)));
    expect(decision.rows.map(({ rate }) => rate)).toEqual(['46.15', '46.16']);
    const close = counted(decide(contest, hall(65_000), totals([30_001, 30_002], 65_000)));
    expect(close.rows.map(({ rate, rank }) => [rate, rank])).toEqual([
      ['46.16', 2],
      ['46.16', 1],
    ]);
    expect(close).toMatchObject({ outcome: 'complete', chosen: [2] });
  });

  it('decision 8: a rate with base 0 has no figure', () => {
    const contest = contestOf({ field: 2, seats: 1, rateBase: 'valid' });
    expect(counted(decide(contest, hall(9), totals([0, 0], 0, 9))).rows[0]?.rate).toBeNull();
  });
});

describe('properties', () => {
  const round = fc
    .record({
      field: fc.integer({ min: 2, max: 8 }),
      voters: fc.nat(9),
      majority: fc.constantFrom(null, OVER_HALF_OF_ALL),
    })
    .chain(({ field, voters, majority }) =>
      fc.record({
        contest: fc.integer({ min: 1, max: field - 1 }).map((seats) => ({ field, seats, majority })),
        voters: fc.constant(voters),
        votes: fc.array(fc.nat(voters), { minLength: field, maxLength: field }),
        order: fc.shuffledSubarray(
          Array.from({ length: field }, (_, index) => index),
          { minLength: field, maxLength: field },
        ),
      }),
    );

  it('permuting the candidates permutes the result and nothing else', () => {
    fc.assert(
      fc.property(round, ({ contest, voters, votes, order }) => {
        const straight = counted(decide(contestOf(contest), hall(voters), totals(votes, voters)));
        const field = order.map((index) => index + 1);
        const moved = order.map((index) => votes[index] ?? 0);
        const permuted = counted(decide(contestOf({ ...contest, field }), hall(voters), totals(moved, voters)));
        expect(permuted.rows).toEqual(order.map((index) => straight.rows[index]));
        expect(regardlessOfOrder(permuted)).toEqual(regardlessOfOrder(straight));
        expect(rankedRows(permuted)).toEqual(rankedRows(straight));
      }),
      { numRuns: 2000 },
    );
  });

  it('chosen, seats of a re-vote and vacancies always make up the seats, and a re-vote is differential', () => {
    fc.assert(
      fc.property(round, ({ contest, voters, votes }) => {
        const decision = counted(decide(contestOf(contest), hall(voters), totals(votes, voters)));
        expect(decision.chosen.length + decision.runoffSeats + decision.vacancies).toBe(contest.seats);
        expect(decision.runoffSeats === 0 || decision.tied.length > decision.runoffSeats).toBe(true);
        const votesOf = new Map(decision.rows.map((row) => [row.no, row.votes]));
        expect([...decision.chosen, ...decision.tied].every((no) => (votesOf.get(no) ?? 0) > 0)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
