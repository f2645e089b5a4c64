import type { SimKeypad } from '../keypad/sim-keypad.ts';
import type { Random } from '../random.ts';
import type { ReceiverModel } from '../receiver/receiver-model.ts';
import type { AirFrame, Beacon } from './beacon.ts';

/** The air of one channel, between the receivers and the keypads on it. Times in ms of the hall's clock. */
export interface Air {
  /** After anything was done to a keypad from outside: does it want to hear every beacon? */
  touch(keypad: SimKeypad): void;
  advance(now: number): void;
  /** The last beacon on this air. */
  readonly last: { readonly beacon: Beacon; readonly at: number } | undefined;
}

export interface AirCounts {
  ballots: number;
  presences: number;
  retries: number;
  /** Slots in which more than one sent, and whatever else was spoilt by a second speaker. */
  collisions: number;
  /** Frames that one listener did not hear. */
  airloss: number;
}
export const noAirCounts = (): AirCounts => ({ ballots: 0, presences: 0, retries: 0, collisions: 0, airloss: 0 });

export interface AirParts {
  readonly keypads: readonly SimKeypad[];
  /** Receivers that listen on this channel now: those that are plugged in and run. */
  readonly receivers: () => readonly ReceiverModel[];
  /** Share of frames that one listener does not hear. */
  readonly airloss: number;
  readonly random: Random;
  readonly counts: AirCounts;
  readonly now: number;
}

/** Time made up for after the process was held up; more is let go. */
export const MOST_BEHIND_MS = 50;

/** −dBm at the receivers. */
export const rssiOf = (keypad: SimKeypad): number => keypad.rssi;

/** Before the keypad is told that it sent. */
export function countSending({ state }: SimKeypad, frame: AirFrame, counts: AirCounts): void {
  const before = state.ballot?.sends ?? state.signIn?.sends ?? state.answer?.sends ?? 0;
  if (before > 0) counts.retries++;
  if (frame.kind === 'ballot') counts.ballots++;
  else counts.presences++;
}

export function isLost({ random, airloss, counts }: AirParts): boolean {
  if (!random.chance(airloss)) return false;
  counts.airloss++;
  return true;
}
