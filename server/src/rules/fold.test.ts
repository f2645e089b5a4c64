import type { Result } from '@piaojue/contract/result';
import { describe, expect, it } from 'vitest';
import type { Totals } from '@piaojue/contract/outcome';
import * as fc from 'fast-check';
import type { ChainStep, RoundStep } from './chain.ts';
import type { CheckedContest } from './contest-check.ts';
import { decide } from './decide.ts';
import { foldChain, nextContest } from './fold.ts';
import { runoffContest, shortfallContest } from './revote.ts';
import {
  checkedOf,
  choiceTotals,
  contestOf,
  evaluationData,
  gradeTotals,
  hall,
  motionData,
  OVER_HALF_OF_ALL,
  perProjectData,
  totals,
} from './test-contest.ts';

const must = (result: Result<CheckedContest, unknown>): CheckedContest => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const step = (round: number, contest: CheckedContest, votes: readonly number[], present = 20): RoundStep => ({
  kind: 'round',
  round,
  contest,
  decision: decide(contest, hall(20, present), totals(votes, present)),
});
const ruling = (round: number, ...chosen: number[]): ChainStep => ({ kind: 'ruling', round, chosen });
const code = (steps: readonly ChainStep[]) => {
  const folded = foldChain(steps);
  return folded.ok ? 'ok' : `${folded.error.code} ${folded.error.path}`;
};

const parent = contestOf({ field: 5, seats: 3 });
const first = step(1, parent, [11, 15, 12, 11, 3]);
const runoff = must(runoffContest(parent, first.decision));

describe('RULES §1 decision 8: the adopted list is a fold over the chain of rounds', () => {
  it('one round is enough when it fills the seats, in order of rank', () => {
    expect(foldChain([step(1, parent, [11, 15, 12, 4, 3])])).toEqual({
      ok: true,
      value: {
        adopted: [
          { no: 2, round: 1, by: 'vote' },
          { no: 3, round: 1, by: 'vote' },
          { no: 1, round: 1, by: 'vote' },
        ],
        pending: { kind: 'nothing' },
      },
    });
  });

  it('a re-vote adds and never changes what was adopted', () => {
    expect(foldChain([first])).toMatchObject({
      value: { adopted: [{ no: 2 }, { no: 3 }], pending: { kind: 'runoff', round: 1, seats: 1, second: false } },
    });
    expect(foldChain([first, step(2, runoff, [4, 5])])).toMatchObject({
      value: {
        adopted: [
          { no: 2, round: 1 },
          { no: 3, round: 1 },
          { no: 4, round: 2 },
        ],
        pending: { kind: 'nothing' },
      },
    });
  });

  it('a round without quorum adopts nothing and is held again', () => {
    const void1 = step(2, runoff, [], 13);
    expect(foldChain([first, void1])).toMatchObject({ value: { pending: { kind: 'repeat', round: 2, seats: 1 } } });
    expect(code([first, void1, step(3, runoff, [5, 6])])).toBe('ok');
    expect(code([first, void1, step(3, parent, [11, 15, 12, 4, 3])])).toBe('wrong-contest /2');
  });

  it('RULES §1 second tie: vote again, or 主席团 decides and it is recorded', () => {
    const tied = step(2, runoff, [5, 5]);
    expect(foldChain([first, tied, ruling(2, 4)])).toMatchObject({
      value: { adopted: [{ no: 2 }, { no: 3 }, { no: 4, round: 2, by: 'presidium' }], pending: { kind: 'nothing' } },
    });
    expect(code([first, tied, step(3, runoff, [6, 5])])).toBe('ok');
    expect(code([first, ruling(1, 4)])).toBe('not-a-second-tie /1');
    const noQuorum = step(1, parent, [], 13);
    expect(code([noQuorum, { ...first, round: 2 }, ruling(2, 4)])).toBe('not-a-second-tie /2');
    expect(code([first, tied, ruling(2, 5)])).toBe('wrong-ruling /2');
    expect(code([first, tied, ruling(2, 1, 4)])).toBe('wrong-ruling /2');
    expect(code([first, step(2, runoff, [], 13), step(3, runoff, [5, 5]), ruling(3, 1)])).toBe('ok');
  });

  it('RULES §1 shortfall: another vote now, or the seats stay open', () => {
    const short = step(1, parent, [15, 12, 10, 9, 3]);
    const next = must(shortfallContest(parent, short.decision, [3, 4]));
    expect(foldChain([short, step(2, next, [9, 11])])).toMatchObject({
      value: { adopted: [{ no: 1 }, { no: 2 }, { no: 4, round: 2 }], pending: { kind: 'nothing' } },
    });
    const leave: ChainStep = { kind: 'leave', round: 1, until: 'nextSession' };
    expect(foldChain([short, leave])).toMatchObject({
      value: { pending: { kind: 'left', round: 1, seats: 1, until: 'nextSession' } },
    });
    expect(code([short, leave, step(2, next, [9, 11])])).toBe('nothing-open /2');
    expect(code([first, leave])).toBe('not-a-shortfall /1');
    expect(code([short, step(2, contestOf({ field: [3, 9], seats: 1 }), [9, 11])])).toBe('wrong-contest /1');
  });

  it('RULES §7 trap 6: refuses a re-vote with the wrong field or threshold', () => {
    expect(code([first, step(2, contestOf({ field: [1, 4], seats: 1 }), [4, 5])])).toBe('wrong-contest /1');
    expect(code([first, step(2, contestOf({ field: [1, 5], seats: 1, majority: null }), [4, 5])])).toBe(
      'wrong-contest /1',
    );
  });

  it('RULES §7 trap 12: refuses a round that overwrites an earlier one or comes when nothing is open', () => {
    expect(code([first, step(1, runoff, [4, 5])])).toBe('round-named-twice /1');
    expect(code([first, step(2, runoff, [4, 5]), step(3, runoff, [5, 4])])).toBe('nothing-open /2');
    expect(code([])).toBe('empty-chain /0');
    expect(code([{ kind: 'leave', round: 1, until: 'never' }])).toBe('nothing-open /0');
  });
});

