import type { Presence, Receipt, SealedBallot } from '../messages.ts';
import { STATUSES, type Status, statusOf } from '../status.ts';
import { type CmacKey, cmac8, sameBytes } from './cmac.ts';

/**
 * Receipts are bound to the very frame they answer (PROTOCOL RCP1–RCP6): 8 bytes of AES-CMAC over
 *
 *     02 | status 1 | keypad 2 | round 2 | counter 4 | n 4 | the frame's own tag or MAC 8
 *
 * For a sign-in round is 0. `n` is the counter itself, or for `closed` and `counter` the last counter counted.
 */
export interface Answered {
  readonly keypad: number;
  /** 0 for a sign-in. */
  readonly round: number;
  readonly counter: number;
  /** 8 bytes: the ballot's tag, or the MAC of the sign-in. */
  readonly tag: Uint8Array;
}

export interface ReceiptKeys {
  /** Only the box process and the keypad have it. */
  readonly down?: CmacKey;
  readonly roll?: CmacKey;
}

export const answeredBallot = (ballot: SealedBallot): Answered => ballot;
export const answeredPresence = (presence: Presence): Answered => ({
  keypad: presence.keypad,
  round: 0,
  counter: presence.counter,
  tag: presence.mac,
});

function receiptMac(key: CmacKey, status: Status, frame: Answered, n: number): Uint8Array {
  const input = Buffer.alloc(22);
  input.writeUInt8(2, 0);
  input.writeUInt8(STATUSES[status].code, 1);
  input.writeUInt16BE(frame.keypad, 2);
  input.writeUInt16BE(frame.round, 4);
  input.writeUInt32BE(frame.counter, 6);
  input.writeUInt32BE(n, 10);
  input.set(frame.tag, 14);
  return cmac8(key, input);
}

/** `n` only for `closed` and `counter`. Throws when the caller lacks the key that this status is made with. */
export function makeReceipt(keys: ReceiptKeys, status: Status, frame: Answered, n = frame.counter): Receipt {
  const key = keys[STATUSES[status].by];
  if (!key) throw new Error(`a receipt "${status}" is made with the key "${STATUSES[status].by}", which is not here`);
  return {
    keypad: frame.keypad,
    number: n,
    status: STATUSES[status].code,
    mac: receiptMac(key, status, frame, n),
  };
}

/** The status of a receipt for the very frame that a keypad waits for, or undefined for any other. */
export function readReceipt(keys: Required<ReceiptKeys>, receipt: Receipt, waitingFor: Answered): Status | undefined {
  const status = statusOf(receipt.status);
  if (!status || receipt.keypad !== waitingFor.keypad) return undefined;
  if (status !== 'closed' && status !== 'counter' && receipt.number !== waitingFor.counter) return undefined;
  const expected = receiptMac(keys[STATUSES[status].by], status, waitingFor, receipt.number);
  return sameBytes(expected, receipt.mac) ? status : undefined;
}
