import type { AgendaItem, AgendaItemView, AgendaView } from '@piaojue/contract/agenda';
import { chainOf } from '../rounds/chain.ts';
import type { Fraction } from '@piaojue/contract/contest';
import { isInProgress } from '../rounds/machine.ts';
import type { AgendaRow, RoundRow, SittingRow } from '../store/store.ts';
import { currentRound } from './picture.ts';

/** Where the sitting is on its agenda. Pure. */
export interface Course {
  readonly agenda: readonly AgendaRow[];
  /** Id of the item that the hall is at; null: at none yet, the rounds follow each other. */
  readonly itemId: string | null;
  readonly rounds: readonly RoundRow[];
}

export const courseOf = (store: {
  agenda(): readonly AgendaRow[];
  rounds(): readonly RoundRow[];
  sitting(): SittingRow | undefined;
}): Course => ({ agenda: store.agenda(), rounds: store.rounds(), itemId: store.sitting()?.itemId ?? null });

/** An item as a file has it, as a row that has not begun. */
export const agendaRow = ({ id, title, kind, presenter, contest }: AgendaItem): AgendaRow => ({
  id,
  title,
  kind,
  presenter: presenter ?? '',
  contest: contest ?? null,
  roundId: null,
  begunAt: null,
  present: null,
});

/** … and back, with the contest of its first round once it was drafted. */
export function agendaItem(row: AgendaRow, rounds: readonly RoundRow[]): AgendaItem {
  const contest = contestOf(row, rounds);
  const { id, title, kind, presenter } = row;
  return { id, title, kind, ...(presenter && { presenter }), ...(contest && { contest: structuredClone(contest) }) };
}

const contestOf = ({ contest, roundId }: AgendaRow, rounds: readonly RoundRow[]) =>
  contest ?? rounds.find(({ id }) => id === roundId)?.contest ?? null;

/** The hall came to it, or its vote was made ready. */
export const hasBegun = ({ begunAt, roundId }: AgendaRow, rounds: readonly RoundRow[]): boolean =>
  begunAt !== null || rounds.some(({ id, state }) => id === roundId && state !== 'draft');

/** Not begun; or a vote that the hall came to and left again before anything of it was frozen. */
const isToCome = (item: AgendaRow, rounds: readonly RoundRow[]): boolean =>
  !hasBegun(item, rounds) ||
  (item.kind === 'vote' && chainOf(item.roundId, rounds).every(({ state }) => state === 'draft'));

/** Where the walk goes on: the first item that is still to come. */
export const nextItem = ({ agenda, itemId, rounds }: Course): AgendaRow | undefined =>
  agenda.find((item) => item.id !== itemId && isToCome(item, rounds));

/** The item that the hall is at. Where nobody has gone to one, it is that of the round that the operator works on. */
export function itemNow(course: Course): AgendaRow | undefined {
  const { agenda, itemId, rounds } = course;
  if (itemId !== null) return agenda.find(({ id }) => id === itemId);
  const current = roundNow(course);
  return current && agenda.find(({ roundId }) => chainOf(roundId, rounds).some(({ id }) => id === current.id));
}

/**
 * The round the operator works on: one in progress or ready, wherever it belongs; else one of the item that the hall is at.
 * In a sitting in which nobody has gone to an item they follow each other.
 */
export function roundNow({ agenda, itemId, rounds }: Course): RoundRow | undefined {
  if (itemId === null || rounds.some(({ state }) => isUnderWay(state))) return currentRound(rounds);
  return currentRound(chainOf(agenda.find(({ id }) => id === itemId)?.roundId ?? null, rounds));
}

const DEFAULT_QUORUM: Fraction = { num: 2, den: 3, strict: false };

/** What sign-in is measured by: the rules of the vote that the hall is at, or of the first that is to come. */
export function quorumNow(course: Course): Fraction {
  const { agenda, rounds } = course;
  const planned = agenda.find((item) => !hasBegun(item, rounds) && contestOf(item, rounds) !== null);
  const contest = roundNow(course)?.contest ?? (planned && contestOf(planned, rounds));
  return contest?.rules.quorum ?? DEFAULT_QUORUM;
}

/** Frozen or later, and not at its end: the hall stays at its item. */
export const isUnderWay = (state: RoundRow['state']): boolean => isInProgress(state) || state === 'ready';

/** The plenary that people sign in for: the one that began last. */
export const plenaryNow = (agenda: readonly AgendaRow[]): AgendaRow | undefined =>
  agenda
    .filter(({ kind, begunAt }) => kind === 'plenary' && begunAt !== null)
    .toSorted((a, b) => (a.begunAt ?? 0) - (b.begunAt ?? 0))
    .at(-1);

export function agendaView(course: Course): AgendaView {
  const { agenda, rounds } = course;
  const now = itemNow(course)?.id ?? null;
  return {
    items: agenda.map((item) => itemView(item, rounds, now)),
    now,
    next: nextItem(course)?.id ?? null,
  };
}

function itemView(item: AgendaRow, rounds: readonly RoundRow[], now: string | null): AgendaItemView {
  const { id, title, kind, presenter, present } = item;
  const begun = hasBegun(item, rounds);
  const contest = contestOf(item, rounds);
  return {
    id,
    title,
    kind,
    presenter,
    state: id === now ? 'now' : isToCome(item, rounds) ? 'next' : 'done',
    open: !begun,
    contest: contest && { kind: contest.kind, candidates: contest.candidates.length },
    rounds: chainOf(item.roundId, rounds).map((round) => round.id),
    present,
  };
}
