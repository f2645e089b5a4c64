import type { Presence, Receipt, SealedBallot } from '@piaojue/firmware-protocol/messages';
import { type BallotHeader, sealBallot } from '@piaojue/firmware-protocol/seal/ballot-seal';
import type { CmacKey } from '@piaojue/firmware-protocol/seal/cmac';
import { ballotKey, type Mode, macKey } from '@piaojue/firmware-protocol/seal/keys';
import { signPresence } from '@piaojue/firmware-protocol/seal/presence-mac';
import { type Answered, readReceipt } from '@piaojue/firmware-protocol/seal/receipt-mac';
import type { Status } from '@piaojue/firmware-protocol/status';

/** What a keypad can do with its keys in one session. */
export interface SessionKeys {
  readonly sid: string;
  seal(header: BallotHeader, paperHash: Uint8Array, plaintext: Uint8Array): SealedBallot;
  sign(presence: Omit<Presence, 'mac'>): Presence;
  read(receipt: Receipt, waitingFor: Answered): Status | undefined;
}

/** Derived when the first of them is needed: a hall of 3,000 does not do it in one frame. */
export function sessionKeys(
  deviceKey: () => CmacKey,
  keypad: number,
  session: { readonly mode: Mode; readonly provisioning: number; readonly sid: Uint8Array },
): SessionKeys {
  let keys: { up: ReturnType<typeof ballotKey>; down: CmacKey; roll: CmacKey } | undefined;
  const derived = (): NonNullable<typeof keys> => {
    if (keys) return keys;
    const device = deviceKey();
    keys = {
      up: ballotKey(device, session, keypad),
      down: macKey(device, 'down', session, keypad),
      roll: macKey(device, 'roll', session, keypad),
    };
    return keys;
  };
  return {
    sid: Buffer.from(session.sid).toString('hex'),
    seal: (header, paperHash, plaintext) => sealBallot(derived().up, header, paperHash, plaintext),
    sign: (presence) => signPresence(derived().roll, presence),
    read: (receipt, waitingFor) => readReceipt(derived(), receipt, waitingFor),
  };
}