describe('RULES §1 decision 6: a single candidate is put as a 表决', () => {
  // Two seats short: 1 and 2 passed, 3, 4 and 5 did not.
  const wide = contestOf({ field: 5, seats: 4 });
  const short = step(1, wide, [15, 12, 10, 9, 3]);
  const motionStep = (round: number, contest: CheckedContest, answers: [number, number, number]): RoundStep => ({
    kind: 'round',
    round,
    contest,
    decision: decide(contest, hall(20), choiceTotals([answers])),
  });
  const single = must(nextContest([short], [3]));

  it('with the majority of the vote before', () => {
    expect(single).toMatchObject({
      kind: 'resolution',
      candidates: [{ no: 3 }],
      rules: { majority: OVER_HALF_OF_ALL, rateBase: 'returned' },
    });
    expect(code([short, motionStep(2, single, [11, 9, 0])])).toBe('ok');
  });

  it('passed, it takes a seat, and the rest stays open; rejected, all stay open', () => {
    const passed = motionStep(2, single, [11, 9, 0]);
    expect(foldChain([short, passed])).toMatchObject({
      value: {
        adopted: [{ no: 1 }, { no: 2 }, { no: 3, round: 2, by: 'vote' }],
        pending: { kind: 'shortfall', round: 2, seats: 1 },
      },
    });
    const next = must(nextContest([short, passed], [4, 5]));
    expect(next.rules).toMatchObject({ seats: 1 });
    expect(foldChain([short, passed, step(3, next, [3, 12])])).toMatchObject({
      value: { adopted: [{ no: 1 }, { no: 2 }, { no: 3 }, { no: 5 }], pending: { kind: 'nothing' } },
    });
    expect(nextContest([short, passed], [3])).toMatchObject({ ok: false, error: { code: 'already-chosen' } });
    expect(foldChain([short, motionStep(2, single, [10, 9, 1])])).toMatchObject({
      value: { adopted: [{ no: 1 }, { no: 2 }], pending: { kind: 'shortfall', round: 2, seats: 2 } },
    });
  });

  it('held without quorum it is held again, and the seats stay open', () => {
    const empty: RoundStep = {
      ...motionStep(2, single, [0, 0, 0]),
      decision: decide(single, hall(20, 13), choiceTotals([[0, 0, 0]])),
    };
    expect(foldChain([short, empty])).toMatchObject({ value: { pending: { kind: 'repeat', round: 2, seats: 2 } } });
    expect(code([short, empty, motionStep(3, single, [11, 9, 0])])).toBe('ok');
  });

  it('RULES §7 trap 6: nobody slips in a motion of another kind, candidate or majority', () => {
    const open = checkedOf({
      ...motionData({ majority: OVER_HALF_OF_ALL }, 'namedResolution'),
      candidates: [{ no: 3 }],
    });
    const lax = checkedOf({
      ...motionData({ majority: { num: 1, den: 3, strict: true, base: 'all' } }),
      candidates: [{ no: 3 }],
    });
    const other = checkedOf({ ...motionData(), candidates: [{ no: 9 }] });
    for (const contest of [open, lax, other]) {
      expect(code([short, motionStep(2, contest, [11, 9, 0])])).toBe('wrong-contest /1');
    }
  });
});

