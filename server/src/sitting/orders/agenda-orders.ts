import { type AgendaItem, MAX_AGENDA_ITEMS } from '@piaojue/contract/agenda';
import type { CommandAnswer } from '@piaojue/contract/commands';
import { rootOf } from '../../rounds/chain.ts';
import type { AgendaRow, RoundRow, Shown } from '../../store/store.ts';
import { chainOf } from '../../rounds/chain.ts';
import { agendaRow, hasBegun, isUnderWay, plenaryNow } from '../agenda.ts';
import { agendaFaults, agendaItemFaults } from '../agenda-check.ts';
import { keepsContest, replanAgenda } from '../agenda-plan.ts';
import { faultInWords } from '../../rules/schema-faults.ts';
import { done, HAS_ENDED, refuse } from '../answers.ts';
import { currentRound } from '../picture.ts';
import type { SelfCheck } from '../self-check.ts';
import { replaceRow, withContest, withDraft, withFormerContest } from './agenda-rows.ts';
import type { Keep, OrderDesk, Orders } from './order.ts';
import type { Role } from '@piaojue/contract/live';

export interface AgendaOrderParts {
  readonly check: SelfCheck;
}

/** The way of the sitting through its agenda. What has begun keeps its place and is not changed any more. */
export const agendaOrders = (
  desk: OrderDesk,
  parts: AgendaOrderParts,
): Orders<'agenda:go' | 'agenda:insert' | 'agenda:set' | 'agenda:move' | 'agenda:drop'> => ({
  'agenda:go': ({ itemId }, keep, by) => withItem(desk, itemId, (row) => go(desk, parts, row, { keep, by })),
  'agenda:insert': ({ item, before }, keep, by) => insert(desk, item, before, { keep, by }),
  'agenda:set': ({ item }, keep, by) => withOpenItem(desk, item.id, (row) => set(desk, row, item, { keep, by })),
  'agenda:move': ({ itemId, before }, keep, by) =>
    withOpenItem(desk, itemId, (row) => move(desk, row, before, { keep, by })),
  'agenda:drop': ({ itemId }, keep, by) => withOpenItem(desk, itemId, (row) => drop(desk, row, { keep, by })),
});

type Work = (row: AgendaRow) => CommandAnswer;
/** Whose order it is, and where its answer is kept. */
interface Asked {
  readonly keep: Keep;
  readonly by: Role;
}

function withItem(desk: OrderDesk, id: string, work: Work): CommandAnswer {
  const row = desk.parts.store.agenda().find((item) => item.id === id);
  return row ? work(row) : refuse('unknown-item', `there is no item ${id} on the agenda`);
}

const withOpenItem = (desk: OrderDesk, id: string, work: Work): CommandAnswer =>
  withItem(desk, id, (row) =>
    hasBegun(row, desk.parts.store.rounds())
      ? refuse('wrong-state', `expected an item that has not begun, ${id} has`)
      : work(row),
  );

function go(desk: OrderDesk, { check }: AgendaOrderParts, item: AgendaRow, { keep, by }: Asked): CommandAnswer {
  const { store } = desk.parts;
  const busy = store.rounds().find(({ state }) => isUnderWay(state));
  if (busy) {
    return refuse(
      'round-in-progress',
      `round ${busy.id} is ${busy.state}: expected one that has come to its end or was taken back to draft`,
    );
  }
  const first = item.begunAt === null;
  const opensPlenary = first && item.kind === 'plenary';
  if (opensPlenary) check.stopTest();
  const event = {
    event: first ? 'agenda item begun' : 'agenda item shown again',
    item: item.id,
    title: item.title,
    by,
  };
  let roundId: number | null = null;
  desk.write(event, () => {
    const at = desk.parts.now();
    if (opensPlenary) startPlenary(desk, by);
    const row = withDraft(store, at, { ...item, begunAt: item.begunAt ?? at });
    replaceRow(store, row);
    const round = currentRound(chainOf(row.roundId, store.rounds()));
    roundId = round?.id ?? null;
    const picture = item.kind === 'plenary' ? 'signIn' : round ? 'round' : 'item';
    const shown: Shown = { picture, index: null, roundId, since: desk.parts.now() };
    store.putSitting({ ...desk.sitting, itemId: item.id, shown });
    keep(roundId);
  });
  if (opensPlenary) desk.parts.roll.presenceChanged();
  return done(roundId);
}

/**
 * A round of another item than the one that the hall is at was made ready: the hall is at its item then. Works in the
 * transaction that its caller has open.
 */
export function goWithRound(desk: OrderDesk, round: RoundRow, by: Role): void {
  const { store, now } = desk.parts;
  const root = rootOf(round, store.rounds()).id;
  const item = store.agenda().find(({ roundId }) => roundId === root);
  const { itemId = null } = desk.sitting;
  if (!item || itemId === null || itemId === item.id) return;
  const at = now();
  replaceRow(store, { ...item, begunAt: item.begunAt ?? at });
  const shown: Shown = { picture: 'round', index: null, roundId: round.id, since: desk.parts.now() };
  store.putSitting({ ...desk.sitting, itemId: item.id, shown });
  store.appendRecord(at, { event: 'agenda item begun', item: item.id, title: item.title, by });
}

