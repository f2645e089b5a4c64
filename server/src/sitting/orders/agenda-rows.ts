import type { Contest } from '@piaojue/contract/contest';
import { draftRound } from '../../rounds/draft.ts';
import type { AgendaRow, RoundRow, Store } from '../../store/store.ts';

/** What is written of the agenda. Each works in the transaction that its caller has open. */
export type AgendaStore = Pick<
  Store,
  'agenda' | 'putAgenda' | 'round' | 'createRound' | 'putRound' | 'removeDraft' | 'appendRecord'
>;

export function replaceRow(store: AgendaStore, row: AgendaRow): void {
  store.putAgenda(store.agenda().map((other) => (other.id === row.id ? row : other)));
}

/** What a vote needs of a contest that was checked, as a copy: figures that belong to no sitting are left out. */
export function plainContest(contest: Contest): Contest {
  const { roll: _, expectedVotes: __, ...rest } = contest;
  return structuredClone(rest);
}

/** … of this item, whose title it has where it has none of its own. */
const contestOf = ({ title }: AgendaRow, contest: Contest): Contest => ({
  ...plainContest(contest),
  title: contest.title || title,
});

/** The vote with its first round drafted, where it has a contest and none yet; every other item as it is. */
export function withDraft(store: AgendaStore, at: number, row: AgendaRow): AgendaRow {
  if (row.contest === null || row.roundId !== null) return row;
  return { ...row, contest: null, roundId: draftFirst(store, at, contestOf(row, row.contest)).id };
}

/** The first vote of a chain of rounds. */
export function draftFirst(store: AgendaStore, at: number, contest: Contest): RoundRow {
  const round = store.createRound(draftRound(contest, null, 1));
  store.appendRecord(at, { event: 'round drafted', round: round.id, parent: null, by: 'operator' });
  return round;
}

/** The vote with this contest in the place of the one it may have, also where that was drafted; null: with none. */
export function withContest(store: AgendaStore, row: AgendaRow, contest: Contest | null): AgendaRow {
  const draft = row.roundId === null ? undefined : store.round(row.roundId);
  if (!draft) return { ...row, contest, roundId: null };
  if (contest) {
    store.putRound({ ...draft, contest: contestOf(row, contest) });
    return row;
  }
  store.removeDraft(draft.id);
  return { ...row, contest: null, roundId: null };
}

/** This vote with the contest that its item had before, drafted or not, under the title that it has now. */
export function withFormerContest(store: AgendaStore, row: AgendaRow, former: AgendaRow): AgendaRow {
  const { contest, roundId } = former;
  const draft = roundId === null ? undefined : store.round(roundId);
  const retitled = (own: Contest): Contest => withTitle(own, former.title, row.title);
  if (draft) store.putRound({ ...draft, contest: retitled(draft.contest) });
  return { ...row, contest: contest && retitled(contest), roundId };
}

/** Contest and motion that bore the title of their item bear its new one; a title of their own stays. */
function withTitle(contest: Contest, from: string, to: string): Contest {
  const isFrom = (name: string | undefined): boolean => name === from;
  const title = isFrom(contest.title) ? { title: to } : {};
  if (contest.kind !== 'resolution' && contest.kind !== 'namedResolution') return { ...contest, ...title };
  const candidates = contest.candidates.map((motion) => (isFrom(motion.name) ? { ...motion, name: to } : motion));
  return { ...contest, ...title, candidates };
}

/** An id that no item has: "vote-3". */
export function freeId(agenda: readonly AgendaRow[], kind: AgendaRow['kind']): string {
  for (let n = 1; ; n++) {
    const id = `${kind}-${n}`;
    if (!agenda.some((item) => item.id === id)) return id;
  }
}
