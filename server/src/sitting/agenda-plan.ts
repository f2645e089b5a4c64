import type { AgendaItem } from '@piaojue/contract/agenda';
import type { Contest } from '@piaojue/contract/contest';
import type { SittingFile } from '@piaojue/contract/sitting-file';
import type { AgendaRow, SittingRow, Store } from '../store/store.ts';
import { agendaRow, hasBegun } from './agenda.ts';
import {
  type AgendaStore,
  draftFirst,
  freeId,
  plainContest,
  withContest,
  withFormerContest,
} from './orders/agenda-rows.ts';

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
  store.appendRecord(at, { event: 'agenda set up', items: rows.length, by: 'operator' });
}

/**
 * An agenda that was imported, in the place of all that has not begun; what has begun stays in front of it. A vote that comes
 * again under its id keeps the contest that it has, if it brings none. Works in the transaction that its caller has open.
 */
export function replanAgenda(
  store: AgendaStore & Pick<Store, 'rounds'>,
  at: number,
  items: readonly AgendaItem[],
): void {
  const rounds = store.rounds();
  const begun = store.agenda().filter((row) => hasBegun(row, rounds));
  const open = store.agenda().filter((row) => !hasBegun(row, rounds));
  const rows = items.map((item) => {
    const row = agendaRow(item);
    const former = open.find(({ id }) => id === item.id);
    return former && keepsContest(former, item) ? withFormerContest(store, row, former) : row;
  });
  const kept = new Set(rows.map(({ roundId }) => roundId));
  for (const row of open) if (!kept.has(row.roundId)) withContest(store, row, null);
  store.putAgenda([...begun, ...rows]);
  store.appendRecord(at, { event: 'agenda set up', items: begun.length + rows.length, by: 'operator' });
}

/** A vote that comes without a contest takes none away. */
export const keepsContest = (former: AgendaRow, item: AgendaItem): boolean =>
  former.kind === 'vote' && item.kind === 'vote' && item.contest === undefined;

const atNoItem = (sitting: SittingRow): SittingRow => ({
  ...sitting,
  itemId: null,
  shown: { picture: 'idle', index: null, roundId: null },
});

/** The vote on a contest that came without an item of its own. */
export function voteOf(agenda: readonly AgendaRow[], contest: Contest): AgendaRow {
  const id = freeId(agenda, 'vote');
  return agendaRow({ id, title: contest.title || id, kind: 'vote' });
}
