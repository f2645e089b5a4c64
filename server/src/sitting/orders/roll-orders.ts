import type { CommandAnswer } from '@piaojue/contract/commands';
import type { Role } from '@piaojue/contract/live';
import { MAX_KEYPAD } from '@piaojue/firmware-protocol/messages';
import { isInProgress } from '../../rounds/machine.ts';
import type { Shown, SittingRow } from '../../store/store.ts';
import { done, refuse } from '../answers.ts';
import type { HallKeys } from '../hall-keys.ts';
import type { SelfCheck } from '../self-check.ts';
import type { Keep, OrderDesk, Orders } from './order.ts';

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
  'signIn:start': (_, keep, by) => signIn(desk, parts, true, by, keep),
  'signIn:stop': (_, keep, by) => signIn(desk, parts, false, by, keep),
  'keypads:rollCall': ({ from = 1, to = MAX_KEYPAD }) => rollCall(desk, parts, from, to),
  'keypads:test': ({ action }) => (action === 'start' ? parts.check.startTest() : parts.check.stopTest()),
  'keypads:accept': ({ without }, keep, by) =>
    without === undefined
      ? parts.check.accept(by, () => keep(null))
      : parts.check.goWithout(without, by, () => keep(null)),
  'keypad:replace': ({ commandId: _, ...replacement }, keep, by) => parts.keys.replace(replacement, by, keep),
});

function signIn(desk: OrderDesk, { check }: RollOrderParts, open: boolean, by: Role, keep: Keep): CommandAnswer {
  const { store, roll } = desk.parts;
  const busy = store.rounds().find(({ state }) => isInProgress(state));
  if (busy) return refuse('round-in-progress', `round ${busy.id} is ${busy.state}; sign-in goes on after it`);
  check.stopTest();
  const { sitting } = desk;
  const shown: Shown = open ? { picture: 'signIn', index: null, roundId: null } : sitting.shown;
  // Opened again after it was closed: who comes now is late (RULES §2 补签到).
  const late = sitting.signInClosed === true;
  const event = open
    ? late
      ? 'late sign-in started'
      : 'sign-in started'
    : late
      ? 'late sign-in stopped'
      : 'sign-in stopped';
  desk.write({ event, present: roll.present.size, late: roll.late, by }, () => {
    store.putSitting(open ? { ...sitting, signInOpen: true, shown } : signInStopped({ ...sitting, shown }));
    keep(null);
  });
  return done();
}

export const signInStopped = (sitting: SittingRow): SittingRow =>
  sitting.signInOpen ? { ...sitting, signInOpen: false, signInClosed: true } : sitting;

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
