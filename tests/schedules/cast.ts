import { cmacKey } from '@piaojue/firmware-protocol/seal/cmac';
import { ballotKey, macKey, type Session } from '@piaojue/firmware-protocol/seal/keys';
import { deviceKeyOf } from '@piaojue/server/box/test-keypad';
import type { Voter } from '@piaojue/server/box/intake';
import { freezePresence } from '@piaojue/server/rounds/freeze';
import type { RoundRow, SittingRow } from '@piaojue/server/store/store';
import { testRound, testSitting } from '@piaojue/server/store/test-rows';

/** Who is in the hall and what is voted on: the same in every schedule, but for the number of voters. */
export const SITTING: SittingRow = testSitting();
export const SESSION: Session = { mode: SITTING.mode, provisioning: SITTING.provisioning, sid: SITTING.sid };
export const ROUND = 1;
export const CANDIDATES = 5;
export const MAX_MARKS = 3;

/** 1 … n; keypad k belongs to slot k − 1. */
export const keypadOf = (slot: number): number => slot + 1;
export const slotOf = (keypad: number): number => keypad - 1;

const voters = new Map<number, Voter>();
/** Deriving keys is the dear part of a short run, and they are the same in all. */
export function voterOf(keypad: number): Voter {
  const known = voters.get(keypad);
  if (known) return known;
  const device = cmacKey(deviceKeyOf(keypad));
  const voter = {
    slot: slotOf(keypad),
    generation: 0,
    open: ballotKey(device, SESSION, keypad),
    down: macKey(device, 'down', SESSION, keypad),
    roll: macKey(device, 'roll', SESSION, keypad),
  };
  voters.set(keypad, voter);
  return voter;
}

/** `absent`: keypads that did not sign in before the round opened, and may not vote in it. */
export function openRound(keypads: number, absent: readonly number[], press: 'first' | 'last'): RoundRow {
  const contest = { field: CANDIDATES, seats: MAX_MARKS, press } as const;
  const round = testRound('open', { id: ROUND, voters: keypads, contest });
  if (!round.frozen) throw new Error('an open round is frozen');
  const present = round.frozen.seats.map(({ slot }) => slot).filter((slot) => !absent.includes(keypadOf(slot)));
  return { ...round, presence: freezePresence(round.frozen, new Set(present)) };
}
