import type { Contest } from '@piaojue/contract/contest';
import type { SittingFile } from '@piaojue/contract/sitting-file';
import type { AgendaRow, SittingRow, Store } from '../store/store.ts';
import { agendaRow } from './agenda.ts';
import { type AgendaStore, draftFirst, freeId } from './orders/agenda-rows.ts';

/**
 * The agenda of a sitting file that was checked, in the place of the one that was there and of all drafts; where the file has
 * neither agenda nor contests, what was there stays. Contests without an agenda are drafted at once and follow each other; those
 * of an agenda when the hall comes to them. Works in the transaction that its caller has open, before any round was made ready.
 */
export function planAgenda(
  store: AgendaStore & Pick<Store, 'rounds' | 'sitting' | 'putSitting'>,
  at: number,
  { agenda, contests }: Pick<SittingFile, 'agenda' | 'contests'>,
): void {
  if (!agenda && !contests) return;
  for (const { id } of store.rounds()) store.removeDraft(id);
  const rows = (agenda ?? []).map(agendaRow);
  for (const contest of contests ?? []) {
    const plain = plainContest(contest);
    rows.push({ ...voteOf(rows, plain), roundId: draftFirst(store, at, plain).id });
  }
  store.putAgenda(rows);
  const sitting = store.sitting();
  if (sitting) store.putSitting(atNoItem(sitting));
  store.appendRecord(at, { event: 'agenda set up', items: rows.length });
}

const atNoItem = (sitting: SittingRow): SittingRow => ({
  ...sitting,
  itemId: null,
  shown: { picture: 'idle', index: null, roundId: null },
});

/** What a vote needs of a contest that was checked, as a copy: figures that belong to no sitting are left out. */
export function plainContest(contest: Contest): Contest {
  const { roll: _, expectedVotes: __, ...rest } = contest;
  return structuredClone(rest);
}

/** The vote on a contest that came without an item of its own. */
export function voteOf(agenda: readonly AgendaRow[], contest: Contest): AgendaRow {
  const id = freeId(agenda, 'vote');
  return agendaRow({ id, title: contest.title || id, kind: 'vote' });
}
