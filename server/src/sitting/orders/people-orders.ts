import type { CommandAnswer } from '@piaojue/contract/commands';
import type { Role } from '@piaojue/contract/live';
import type { AgreementKind } from '@piaojue/contract/officers-view';
import { agreementRefusal } from '../../rounds/agreements.ts';
import type { PresenceRow, RoundRow } from '../../store/store.ts';
import { courseOf, roundNow } from '../agenda.ts';
import type { AlarmWatch } from '../alarm-watch.ts';
import { done, refuse } from '../answers.ts';
import type { Keep, OrderDesk, Orders } from './order.ts';

/** What people other than the operator confirm and agree to, and who leaves the hall and comes back (RULES §4, §2). */
export const peopleOrders = (
  desk: OrderDesk,
  alarms: Pick<AlarmWatch, 'noted'>,
): Orders<'round:confirm' | 'round:consent' | 'incident:note' | 'seat:leave' | 'seat:return'> => ({
  'round:confirm': ({ roundId, what, hash }, keep, by) =>
    withRound(desk, roundId, (round) => agree(desk, round, { what, hash }, by, keep)),
  'round:consent': ({ roundId, step, hash }, keep, by) =>
    withRound(desk, roundId, (round) => agree(desk, round, { what: step, hash }, by, keep)),
  'incident:note': ({ text }, keep, by) => {
    const { store } = desk.parts;
    const round = roundNow(courseOf(store))?.id ?? null;
    desk.write({ event: 'incident noted', text: text.trim(), ...(round !== null && { round }), by }, () => keep(round));
    const line = store.record().at(-1);
    if (line) alarms.noted({ seq: line.seq, text: text.trim() });
    return done(round);
  },
  'seat:leave': ({ slot }, keep, by) => move(desk, slot, { from: 'present', to: 'left' }, by, keep),
  'seat:return': ({ slot }, keep, by) => move(desk, slot, { from: 'left', to: 'present' }, by, keep),
});

function withRound(desk: OrderDesk, id: number, work: (round: RoundRow) => CommandAnswer): CommandAnswer {
  const round = desk.parts.store.round(id);
  return round ? work(round) : refuse('unknown-round', `there is no round ${id}`);
}

interface Agreed {
  readonly what: AgreementKind;
  /** Of what was frozen, as it was shown. */
  readonly hash: string | undefined;
}

/** Given once: a second one changes nothing. Given to what was seen, and to nothing that was frozen in its place. */
function agree(desk: OrderDesk, round: RoundRow, { what, hash }: Agreed, by: Role, keep: Keep): CommandAnswer {
  const refused = agreementRefusal(what, round);
  if (refused) return refuse('wrong-state', refused);
  const frozen = round.frozen?.hash;
  if (hash !== undefined && hash !== frozen)
    return refuse('wrong-state', `round ${round.id} is frozen as ${frozen?.slice(0, 8)}, not as ${hash.slice(0, 8)}`);
  if (round.agreements?.[what]) return done(round.id);
  const at = desk.parts.now();
  desk.write({ event: EVENTS[what], round: round.id, hash: round.frozen?.hash ?? null, by }, () => {
    desk.parts.store.putRound({ ...round, agreements: { ...round.agreements, [what]: { at, by } } });
    keep(round.id);
  });
  return done(round.id);
}

const EVENTS: Readonly<Record<AgreementKind, string>> = {
  emptyBox: 'empty box confirmed',
  sums: 'sums confirmed',
  open: 'opening agreed to',
  close: 'close agreed to',
  announce: 'announcement agreed to',
  box: 'disputed box agreed to',
};

interface Move {
  readonly from: PresenceRow['state'];
  readonly to: PresenceRow['state'];
}

/** P and I of a round that is open stay as they were frozen (RULES §1, decision 9). */
function move(desk: OrderDesk, slot: number, { from, to }: Move, by: Role, keep: Keep): CommandAnswer {
  const { roll, store } = desk.parts;
  if (!roll.seats.some((seat) => seat.slot === slot))
    return refuse('bad-payload', `expected a slot from 0 to ${roll.seats.length - 1}, got ${slot}`);
  const row = roll.rowOf(slot);
  if (row?.state !== from)
    return refuse('wrong-state', `expected somebody who ${from === 'left' ? 'left' : 'is present'} at slot ${slot}`);
  desk.write({ event: to === 'left' ? 'deputy left' : 'deputy came back', slot, by }, () => {
    store.putPresence({ ...row, state: to });
    keep(null);
  });
  roll.presenceChanged();
  return done();
}
