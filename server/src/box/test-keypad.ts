import { pickBallot } from '@piaojue/firmware-protocol/ballot';
import { Receipt, SealedBallot } from '@piaojue/firmware-protocol/messages';
import { sealBallot } from '@piaojue/firmware-protocol/seal/ballot-seal';
import { cmacKey } from '@piaojue/firmware-protocol/seal/cmac';
import { ballotKey, macKey, type Session } from '@piaojue/firmware-protocol/seal/keys';
import { readReceipt } from '@piaojue/firmware-protocol/seal/receipt-mac';
import type { Status } from '@piaojue/firmware-protocol/status';

/** A keypad for tests: seals with real keys, and reads a receipt as a real one does. */
export const SESSION: Session = {
  mode: 'rehearsal',
  provisioning: 0xee00_0001,
  sid: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
};

/** 16 bytes, another for each keypad. */
export const deviceKeyOf = (keypad: number): Uint8Array => {
  const key = new Uint8Array(16).fill(0x5a);
  key[0] = keypad >> 8;
  key[1] = keypad & 255;
  return key;
};

export function testKeypad(keypad: number, session: Session = SESSION) {
  const device = cmacKey(deviceKeyOf(keypad));
  const open = ballotKey(device, session, keypad);
  const down = macKey(device, 'down', session, keypad);
  const roll = macKey(device, 'roll', session, keypad);
  return {
    keypad,
    open,
    down,
    roll,
    /** 34 bytes. `marks`: positions, or the 16 bytes of a whole ballot. */
    press(round: number, counter: number, paperHash: Uint8Array, marks: readonly number[] | Uint8Array): Uint8Array {
      const plaintext = marks instanceof Uint8Array ? marks : pickBallot(marks);
      return SealedBallot.encode(sealBallot(open, { keypad, round, counter }, paperHash, plaintext));
    },
    /** What a receipt says to the keypad that waits for this frame; with n where it carries one. undefined: not for it. */
    reads(receipt: Uint8Array, frame: Uint8Array): Status | `${Status} ${number}` | undefined {
      const read = Receipt.decode(receipt);
      const waiting = SealedBallot.decode(frame);
      if (!read.ok || !waiting.ok) return undefined;
      const status = readReceipt({ down, roll }, read.value, waiting.value);
      return status === 'closed' || status === 'counter' ? `${status} ${read.value.number}` : status;
    },
  };
}
