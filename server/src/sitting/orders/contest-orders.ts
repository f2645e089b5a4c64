import type { CommandAnswer } from '@piaojue/contract/commands';
import { checkContest } from '../../rules/contest-check.ts';
import { faultInWords } from '../../rules/schema-faults.ts';
import type { Contest } from '@piaojue/contract/contest';
import type { Role } from '@piaojue/contract/live';
import { draftRound } from '../../rounds/draft.ts';
import { isInProgress } from '../../rounds/machine.ts';
import type { RoundRow } from '../../store/store.ts';
import { voteOf } from '../agenda-plan.ts';
import { done, HAS_ENDED, refuse } from '../answers.ts';
import { plainContest, replaceRow, withContest, withDraft } from './agenda-rows.ts';
import type { Keep, OrderDesk, Orders } from './order.ts';

const keepNothing: Keep = () => undefined;

/** What is voted on, before it is a round that can open. */
export const contestOrders = (desk: OrderDesk): Orders<'contest:import' | 'contest:discard'> => ({
  'contest:import': ({ contest, itemId }, keep) => importContest(desk, contest, keep, itemId),
  'contest:discard': ({ roundId }, keep, by) =>
    desk.withRound(roundId, ['draft'], () => {
      desk.write({ event: 'draft discarded', round: roundId, by }, () => {
        discard(desk, roundId);
        keep(null);
      });
      return done();
    }),
});

/** Its item goes with it, unless the hall came to it: then it waits for another contest. */
function discard(desk: OrderDesk, roundId: number): void {
  const { store } = desk.parts;
  store.removeDraft(roundId);
  const item = store.agenda().find((row) => row.roundId === roundId);
  if (!item) return;
  if (item.begunAt !== null) {
    replaceRow(store, { ...item, roundId: null });
    if (item.id === desk.sitting.itemId) desk.show({ picture: 'item', index: null, roundId: null });
  } else store.putAgenda(store.agenda().filter(({ id }) => id !== item.id));
}

/**
 * A contest file as it came, not yet known to be one: every fault of it is named. It becomes a vote at the end of the agenda,
 * drafted at once, or the contest of the vote `itemId`, drafted if the hall is at it.
 */
export function importContest(
  desk: OrderDesk,
  contest: unknown,
  keep: Keep = keepNothing,
  itemId?: string,
): CommandAnswer {
  if (desk.sitting.end) return HAS_ENDED;
  const checked = checkContest(contest);
  if (!checked.ok) {
    return refuse('bad-contest', checked.error.map(faultInWords).join('\n'));
  }
  const plain = plainContest(checked.value);
  const answer = itemId === undefined ? newVote(desk, plain, keep) : contestOfItem(desk, itemId, plain, keep);
  desk.parts.changed();
  return answer;
}

function newVote(desk: OrderDesk, contest: Contest, keep: Keep): CommandAnswer {
  const { store } = desk.parts;
  return store.transaction(() => {
    const answer = newRound(desk, { contest, parent: null, turn: 1 }, keep);
    const agenda = store.agenda();
    if (answer.ok) store.putAgenda([...agenda, { ...voteOf(agenda, contest), roundId: answer.value.roundId }]);
    return answer;
  });
}

function contestOfItem(desk: OrderDesk, itemId: string, contest: Contest, keep: Keep): CommandAnswer {
  const { store, now } = desk.parts;
  const row = store.agenda().find(({ id }) => id === itemId);
  if (!row) return refuse('unknown-item', `there is no item ${itemId} on the agenda`);
  if (row.kind !== 'vote') return refuse('wrong-state', `expected a vote, item ${itemId} is a ${row.kind}`);
  const round = row.roundId === null ? undefined : store.round(row.roundId);
  if (round && round.state !== 'draft')
    return refuse('wrong-state', `expected a vote that was not made ready, round ${round.id} is ${round.state}`);
  let roundId: number | null = null;
  desk.write({ event: 'contest of agenda item', item: itemId, title: row.title, by: 'operator' }, () => {
    const planned = withContest(store, row, contest);
    const next = desk.sitting.itemId === itemId ? withDraft(store, now(), planned) : planned;
    ({ roundId } = next);
    replaceRow(store, next);
    if (roundId !== null && round === undefined) desk.show({ picture: 'round', index: null, roundId });
    keep(roundId);
  });
  return done(roundId);
}

export interface NewRound extends Pick<RoundRow, 'contest' | 'parent' | 'turn'> {
  readonly method?: 'keypads' | 'hand';
}

/** A draft, also of a re-vote: `parent` is the round that it follows. `also`: written with it. */
export function newRound(
  desk: OrderDesk,
  { contest, parent, turn, method = 'keypads' }: NewRound,
  keep: Keep,
  by: Role = 'operator',
  also: () => void = () => undefined,
): CommandAnswer {
  const { store, now } = desk.parts;
  const busy = store.rounds().find(({ state }) => isInProgress(state) || state === 'ready');
  if (busy) {
    return refuse('round-in-progress', `round ${busy.id} is ${busy.state}: finish it or take it back first`);
  }
  const round = store.transaction(() => {
    also();
    const made = store.createRound(draftRound(contest, parent, turn, method));
    store.appendRecord(now(), {
      event: 'round drafted',
      round: made.id,
      parent,
      ...(method === 'hand' && { method }),
      by,
    });
    keep(made.id);
    return made;
  });
  return done(round.id);
}
