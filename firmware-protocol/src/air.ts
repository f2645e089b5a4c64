import { BALLOT_BYTES } from './ballot.ts';
import { RECEIPT_BYTES } from './messages.ts';

/**
 * The radio as the receiver and the keypads share it (PROTOCOL, part 6). Sizes in bytes, times in ms.
 */
export const SLOTS = 64;
/** Preamble 4, sync word 4, length 1, type 1 before the body; CRC-16 2 after it. */
export const AIR_OVERHEAD = 12;
/** 46 bytes. */
export const BALLOT_AIR_BYTES = AIR_OVERHEAD + 10 + BALLOT_BYTES + 8;
export const BEACON_RECEIPTS = 40;
/** Provisioning 4, session id 8, round 2, state 1, paper 2, epoch 2, slots 1, send 1, heard 8, number of receipts 1. */
export const BEACON_BODY = 4 + 8 + 2 + 1 + 2 + 2 + 1 + 1 + 8 + 1;
export const beaconAirBytes = (receipts: number): number => AIR_OVERHEAD + BEACON_BODY + receipts * RECEIPT_BYTES;

/** Silent this long after a beacon said that the frame was heard. */
export const HEARD_SILENCE_MS = 1500;
/** Red after this long without a receipt. */
export const GIVE_UP_MS = 10 * 60 * 1000;
/** The display is cleared this long after `counted`. */
export const CLEAR_MS = 5000;
/** A receipt is repeated in this many beacons. */
export const RECEIPT_BEACONS = 2;

/** Keypads that collided in a slot, on average, where the load is best (Schoute 1983). */
const PER_COLLISION = 2.39;
const MOST_BACKLOG = 65_534;

export interface FrameOutcome {
  readonly idle: number;
  readonly collided: number;
  /** `send` of the beacon before. */
  readonly send: number;
}

/**
 * Keypads that still have something to send, after one contention frame (PROTOCOL AIR5). What collided is scaled up by
 * those who drew not to send; without that, 750 keypads at 250 kbit/s need 12 sends a ballot instead of 4.
 */
export function nextBacklog(backlog: number, { idle, collided, send }: FrameOutcome): number {
  if (send === 0) return backlog; // nobody was asked to send
  const estimate = idle === 0 ? 2 * backlog : (PER_COLLISION * collided * 255) / send;
  return Math.min(MOST_BACKLOG, Math.max(SLOTS, estimate));
}

/** The byte `send` of the beacon: a keypad sends if a number drawn from 0–254 is below it (PROTOCOL AIR4, AIR5). */
export const sendShare = (backlog: number, busy = false): number =>
  busy ? 0 : Math.min(255, Math.max(1, Math.floor((255 * SLOTS) / backlog)));
