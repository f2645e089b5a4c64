import { createSecretKey, type KeyObject } from 'node:crypto';
import { type CmacKey, cmac, cmacKey } from './cmac.ts';

/**
 * Keys of one keypad for one session (PROTOCOL KEY1–KEY5): NIST SP 800-108r1 in counter mode with AES-CMAC as PRF,
 * 128 bits out, one iteration:
 *
 *     CMAC(device key, 00000001 | label 5 | 00 | version 1 | mode 1 | provisioning 4 | keypad 2 | session id 8 | 00000080)
 *
 * Three keys, so that each process holds only what it needs: `up` opens ballots (keypad and box), `down` makes the
 * receipts that only the box may give, `roll` authenticates sign-in and all that is said outside an open round.
 */
export interface Session {
  readonly mode: Mode;
  /** 32 bits; the highest byte 0xEE marks sample keys, which a real sitting refuses (PROTOCOL KEY6). */
  readonly provisioning: number;
  /** 8 bytes. */
  readonly sid: Uint8Array;
}
export type Mode = 'rehearsal' | 'real';
const MODES: Record<Mode, number> = { rehearsal: 0, real: 1 };

export const KDF_VERSION = 1;
export const LABELS = { up: 'PJ-UP', down: 'PJ-DN', roll: 'PJ-RO' } as const;
export type KeyUse = keyof typeof LABELS;

export const isSampleProvisioning = (provisioning: number): boolean => provisioning >>> 24 === 0xee;

/** 16 bytes. */
export function deriveKey(deviceKey: CmacKey, use: KeyUse, session: Session, keypad: number): Uint8Array {
  if (session.sid.length !== 8) throw new RangeError(`expected a session id of 8 bytes, got ${session.sid.length}`);
  const input = Buffer.alloc(30);
  input.writeUInt32BE(1, 0);
  input.write(LABELS[use], 4, 'latin1');
  input.writeUInt8(0, 9);
  input.writeUInt8(KDF_VERSION, 10);
  input.writeUInt8(MODES[session.mode], 11);
  input.writeUInt32BE(session.provisioning, 12);
  input.writeUInt16BE(keypad, 16);
  input.set(session.sid, 18);
  input.writeUInt32BE(128, 26);
  return new Uint8Array(cmac(deviceKey, input));
}

/** Opens and seals ballots. Held by the keypad and the box process only. */
export const ballotKey = (deviceKey: CmacKey, session: Session, keypad: number): KeyObject => {
  const bytes = deriveKey(deviceKey, 'up', session, keypad);
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
};

export const macKey = (deviceKey: CmacKey, use: 'down' | 'roll', session: Session, keypad: number): CmacKey =>
  cmacKey(deriveKey(deviceKey, use, session, keypad));

export const NEXT_LABEL = 'PJ-NEXT';
/** A keypad follows a beacon over so many epochs, and no further (PROTOCOL KEY10). */
export const MOST_EPOCHS_AHEAD = 64;

/** Whose key it is; `epoch`: the one that it will be of. */
export interface NextEpoch {
  readonly provisioning: number;
  readonly keypad: number;
  readonly epoch: number;
}

export function nextKeyInput({ provisioning, keypad, epoch }: NextEpoch): Uint8Array {
  const input = Buffer.alloc(25);
  input.writeUInt32BE(1, 0);
  input.write(NEXT_LABEL, 4, 'latin1');
  input.writeUInt8(0, 11);
  input.writeUInt8(KDF_VERSION, 12);
  input.writeUInt32BE(provisioning, 13);
  input.writeUInt16BE(keypad, 17);
  input.writeUInt16BE(epoch, 19);
  input.writeUInt32BE(128, 21);
  return input;
}

/**
 * A device key some epochs later (PROTOCOL KEY8): the ratchet goes forward only, so who holds a key opens nothing of an
 * earlier epoch. 16 bytes in, 16 bytes out.
 */
export function deviceKeyOfEpoch(key: Uint8Array, from: number, to: NextEpoch): Uint8Array {
  if (to.epoch < from) throw new RangeError(`expected an epoch from ${from} on, got ${to.epoch}`);
  let current = key;
  for (let epoch = from + 1; epoch <= to.epoch; epoch++) {
    const next = new Uint8Array(cmac(cmacKey(current), nextKeyInput({ ...to, epoch })));
    if (current !== key) current.fill(0);
    current = next;
  }
  return current === key ? key.slice() : current;
}
