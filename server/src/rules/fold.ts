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
import { type Checked, type CheckedContest, isSeatContest } from './contest-check.ts';
import type { SeatContest } from '@piaojue/contract/contest';
import { isSeatDecision, rankedRows, type SeatDecision } from './decision.ts';
import { type OpenSeats, type RevoteFault, runoffContest, shortfallContest } from './revote.ts';

interface Chain extends AdoptedList {
  /** A tie in it, or that it did not count, calls for the next round. */
  readonly last: RoundStep;
  /** Whom 主席团 may name in a shortfall: the last round that filled seats, and what is still open of it. */
  readonly field: Field | null;
  /** `last` was held for a tie, so a tie in it is a second one. */
  readonly heldForTie: boolean;
  readonly rounds: readonly number[];
}
interface Field {
  readonly contest: Checked<SeatContest>;
  readonly open: OpenSeats;
}

/**
 * The adopted list as a fold over the chain of rounds (RULES §1 decision 8). A round adds to the list and never changes
 * what an earlier one adopted; adopted + open seats = seats of the first round.
 */
export function foldChain(steps: readonly ChainStep[]): Result<AdoptedList, ChainFault> {
  const folded = fold(steps);
  return folded.ok ? ok({ adopted: folded.value.adopted, pending: folded.value.pending }) : folded;
}

/**
 * What the chain calls for next: the re-vote of a tie, the same vote again after a round that did not count, or after a
 * shortfall the vote over those whom 主席团 names in `nos`.
 */
export function nextContest(
  steps: readonly ChainStep[],
  nos: readonly number[] = [],
): Result<CheckedContest, ChainFault | RevoteFault> {
  const folded = fold(steps);
  if (!folded.ok) return folded;
  const { pending } = folded.value;
  if (pending.kind === 'nothing' || pending.kind === 'left')
    return fail(fault('nothing-open', steps.length, 'a tie, a shortfall or a round that did not count', pending.kind));
  return wantedContest(pending.kind, folded.value, nos);
}

function fold(steps: readonly ChainStep[]): Result<Chain, ChainFault> {
  const [first, ...rest] = steps;
  if (first === undefined) return fail(fault('empty-chain', 0, 'at least one round', 'none'));
  if (first.kind !== 'round') return fail(fault('nothing-open', 0, 'a round', first.kind));
  let chain = addRound(null, first, false);
  for (const [index, step] of rest.entries()) {
    const next = advance(chain, step, index + 1);
    if (!next.ok) return next;
    chain = next.value;
  }
  return ok(chain);
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
  const wanted = wantedContest(
    pending.kind,
    chain,
    step.contest.candidates.map(({ no }) => no),
  );
  if (!wanted.ok || !sameVote(wanted.value, step.contest)) {
    const expected = `the contest that round ${last.round} calls for (${pending.kind})`;
    return fail(fault('wrong-contest', index, expected, 'other candidates, seats or rules'));
  }
  // A void re-vote is held again for the same tie.
  const forTie = pending.kind === 'runoff' || (pending.kind === 'repeat' && chain.heldForTie);
  return ok(addRound(chain, step, forTie));
}

/** What the next round must vote on. After a shortfall 主席团 names the candidates. */
function wantedContest(
  kind: 'runoff' | 'shortfall' | 'repeat',
  { last, field }: Chain,
  nos: readonly number[],
): Result<CheckedContest, RevoteFault> {
  if (kind === 'repeat') return ok(last.contest);
  if (kind === 'runoff' || field === null) return runoffContest(last.contest, last.decision);
  return shortfallContest(field.contest, { outcome: 'shortfall', ...field.open }, nos);
}

/** What is voted on and by which rules, apart from the quorum, which is the new round's own (RULES §1 decision 5). */
const essence = ({ kind, candidates, rules }: CheckedContest) => ({
  kind,
  nos: candidates.map(({ no }) => no).toSorted((x, y) => x - y),
  rules: { ...rules, quorum: null },
});

const sameVote = (a: CheckedContest, b: CheckedContest): boolean => isDeepStrictEqual(essence(a), essence(b));

function ruling(chain: Chain, step: RulingStep, index: number): Result<Chain, ChainFault> {
  const { pending, last } = chain;
  if (pending.kind !== 'runoff' || !pending.second || pending.round !== step.round) {
    return fail(fault('not-a-second-tie', index, 'the round with the second tie', `round ${step.round}`));
  }
  const tied = (last.decision as SeatDecision).tied;
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

/** `before` null: the first round of the chain. */
function addRound(before: Chain | null, last: RoundStep, heldForTie: boolean): Chain {
  const { round, decision, contest } = last;
  const adopted = before?.adopted ?? [];
  const rounds = [...(before?.rounds ?? []), round];
  if (isSeatDecision(decision) && isSeatContest(contest)) {
    const added = rankedRows(decision)
      .filter(({ status }) => status === 'chosen')
      .map(({ no }): Adopted => ({ no, round, by: 'vote' }));
    const field = { contest, open: { vacancies: decision.vacancies, chosen: decision.chosen } };
    const pending = pendingAfter(round, decision, heldForTie);
    return { last, field, heldForTie, rounds, adopted: [...adopted, ...added], pending };
  }
  const field = before?.field ?? null;
  if (decision.outcome === 'void' || decision.outcome === 'no-quorum') {
    const seats = isSeatContest(contest) ? contest.rules.seats : (field?.open.vacancies ?? 0);
    return { last, field, heldForTie, rounds, adopted, pending: { kind: 'repeat', round, seats } };
  }
  if (decision.outcome !== 'passed') {
    const seats = field?.open.vacancies ?? 0;
    const pending: Pending = seats > 0 ? { kind: 'shortfall', round, seats } : { kind: 'nothing' };
    return { last, field, heldForTie, rounds, adopted, pending };
  }
  // A motion, or the single candidate who was put as one: with it one seat less is open (RULES §1 decision 6).
  const open = field && { vacancies: field.open.vacancies - 1, chosen: [...field.open.chosen, decision.no] };
  return {
    last,
    field: field && open ? { contest: field.contest, open } : null,
    heldForTie,
    rounds,
    adopted: [...adopted, { no: decision.no, round, by: 'vote' }],
    pending: open && open.vacancies > 0 ? { kind: 'shortfall', round, seats: open.vacancies } : { kind: 'nothing' },
  };
}

function pendingAfter(round: number, decision: SeatDecision, second: boolean): Pending {
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
