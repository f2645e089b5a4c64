import type { CommandAnswer } from '@piaojue/contract/commands';
import { checkContest } from '../../rules/contest-check.ts';
import { draftRound } from '../../rounds/draft.ts';
import { isInProgress } from '../../rounds/machine.ts';
import type { RoundRow } from '../../store/store.ts';
import { done, HAS_ENDED, refuse } from '../answers.ts';
import type { Keep, OrderDesk, Orders } from './order.ts';

const keepNothing: Keep = () => undefined;

/** What is voted on, before it is a round that can open. */
export const contestOrders = (desk: OrderDesk): Orders<'contest:import' | 'contest:discard'> => ({
  'contest:import': ({ contest }, keep) => importContest(desk, contest, keep),
  'contest:discard': ({ roundId }, keep) =>
    desk.withRound(roundId, ['draft'], () => {
      desk.write({ event: 'draft discarded', round: roundId }, () => {
        desk.parts.store.removeDraft(roundId);
        keep(null);
      });
      return done();
    }),
});

/** A contest file as it came, not yet known to be one: every fault of it is named. */
export function importContest(desk: OrderDesk, contest: unknown, keep: Keep = keepNothing): CommandAnswer {
  if (desk.sitting.end) return HAS_ENDED;
  const checked = checkContest(contest);
  if (!checked.ok) {
    return refuse(
      'bad-contest',
      checked.error.map(({ path, expected, got }) => `${path}: expected ${expected}, got ${got}`).join('\n'),
    );
  }
  const { roll: _, expectedVotes: __, ...rest } = checked.value;
  const answer = newRound(desk, { contest: structuredClone(rest), parent: null, turn: 1 }, keep);
  desk.parts.changed();
  return answer;
}

/** A draft, also of a re-vote: `parent` is the round that it repeats. */
export function newRound(
  desk: OrderDesk,
  { contest, parent, turn }: Pick<RoundRow, 'contest' | 'parent' | 'turn'>,
  keep: Keep,
): CommandAnswer {
  const { store, now } = desk.parts;
  const busy = store.rounds().find(({ state }) => isInProgress(state) || state === 'ready');
  if (busy) {
    return refuse('round-in-progress', `round ${busy.id} is ${busy.state}: finish it or take it back first`);
  }
  const round = store.transaction(() => {
    const made = store.createRound(draftRound(contest, parent, turn));
    store.appendRecord(now(), { event: 'round drafted', round: made.id, parent });
    keep(made.id);
    return made;
  });
  return done(round.id);
}