describe('chains of other kinds', () => {
  it('a motion and an evaluation wait for nothing once they were counted, and are held again when they were not', () => {
    const motion = checkedOf(motionData());
    const evaluation = checkedOf(evaluationData(2));
    const counted = (contest: CheckedContest, count: Totals, present = 20): RoundStep => ({
      kind: 'round',
      round: 1,
      contest,
      decision: decide(contest, hall(20, present), count),
    });
    const nothing = { kind: 'nothing' };
    expect(foldChain([counted(motion, choiceTotals([[11, 9, 0]]))])).toMatchObject({
      value: { adopted: [{ no: 1 }], pending: nothing },
    });
    expect(foldChain([counted(motion, choiceTotals([[9, 11, 0]]))])).toMatchObject({
      value: { adopted: [], pending: nothing },
    });
    const judged = counted(
      evaluation,
      gradeTotals([
        [20, 0, 0, 0],
        [0, 20, 0, 0],
      ]),
    );
    expect(foldChain([judged])).toMatchObject({ value: { adopted: [], pending: nothing } });
    const empty = counted(motion, choiceTotals([[0, 0, 0]]), 13);
    expect(foldChain([empty])).toMatchObject({ value: { pending: { kind: 'repeat', seats: 0 } } });
    expect(nextContest([empty])).toMatchObject({ ok: true, value: { kind: 'resolution' } });
    expect(nextContest([judged])).toMatchObject({ ok: false, error: { code: 'nothing-open' } });
  });

  it('a tie per project is voted on again per project, by plurality', () => {
    const perProject = checkedOf(perProjectData({ field: 3, seats: 1 }));
    const tie: RoundStep = {
      kind: 'round',
      round: 1,
      contest: perProject,
      decision: decide(
        perProject,
        hall(20),
        choiceTotals([
          [12, 8, 0],
          [12, 0, 8],
          [3, 17, 0],
        ]),
      ),
    };
    expect(nextContest([tie])).toMatchObject({
      value: { kind: 'perProject', candidates: [{ no: 1 }, { no: 2 }], rules: { seats: 1, majority: null } },
    });
  });
});

describe('properties of chains', () => {
  it('RULES §1: re-votes nest to any depth; adopted and open seats always make up the seats, nobody is adopted twice', () => {
    let deepest = 0;
    const sample = fc.record({
      field: fc.integer({ min: 3, max: 7 }),
      seats: fc.integer({ min: 1, max: 6 }),
      majority: fc.constantFrom(null, OVER_HALF_OF_ALL),
      // Votes of each round in turn, of few values, so that ties follow ties; 13 present are no quorum.
      rounds: fc.array(
        fc.record({
          votes: fc.array(fc.constantFrom(0, 11, 12), { minLength: 7, maxLength: 7 }),
          present: fc.constantFrom(20, 20, 20, 13),
        }),
        { minLength: 1, maxLength: 12 },
      ),
    });
    fc.assert(
      fc.property(sample, ({ field, seats, majority, rounds }) => {
        const first = contestOf({ field, seats: Math.min(seats, field - 1), majority });
        const open = first.rules.seats;
        const steps: RoundStep[] = [];
        let contest: CheckedContest | undefined = first;
        for (const [index, { votes, present }] of rounds.entries()) {
          if (!contest) break;
          steps.push(voted(index + 1, contest, votes, present));
          const folded = foldChain(steps);
          if (!folded.ok) throw new Error(JSON.stringify(folded.error));
          const { adopted, pending } = folded.value;
          expect(adopted.length + ('seats' in pending ? pending.seats : 0)).toBe(open);
          expect(new Set(adopted.map(({ no }) => no)).size).toBe(adopted.length);
          const next = nextContest(steps, leftOf(first, adopted));
          contest = next.ok ? next.value : undefined;
          if (contest) expect(code([...steps, voted(99, contest, votes, 20)])).toBe('ok');
        }
        deepest = Math.max(deepest, steps.length);
      }),
      { numRuns: 1500 },
    );
    expect(deepest).toBeGreaterThan(6);
  });

  const leftOf = (contest: CheckedContest, adopted: readonly { readonly no: number }[]): number[] =>
    contest.candidates.map(({ no }) => no).filter((no) => adopted.every((one) => one.no !== no));

  const voted = (round: number, contest: CheckedContest, votes: readonly number[], present: number): RoundStep => {
    if (contest.kind !== 'resolution') return step(round, contest, votes.slice(0, contest.candidates.length), present);
    const [inFavour = 0] = votes;
    const count = choiceTotals([[inFavour, present - inFavour, 0]]);
    return { kind: 'round', round, contest, decision: decide(contest, hall(20, present), count) };
  };
});
