import { Presence, type Receipt, SealedBallot, SIGN_IN_FLAG, WIRE_VERSION } from '@piaojue/firmware-protocol/messages';
import { sealBallot } from '@piaojue/firmware-protocol/seal/ballot-seal';
import { type CmacKey, cmacKey } from '@piaojue/firmware-protocol/seal/cmac';
import { ballotKey, macKey, type Session } from '@piaojue/firmware-protocol/seal/keys';
import { paperHash } from '@piaojue/firmware-protocol/seal/paper-hash';
import { signPresence } from '@piaojue/firmware-protocol/seal/presence-mac';
import { type Answered, answeredPresence, readReceipt } from '@piaojue/firmware-protocol/seal/receipt-mac';
import type { Status } from '@piaojue/firmware-protocol/status';

/** rssi of a frame as a receiver sends it up: unknown. */
const RSSI = 255;

/** What a keypad has that seals and reads receipts, without air, display or people. */
export class SoftKeypad {
  readonly id: number;
  readonly session: Session;
  readonly #device: CmacKey;
  /** Of the last press. Starts away from 0, as in a keypad that was used before. */
  counter: number;

  constructor(id: number, deviceKey: Uint8Array, session: Session, counter = 1000) {
    this.id = id;
    this.#device = cmacKey(deviceKey);
    this.session = session;
    this.counter = counter;
  }

  /** `ballot`: 16 bytes of plaintext. */
  seal(round: number, paper: Uint8Array, ballot: Uint8Array, counter = ++this.counter): SealedBallot {
    return sealBallot(
      ballotKey(this.#device, this.session, this.id),
      { keypad: this.id, round, counter },
      paperHash(paper),
      ballot,
    );
  }

  signIn(version: number = WIRE_VERSION | SIGN_IN_FLAG, counter = ++this.counter, battery = 80): Presence {
    const roll = macKey(this.#device, 'roll', this.session, this.id);
    return signPresence(roll, { keypad: this.id, counter, version, battery, firmware: 1 });
  }

  /** What a receipt says about this frame, or undefined for a receipt of anything else. */
  read(receipt: Receipt, frame: SealedBallot | Presence): Status | undefined {
    const answered: Answered = 'mac' in frame ? answeredPresence(frame) : frame;
    const keys = {
      down: macKey(this.#device, 'down', this.session, this.id),
      roll: macKey(this.#device, 'roll', this.session, this.id),
    };
    return readReceipt(keys, receipt, answered);
  }
}

export const ballotPayload = (frame: SealedBallot): Uint8Array =>
  Uint8Array.from([RSSI, ...SealedBallot.encode(frame)]);
export const presencePayload = (frame: Presence): Uint8Array => Uint8Array.from([RSSI, ...Presence.encode(frame)]);
