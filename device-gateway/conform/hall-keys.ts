import type { KeyObject } from 'node:crypto';
import {
  type Presence,
  type Receipt,
  type SealedBallot,
  SIGN_IN_FLAG,
  TEST_FLAG,
} from '@piaojue/firmware-protocol/messages';
import { openBallot } from '@piaojue/firmware-protocol/seal/ballot-seal';
import { type CmacKey, cmacKey } from '@piaojue/firmware-protocol/seal/cmac';
import { ballotKey, macKey, type Session } from '@piaojue/firmware-protocol/seal/keys';
import { verifyPresence } from '@piaojue/firmware-protocol/seal/presence-mac';
import { answeredBallot, answeredPresence, makeReceipt } from '@piaojue/firmware-protocol/seal/receipt-mac';

interface KeypadKeys {
  readonly up: KeyObject;
  readonly down: CmacKey;
  readonly roll: CmacKey;
}

/** What roll and box hold in a hall: here for one rehearsal session that the kit makes up. */
export class HallKeys {
  readonly session: Session;
  /** Of the device keys (PROTOCOL KEY9). */
  readonly epoch: number;
  readonly #deviceKeys: ReadonlyMap<number, Uint8Array>;
  readonly #derived = new Map<number, KeypadKeys>();

  constructor(session: Session, epoch: number, deviceKeys: ReadonlyMap<number, Uint8Array>) {
    this.session = session;
    this.epoch = epoch;
    this.#deviceKeys = deviceKeys;
  }

  has(keypad: number): boolean {
    return this.#deviceKeys.has(keypad);
  }

  /** PROTOCOL SGN2. */
  macHolds(presence: Presence): boolean {
    const keys = this.#keysOf(presence.keypad);
    return keys !== undefined && verifyPresence(keys.roll, presence);
  }

  /** PROTOCOL SEAL3: the ballot's 16 bytes, if no bit of it was changed on its way. */
  open(ballot: SealedBallot, paperHash: Uint8Array): Uint8Array | undefined {
    const keys = this.#keysOf(ballot.keypad);
    return keys && openBallot(keys.up, ballot, paperHash);
  }

  /** The receipt that ends the sending of this frame; undefined without a key for it. */
  receipt(frame: SealedBallot | Presence): Receipt | undefined {
    const keys = this.#keysOf(frame.keypad);
    if (!keys) return undefined;
    if ('tag' in frame) return makeReceipt(keys, 'counted', answeredBallot(frame));
    const status = (frame.version & SIGN_IN_FLAG) !== 0 && (frame.version & TEST_FLAG) === 0 ? 'signedIn' : 'noted';
    return makeReceipt(keys, status, answeredPresence(frame));
  }

  #keysOf(keypad: number): KeypadKeys | undefined {
    const derived = this.#derived.get(keypad);
    if (derived) return derived;
    const bytes = this.#deviceKeys.get(keypad);
    if (!bytes) return undefined;
    const device = cmacKey(bytes);
    const keys = {
      up: ballotKey(device, this.session, keypad),
      down: macKey(device, 'down', this.session, keypad),
      roll: macKey(device, 'roll', this.session, keypad),
    };
    this.#derived.set(keypad, keys);
    return keys;
  }
}
