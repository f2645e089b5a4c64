import type { CommandAnswer } from '@piaojue/contract/commands';
import type { SittingFile } from '@piaojue/contract/sitting-file';
import { isInProgress } from '../../rounds/machine.ts';
import { done, HAS_ENDED, refuse } from '../answers.ts';
import type { HallKeys } from '../hall-keys.ts';
import { seatRows } from '../sitting-file.ts';
import { planAgenda } from '../agenda-plan.ts';
import type { OrderDesk, Orders } from './order.ts';

export interface SittingOrderParts {
  readonly keys: HallKeys;
}

/** The sitting as a whole. */
export const sittingOrders = (desk: OrderDesk, parts: SittingOrderParts): Orders<'sitting:end'> => ({
  'sitting:end': () => end(desk, parts),
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
  desk.write({ event: 'sitting set up', all: seats.length }, () => {
    // What was checked was another roll.
    store.putSitting({ ...desk.sitting, title: { congress, meeting, date }, readiness: null });
    store.putSeats(seats);
    planAgenda(store, desk.parts.now(), file);
  });
  roll.seats = seats;
  desk.parts.changed();
  return done();
}

async function end(desk: OrderDesk, { keys }: SittingOrderParts): Promise<CommandAnswer> {
  const busy = desk.parts.store.rounds().find(({ state }) => isInProgress(state));
  if (busy) return refuse('round-in-progress', `round ${busy.id} is ${busy.state}: the sitting ends after it`);
  const ended = await keys.end();
  return ended.ok ? done() : refuse('blocked', ended.error);
}
