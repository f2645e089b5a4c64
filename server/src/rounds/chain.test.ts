import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Ruling } from '@piaojue/contract/commands';
import type { Contest } from '@piaojue/contract/contest';
import { checkContest } from '../rules/contest-check.ts';
import { decide } from '../rules/decide.ts';
import { nextContest } from '../rules/fold.ts';
import { choiceTotals, contestOf, hall, totals } from '../rules/test-contest.ts';
import type { RoundRow } from '../store/store.ts';
import { type Chain, chainAt } from './chain.ts';
import { draftRound } from './draft.ts';

/** What chance decides of a chain: the votes of each round, what becomes of it, and which order is given next. */
interface Draw {
  /** 0 … 1, used up one after another. */
  readonly chances: readonly number[];
}
const VOTERS = 9;
const MOST_ROUNDS = 12;

/** Plays a chain until it rests, or for so many rounds. Every order is one that the chain allows. */
function play(field: number, seats: number, plurality: boolean, { chances }: Draw) {
  let used = 0;
  const chance = (): number => chances[used++ % chances.length] ?? 0;
  const below = (n: number): number => Math.min(n - 1, Math.floor(chance() * n));
  const first = contestOf({ field, seats, maxMarks: seats, ...(plurality && { majority: null }) });
  const rounds: RoundRow[] = [];
  const orders: string[] = [];
  const add = (contest: Contest, parent: number | null): void => {
    rounds.push({ ...draftRound(contest, parent, 1), id: rounds.length + 1, state: 'draft' });
  };
  const change = (row: RoundRow): void => void rounds.splice(row.id - 1, 1, row);

  /** Half of them are like each other, so that ties come often. */
  const hold = (round: RoundRow): void => {
    if (chance() < 0.15) return change({ ...round, state: 'aborted' });
    const contest = checkContest(round.contest);
    if (!contest.ok) throw new Error('a contest of the chain does not pass its check');
    const votes = round.contest.candidates.map(() => (chance() < 0.5 ? 3 : below(VOTERS + 1)));
    const [inFavour = 0] = votes;
    const counted =
      round.contest.kind === 'resolution'
        ? choiceTotals([[inFavour, VOTERS - inFavour, 0]])
        : totals(votes, chance() < 0.1 ? VOTERS + 1 : VOTERS);
    const decision = decide(contest.value, hall(VOTERS), counted);
    return change({ ...round, state: 'closed', totals: counted, decision, announcedAt: 1 });
  };
  const follow = ({ last, may, field: named, steps, pending }: Chain): void => {
    const order = may[below(may.length)] ?? 'revote';
    orders.push(order);
    const decided = (ruling: Ruling): void => {
      const left = rounds.find(({ id }) => pending && 'round' in pending && id === pending.round) ?? last;
      change({ ...left, ruling: { ruling, decision: '决定', at: 1 } });
    };
    if (order === 'rule:left') return decided({ kind: 'left', until: 'nextSession' });
    const open = pending && 'seats' in pending ? pending.seats : 0;
    if (order === 'rule:chosen') return decided({ kind: 'chosen', nos: named.slice(0, open) });
    if (last.state === 'aborted' && order !== 'rule:revote') return add(last.contest, last.id);
    // A field of its own, if there are enough, or a single one.
    const nos =
      named.length > open && chance() < 0.6 ? named.slice(0, open + 1 + below(named.length - open)) : named.slice(0, 1);
    const next = nextContest(steps, nos);
    if (!next.ok) throw new Error(`${order} was allowed and is refused: ${next.error.expected}, got ${next.error.got}`);
    if (order === 'rule:revote') decided({ kind: 'revote', nos });
    return add(next.value, last.id);
  };

  add(first, null);
  for (;;) {
    const draft = rounds.find(({ state }) => state === 'draft');
    if (draft) hold(draft);
    const [root] = rounds;
    if (!root) throw new Error('no round');
    const chain = chainAt(root, rounds);
    if (chain.atRest || rounds.length >= MOST_ROUNDS) return { chain, rounds, orders, first };
    follow(chain);
  }
}

it('RULES §1 decision 8: in any chain what is allowed can be done; nobody is adopted twice; adopted and open seats make up the seats', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(
      fc.integer({ min: 3, max: 7 }),
      fc.integer({ min: 1, max: 3 }),
      fc.boolean(),
      fc.record({
        chances: fc.array(
          fc.integer({ min: 0, max: 999 }).map((n) => n / 1000),
          { minLength: 40, maxLength: 80 },
        ),
      }),
      (field, seats, plurality, draw) => {
        const { chain, rounds, orders, first } = play(field, Math.min(seats, field - 1), plurality, draw);
        for (const order of orders) seen.add(order);
        if (chain.atRest && chain.last.state === 'aborted') seen.add('aborted, then ruled');
        if (rounds.some(({ contest }) => contest.kind === 'resolution')) seen.add('表决');
        if (chain.pending?.kind) seen.add(chain.pending.kind);
        expect(chain.fault).toBeNull();
        const nos = chain.adopted.map(({ no }) => no);
        expect(new Set(nos).size).toBe(nos.length);
        expect(first.candidates.map(({ no }) => no)).toEqual(expect.arrayContaining(nos));
        const open = chain.pending && 'seats' in chain.pending ? chain.pending.seats : 0;
        if (chain.pending) expect(nos.length + open).toBe(first.rules.seats);
        if (chain.atRest)
          expect([chain.may, ['nothing', 'left']]).toEqual([[], expect.arrayContaining([chain.pending?.kind])]);
      },
    ),
    { numRuns: 600 },
  );
  // It looked at something: each order and each end was among them.
  expect([...seen].toSorted()).toEqual(
    expect.arrayContaining([
      'byHand',
      'left',
      'nothing',
      'revote',
      'rule:chosen',
      'rule:left',
      'rule:revote',
      '表决',
      'aborted, then ruled',
    ]),
  );
});
