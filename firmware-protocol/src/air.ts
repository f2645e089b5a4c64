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
const BEACON_BODY = 4 + 8 + 2 + 1 + 2 + 1 + 1 + 8 + 1;
export const beaconAirBytes = (receipts: number): number => AIR_OVERHEAD + BEACON_BODY + receipts * RECEIPT_BYTES;

/** Silent this long after a beacon said that the frame was heard. */
export const HEARD_SILENCE_MS = 1500;
/** Red after this long without a receipt. */
export const GIVE_UP_MS = 10 * 60 * 1000;
/** The display is cleared this long after `counted`. */
export const CLEAR_MS = 5000;
/** A receipt is repeated in this many beacons. */
export const RECEIPT_BEACONS = 2;
