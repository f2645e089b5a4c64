import type { CommandError } from '@piaojue/contract/commands';
import { fail, ok, type Result } from '@piaojue/contract/result';
import type { Roll } from '../roll/roll.ts';
import { isInProgress } from '../rounds/machine.ts';
import type { RoundRow, SeatRow, SittingRow } from '../store/store.ts';

export interface Replacement {
  readonly slot: number;
  readonly keypad: number;
}

/**
 * The seat with its new keypad, one generation on, or why it can't have it. Keypad and generation are frozen with a round, so a
 * frozen one is taken back first. In an open round it takes a monitor too (RULES §4); one that is opening or closing is not
 * touched.
 */
export function replacedSeat(
  { slot, keypad }: Replacement,
  sitting: Pick<SittingRow, 'retired'>,
  rounds: readonly Pick<RoundRow, 'id' | 'state' | 'method'>[],
  roll: Pick<Roll, 'seats' | 'knows' | 'barred'>,
): Result<SeatRow, CommandError> {
  const refuse = (code: CommandError['code'], detail: string): Result<never, CommandError> => fail({ code, detail });
  const seat = roll.seats.find((row) => row.slot === slot);
  if (!seat) return refuse('bad-payload', `expected a slot from 0 to ${roll.seats.length - 1}, got ${slot}`);
  const busy = rounds.find(({ state }) => isInProgress(state));
  if (busy && (busy.state !== 'open' || busy.method === 'hand')) {
    const detail = `round ${busy.id} is ${busy.state}: a keypad is replaced before a round, while it is open, or after it`;
    return refuse('round-in-progress', detail);
  }
  const frozen = rounds.find(({ state }) => state === 'ready');
  if (frozen) {
    const detail = `round ${frozen.id} is frozen with keypad ${seat.keypad}: take it back, replace the keypad, freeze it again`;
    return refuse('blocked', detail);
  }
  const holder = roll.seats.find((row) => row.keypad === keypad);
  if (holder) return refuse('blocked', `keypad ${keypad} belongs to seat ${holder.slot + 1}, ${holder.name}`);
  if (sitting.retired.includes(keypad))
    return refuse('blocked', `keypad ${keypad} was replaced in this sitting and comes back to no seat of it`);
  if (roll.barred.has(keypad)) return refuse('blocked', `keypad ${keypad} is barred as lost`);
  if (!roll.knows(keypad)) return refuse('blocked', `keypad ${keypad} has no device key: provision it first`);
  return ok({ ...seat, keypad, generation: seat.generation + 1 });
}
