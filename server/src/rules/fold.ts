import { isDeepStrictEqual } from 'node:util';
import { fail, ok, type Result } from '@piaojue/contract/result';
import type {
  Adopted,
  AdoptedList,
  ChainFault,
  ChainFaultCode,
  ChainStep,
  LeaveStep,
  Pending,
  RoundStep,
  RulingStep,
} from './chain.ts';
import type { CheckedContest } from './contest-check.ts';
import { type CountedDecision, isCounted, rankedRows } from './decision.ts';
import { runoffContest, shortfallContest } from './revote.ts';

interface Chain extends AdoptedList {
  /** Its contest and decision call for the next round. */
  readonly last: RoundStep;
  /** `last` was held for a tie, so a tie in it is a second one. */
  readonly heldForTie: boolean;
  readonly rounds: readonly number[];
}

/**
 * The adopted list as a fold over the chain of rounds (RULES §1 decision 8). A round adds to the list and never changes
 * what an earlier one adopted; adopted + open seats = seats of the first round.
 */
export function foldChain(steps: readonly ChainStep[]): Result<AdoptedList, ChainFault> {
  const [first, ...rest] = steps;
  if (first === undefined) return fail(fault('empty-chain', 0, 'at least one round', 'none'));
  if (first.kind !== 'round') return fail(fault('nothing-open', 0, 'a round', first.kind));
  let chain = addRound([], first, false, []);
  for (const [index, step] of rest.entries()) {
    const next = advance(chain, step, index + 1);
    if (!next.ok) return next;
    chain = next.value;
  }
  return ok({ adopted: chain.adopted, pending: chain.pending });
}

function advance(chain: Chain, step: ChainStep, index: number): Result<Chain, ChainFault> {
  if (step.kind === 'round') return nextRound(chain, step, index);
  if (step.kind === 'ruling') return ruling(chain, step, index);
  return leave(chain, step, index);
}

function nextRound(chain: Chain, step: RoundStep, index: number): Result<Chain, ChainFault> {
  const { pending, last } = chain;
  if (chain.rounds.includes(step.round)) {
    return fail(fault('round-named-twice', index, 'each round once', `round ${step.round} again`));
  }
  if (pending.kind === 'nothing' || pending.kind === 'left') {
    return fail(fault('nothing-open', index, 'no further round', `round ${step.round}`));
  }
  const wanted = wantedContest(pending.kind, last, step.contest);
  if (!wanted.ok || !sameVote(wanted.value, step.contest)) {
    const expected = `the contest that round ${last.round} calls for (${pending.kind})`;
    return fail(fault('wrong-contest', index, expected, 'other candidates, seats or rules'));
  }
  // A void re-vote is held again for the same tie.
  const forTie = pending.kind === 'runoff' || (pending.kind === 'repeat' && chain.heldForTie);
  return ok(addRound(chain.adopted, step, forTie, chain.rounds));
}

/** What the next round must vote on. After a shortfall 主席团 names the candidates, so they are taken from `named`. */
function wantedContest(
  kind: 'runoff' | 'shortfall' | 'repeat',
  { contest, decision }: RoundStep,
  named: CheckedContest,
): Result<CheckedContest, unknown> {
  if (kind === 'repeat') return ok(contest);
  if (kind === 'runoff') return runoffContest(contest, decision);
  const nos = named.candidates.map(({ no }) => no);
  return shortfallContest(contest, decision, nos);
}

/** Candidates and rules, apart from the quorum, which is the new round's own (RULES §1 decision 5). */
const essence = ({ candidates, rules }: CheckedContest) => ({
  nos: candidates.map(({ no }) => no).toSorted((x, y) => x - y),
  rules: { ...rules, quorum: null },
});

const sameVote = (a: CheckedContest, b: CheckedContest): boolean => isDeepStrictEqual(essence(a), essence(b));

function ruling(chain: Chain, step: RulingStep, index: number): Result<Chain, ChainFault> {
  const { pending, last } = chain;
  if (pending.kind !== 'runoff' || !pending.second || pending.round !== step.round) {
    return fail(fault('not-a-second-tie', index, 'the round with the second tie', `round ${step.round}`));
  }
  const tied = (last.decision as CountedDecision).tied;
  const named = new Set(step.chosen);
  const fits = named.size === pending.seats && step.chosen.length === named.size;
  if (!fits || !step.chosen.every((no) => tied.includes(no))) {
    const expected = `${pending.seats} of the tied ${tied.join(', ')}`;
    return fail(fault('wrong-ruling', index, expected, step.chosen.join(', ')));
  }
  const added = step.chosen.map((no): Adopted => ({ no, round: step.round, by: 'presidium' }));
  return ok({ ...chain, adopted: [...chain.adopted, ...added], pending: { kind: 'nothing' } });
}

function leave(chain: Chain, step: LeaveStep, index: number): Result<Chain, ChainFault> {
  const { pending } = chain;
  if (pending.kind !== 'shortfall' || pending.round !== step.round) {
    return fail(fault('not-a-shortfall', index, 'the round with the shortfall', `round ${step.round}`));
  }
  return ok({ ...chain, pending: { ...pending, kind: 'left', until: step.until } });
}

function addRound(adopted: readonly Adopted[], last: RoundStep, heldForTie: boolean, rounds: readonly number[]): Chain {
  const { round, decision, contest } = last;
  const chain = { last, heldForTie, rounds: [...rounds, round] };
  if (!isCounted(decision)) {
    return { ...chain, adopted, pending: { kind: 'repeat', round, seats: contest.rules.seats } };
  }
  const added = rankedRows(decision)
    .filter(({ status }) => status === 'chosen')
    .map(({ no }): Adopted => ({ no, round, by: 'vote' }));
  return { ...chain, adopted: [...adopted, ...added], pending: pendingAfter(round, decision, heldForTie) };
}

function pendingAfter(round: number, decision: CountedDecision, second: boolean): Pending {
  if (decision.outcome === 'runoff') return { kind: 'runoff', round, seats: decision.runoffSeats, second };
  if (decision.outcome === 'shortfall') return { kind: 'shortfall', round, seats: decision.vacancies };
  return { kind: 'nothing' };
}

const fault = (code: ChainFaultCode, index: number, expected: string, got: string): ChainFault => ({
  code,
  path: `/${index}`,
  expected,
  got,
});