/**
 * Sign-in starts anew (RULES §2), but for the first plenary: whoever came early stays. How many the former one had at its end
 * is kept with it.
 */
function startPlenary(desk: OrderDesk, by: Role): void {
  const { store, roll, now } = desk.parts;
  const former = plenaryNow(store.agenda());
  if (former) {
    const present = roll.present.size;
    replaceRow(store, { ...former, present });
    store.endPlenary();
    store.appendRecord(now(), { event: 'plenary ended', item: former.id, title: former.title, present, by });
  }
  store.putSitting({ ...desk.sitting, signInOpen: true, signInClosed: false });
}

/** An agenda that was imported takes the place of all that has not begun. */
export function importAgenda(desk: OrderDesk, items: readonly AgendaItem[]): CommandAnswer {
  const { store, now } = desk.parts;
  if (desk.sitting.end) return HAS_ENDED;
  const rounds = store.rounds();
  const begun = store.agenda().filter((row) => hasBegun(row, rounds));
  const faults = agendaFaults(items);
  if (faults.length) return refuse('bad-contest', faults.map(faultInWords).join('\n'));
  const taken = items.find(({ id }) => begun.some((row) => row.id === id));
  if (taken) return refuse('wrong-state', `expected ids that no item has that has begun, ${taken.id} has`);
  if (begun.length + items.length > MAX_AGENDA_ITEMS)
    return refuse('blocked', `expected at most ${MAX_AGENDA_ITEMS} items on an agenda`);
  store.transaction(() => replanAgenda(store, now(), items));
  desk.parts.changed();
  return done();
}

function insert(desk: OrderDesk, item: AgendaItem, before: string | null, { keep, by }: Asked): CommandAnswer {
  const agenda = desk.parts.store.agenda();
  const wrong = wrongItem(item) ?? wrongPlace(desk, before);
  if (wrong) return wrong;
  if (agenda.some(({ id }) => id === item.id))
    return refuse('bad-payload', `expected an id that no item has, got ${item.id}`);
  if (agenda.length >= MAX_AGENDA_ITEMS)
    return refuse('blocked', `expected at most ${MAX_AGENDA_ITEMS} items on an agenda`);
  desk.write({ event: 'agenda item inserted', item: item.id, title: item.title, by, before }, () => {
    desk.parts.store.putAgenda(placed(agenda, agendaRow(item), before));
    keep(null);
  });
  return done();
}

function set(desk: OrderDesk, row: AgendaRow, item: AgendaItem, { keep, by }: Asked): CommandAnswer {
  const { store } = desk.parts;
  const wrong = wrongItem(item);
  if (wrong) return wrong;
  desk.write({ event: 'agenda item changed', item: item.id, title: item.title, by, was: row.title }, () => {
    const { title, kind, presenter, contest } = agendaRow(item);
    const named = { ...row, title, kind, presenter };
    replaceRow(
      store,
      keepsContest(row, item) ? withFormerContest(store, named, row) : withContest(store, named, contest),
    );
    keep(null);
  });
  return done();
}

function move(desk: OrderDesk, row: AgendaRow, before: string | null, { keep, by }: Asked): CommandAnswer {
  const { store } = desk.parts;
  const wrong = wrongPlace(desk, before);
  if (wrong) return wrong;
  if (before === row.id) return done();
  desk.write({ event: 'agenda item moved', item: row.id, title: row.title, by, before }, () => {
    const others = store.agenda().filter(({ id }) => id !== row.id);
    store.putAgenda(placed(others, row, before));
    keep(null);
  });
  return done();
}

function drop(desk: OrderDesk, row: AgendaRow, { keep, by }: Asked): CommandAnswer {
  const { store } = desk.parts;
  desk.write({ event: 'agenda item dropped', item: row.id, title: row.title, by }, () => {
    withContest(store, row, null);
    store.putAgenda(store.agenda().filter(({ id }) => id !== row.id));
    keep(null);
  });
  return done();
}

function wrongItem(item: AgendaItem): CommandAnswer | undefined {
  const faults = agendaItemFaults(item);
  return faults.length ? refuse('bad-contest', faults.map(faultInWords).join('\n')) : undefined;
}

/** What has begun stays in front of what has not: nothing comes before it any more. */
function wrongPlace(desk: OrderDesk, before: string | null): CommandAnswer | undefined {
  if (before === null) return undefined;
  const answer = withOpenItem(desk, before, () => done());
  return answer.ok ? undefined : answer;
}

function placed(agenda: readonly AgendaRow[], row: AgendaRow, before: string | null): AgendaRow[] {
  const index = agenda.findIndex(({ id }) => id === before);
  return index < 0 ? [...agenda, row] : agenda.toSpliced(index, 0, row);
}
