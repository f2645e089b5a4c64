import type { Contest } from '@piaojue/contract/contest';
import type { AdoptedList, ChainStep, Pending } from '../rules/chain.ts';
import { type CheckedContest, checkContest, isSeatContest } from '../rules/contest-check.ts';
import { isSeatDecision } from '../rules/decision.ts';
import { foldChain } from '../rules/fold.ts';
import { faultInWords } from '../rules/schema-faults.ts';
import type { RoundRow } from '../store/store.ts';
import { isFinal } from './machine.ts';

/** What may be ordered of a chain: the next round, by keypads or by hand, or what 主席团 decides. */
export type ChainOrder = 'revote' | 'byHand' | 'rule:chosen' | 'rule:revote' | 'rule:left';

/** A first vote with all that followed from it (RULES §1 decision 8, §4). Pure: `rules/fold.ts` says what may follow. */
export interface Chain {
  /** First to last, also those that were aborted: they add nothing. */
  readonly rounds: readonly RoundRow[];
  /** The one that orders are for. */
  readonly last: RoundRow;
  /** Of the rounds that were announced, and the rulings on them. */
  readonly steps: readonly ChainStep[];
  readonly adopted: AdoptedList['adopted'];
  readonly pending: Pending | null;
  /** Whom a ruling may name. */
  readonly field: readonly number[];
  readonly may: readonly ChainOrder[];
  /** These rounds can't have followed each other; null as it should be. */
  readonly fault: string | null;
  /** Nothing follows any more, and all of it was announced. */
  readonly atRest: boolean;
}

/** All rounds that came of one, itself first. */
export function chainOf(root: number | null, rounds: readonly RoundRow[]): readonly RoundRow[] {
  const chain: RoundRow[] = rounds.filter(({ id }) => id === root);
  for (const { id } of chain) chain.push(...rounds.filter(({ parent }) => parent === id));
  return chain;
}

/** The first vote of the chain that a round belongs to. */
export function rootOf(round: RoundRow, rounds: readonly RoundRow[]): RoundRow {
  const parent = rounds.find(({ id }) => id === round.parent);
  return parent ? rootOf(parent, rounds) : round;
}

/** The chain that a round belongs to. */
export function chainAt(round: RoundRow, rounds: readonly RoundRow[]): Chain {
  const chain = chainOf(rootOf(round, rounds).id, rounds);
  const last = chain.at(-1) ?? round;
  const steps = chain.flatMap(stepsOf);
  const folded = steps.length ? foldChain(steps) : null;
  const pending = folded?.ok ? folded.value.pending : null;
  const adopted = folded?.ok ? folded.value.adopted : [];
  const field = pending ? fieldOf(steps, pending, new Set(adopted.map(({ no }) => no))) : [];
  const isOver = chain.every(
    ({ state, announcedAt }) => state === 'aborted' || (isFinal(state) && announcedAt !== null),
  );
  return {
    rounds: chain,
    last,
    steps,
    adopted,
    pending,
    field,
    fault: folded && !folded.ok ? faultInWords(folded.error) : null,
    may: ordersOf(last, pending, field),
    atRest: isOver && isSettled(pending),
  };
}

function ordersOf(last: RoundRow, pending: Pending | null, field: readonly number[]): ChainOrder[] {
  if (last.state === 'draft') return ['byHand'];
  // Held again; or, where it followed another vote, 主席团 decides anew what that one left open.
  if (last.state === 'aborted')
    return isSettled(pending) ? [] : ['revote', 'byHand', ...(pending ? rulingsOn(pending, field) : [])];
  if (last.state !== 'closed' || last.announcedAt === null || pending === null) return [];
  const again: readonly ChainOrder[] =
    pending.kind === 'runoff' || pending.kind === 'repeat' ? ['revote', 'byHand'] : [];
  return [...again, ...rulingsOn(pending, field)];
}

const isSettled = (pending: Pending | null): boolean => pending?.kind === 'nothing' || pending?.kind === 'left';

function rulingsOn(pending: Pending, field: readonly number[]): ChainOrder[] {
  if (pending.kind === 'runoff') return pending.second ? ['rule:chosen'] : [];
  if (pending.kind !== 'shortfall') return [];
  return [...(field.length ? (['rule:revote'] as const) : []), 'rule:left'];
}

/** The tied ones, or in a shortfall all who stood in the last vote for seats and have none. */
function fieldOf(steps: readonly ChainStep[], pending: Pending, adopted: ReadonlySet<number>): readonly number[] {
  const rounds = steps.filter((step) => step.kind === 'round');
  const decision = rounds.at(-1)?.decision;
  if (pending.kind === 'runoff') return decision && isSeatDecision(decision) ? decision.tied : [];
  if (pending.kind !== 'shortfall') return [];
  const contest = rounds.findLast((step) => isSeatContest(step.contest))?.contest;
  return (contest?.candidates ?? []).map(({ no }) => no).filter((no) => !adopted.has(no));
}

/** What a round adds to its chain: nothing before it was announced, and never if it was aborted. */
function stepsOf(round: RoundRow): ChainStep[] {
  const { id, state, announcedAt, decision, contest, ruling } = round;
  if (state !== 'closed' || announcedAt === null || !decision) return [];
  const step: ChainStep = { kind: 'round', round: id, contest: checkedOf(contest), decision };
  const ruled = ruling && rulingStep(id, ruling.ruling);
  return ruled ? [step, ruled] : [step];
}

/** A ruling that a vote be held adds no step: that vote does. */
export function rulingStep(round: number, ruling: NonNullable<RoundRow['ruling']>['ruling']): ChainStep | null {
  if (ruling.kind === 'chosen') return { kind: 'ruling', round, chosen: ruling.nos };
  return ruling.kind === 'left' ? { kind: 'leave', round, until: ruling.until } : null;
}

/** The check is the dearest part of a snapshot, and rows stay the same objects as long as nothing is written to them. */
const checked = new WeakMap<Contest, CheckedContest>();

function checkedOf(contest: Contest): CheckedContest {
  const known = checked.get(contest);
  if (known) return known;
  const result = checkContest(contest);
  if (!result.ok) throw new Error('a contest that was voted on no longer passes its check');
  checked.set(contest, result.value);
  return result.value;
}
