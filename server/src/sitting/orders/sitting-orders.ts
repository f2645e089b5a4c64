import type { CommandAnswer } from '@piaojue/contract/commands';
import type { Role } from '@piaojue/contract/live';
import type { SittingFile } from '@piaojue/contract/sitting-file';
import type { SeatRow } from '../../store/store.ts';
import { isInProgress } from '../../rounds/machine.ts';
import { countOf, peopleOf } from '../../roll/people.ts';
import { done, HAS_ENDED, refuse } from '../answers.ts';
import type { HallKeys } from '../hall-keys.ts';
import { seatRows, withScreen } from '../sitting-file.ts';
import { planAgenda } from '../agenda-plan.ts';
import type { OrderDesk, Orders } from './order.ts';

export interface SittingOrderParts {
  readonly keys: HallKeys;
}

/** The sitting as a whole. */
export const sittingOrders = (desk: OrderDesk, parts: SittingOrderParts): Orders<'sitting:end'> => ({
  'sitting:end': (_, __, by) => end(desk, parts, by),
});

/** Title, roll and agenda of the sitting, as long as nobody has signed in and no round was made ready. */
export function setUp(desk: OrderDesk, file: SittingFile): CommandAnswer {
  const { congress, meeting, date } = file;
  const { store, roll } = desk.parts;
  if (desk.sitting.end) return HAS_ENDED;
  if (roll.present.size || desk.sitting.signInOpen || store.rounds().some(({ state }) => state !== 'draft')) {
    return refuse('wrong-state', 'expected a sitting in which nobody has signed in and no round was frozen');
  }
  const seats = seatRows(file.seats);
  const missing = roll.withoutKey(seats);
  if (missing.length)
    return refuse('bad-payload', `expected keypads with a device key, none for ${missing.slice(0, 10).join(', ')}`);
  const retired = seats.map(({ keypad }) => keypad).filter((keypad) => desk.sitting.retired.includes(keypad));
  if (retired.length)
    return refuse('bad-payload', `expected keypads that were not replaced in this sitting, got ${retired.join(', ')}`);
  const people = peopleOf(file);
  const all = people.deputies === null ? seats.length : countOf(people.deputies);
  desk.write({ event: 'sitting set up', all, seats: seats.length, handout: people.handout, by: 'operator' }, () => {
    // What was checked were keypads: with others on the roll it was another one.
    const readiness = haveSameKeypads(seats, roll.seats) ? (desk.sitting.readiness ?? null) : null;
    store.putSitting(withScreen({ ...desk.sitting, title: { congress, meeting, date }, readiness, people }, file));
    store.putSeats(seats);
    planAgenda(store, desk.parts.now(), file);
  });
  roll.seats = seats;
  roll.presenceChanged();
  desk.parts.changed();
  return done();
}

const haveSameKeypads = (one: readonly SeatRow[], other: readonly SeatRow[]): boolean =>
  one.length === other.length && one.every(({ keypad }, slot) => keypad === other[slot]?.keypad);

async function end(desk: OrderDesk, { keys }: SittingOrderParts, by: Role): Promise<CommandAnswer> {
  const busy = desk.parts.store.rounds().find(({ state }) => isInProgress(state));
  if (busy) return refuse('round-in-progress', `round ${busy.id} is ${busy.state}: the sitting ends after it`);
  const ended = await keys.end(by);
  return ended.ok ? done() : refuse('blocked', ended.error);
}
