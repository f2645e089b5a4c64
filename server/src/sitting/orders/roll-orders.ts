import type { CommandAnswer } from '@piaojue/contract/commands';
import { MAX_KEYPAD } from '@piaojue/firmware-protocol/messages';
import { isInProgress } from '../../rounds/machine.ts';
import type { Shown } from '../../store/store.ts';
import { done, refuse } from '../answers.ts';
import type { HallKeys } from '../hall-keys.ts';
import type { SelfCheck } from '../self-check.ts';
import type { OrderDesk, Orders } from './order.ts';

export interface RollOrderParts {
  readonly keys: HallKeys;
  readonly check: SelfCheck;
}

/** Who is here, and whether their keypads work. */
export const rollOrders = (
  desk: OrderDesk,
  parts: RollOrderParts,
): Orders<
  'signIn:start' | 'signIn:stop' | 'keypads:rollCall' | 'keypads:test' | 'keypads:accept' | 'keypad:replace'
> => ({
  'signIn:start': () => signIn(desk, parts, true),
  'signIn:stop': () => signIn(desk, parts, false),
  'keypads:rollCall': ({ from = 1, to = MAX_KEYPAD }) => rollCall(desk, parts, from, to),
  'keypads:test': ({ action }) => (action === 'start' ? parts.check.startTest() : parts.check.stopTest()),
  'keypads:accept': (_, keep) => parts.check.accept(() => keep(null)),
  'keypad:replace': ({ slot, keypad }, keep) => parts.keys.replace({ slot, keypad }, () => keep(null)),
});

function signIn(desk: OrderDesk, { check }: RollOrderParts, open: boolean): CommandAnswer {
  const { store, roll } = desk.parts;
  const busy = store.rounds().find(({ state }) => isInProgress(state));
  if (busy) return refuse('round-in-progress', `round ${busy.id} is ${busy.state}; sign-in goes on after it`);
  check.stopTest();
  const shown: Shown = open ? { picture: 'signIn', index: null, roundId: null } : desk.sitting.shown;
  desk.write({ event: open ? 'sign-in started' : 'sign-in stopped', present: roll.present.size }, () =>
    store.putSitting({ ...desk.sitting, signInOpen: open, shown }),
  );
  return done();
}

/** Of all that have a key now: who did not answer the last time may have been provisioned anew since. */
async function rollCall(
  desk: OrderDesk,
  { keys, check }: RollOrderParts,
  from: number,
  to: number,
): Promise<CommandAnswer> {
  if (!desk.parts.store.rounds().some(({ state }) => isInProgress(state))) {
    const reloaded = await keys.reload();
    if (!reloaded.ok) return refuse('blocked', reloaded.error);
  }
  return check.rollCall(from, to);
}
