import type { Result } from '@piaojue/contract/result';
import { describe, expect, it } from 'vitest';
import type { ChainStep, RoundStep } from './chain.ts';
import type { CheckedContest } from './contest-check.ts';
import { decide } from './decide.ts';
import { foldChain } from './fold.ts';
import { runoffContest, shortfallContest } from './revote.ts';
import { contestOf, hall, totals } from './test-contest.ts';

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
