/**
 * A short-lived child that alone reads the device keys and hands the server only what it needs: the roll keys of one
 * session, which authenticate sign-in. With them nobody can open a ballot or make a receipt `counted`.
 */
import { cmacKey } from '@piaojue/firmware-protocol/seal/cmac';
import { deriveKey, type Mode } from '@piaojue/firmware-protocol/seal/keys';
import { readKeyFile } from '@piaojue/firmware-protocol/key-file/key-file';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { answerOnce } from '../ask-child.ts';

export interface DeriveRequest {
  readonly deviceKeys: string;
  readonly mode: Mode;
  readonly sid: Uint8Array;
  /** On the roll: each has a key or is barred. */
  readonly keypads: readonly number[];
}
/**
 * For every keypad of the key file, spare ones too (they are told that they are not on the roll): 16 bytes each, in the
 * order of `keypads`.
 */
export interface Derived {
  readonly provisioning: number;
  readonly epoch: number;
  readonly barred: readonly number[];
  readonly keypads: readonly number[];
  readonly keys: Uint8Array;
}

function derive({ deviceKeys, mode, sid, keypads }: DeriveRequest): Result<Derived, string> {
  const file = readKeyFile(deviceKeys);
  if (!file.ok) return file;
  const { provisioning, epoch, barred, keys } = file.value;
  const missing = keypads.filter((keypad) => !keys.has(keypad) && !barred.has(keypad));
  if (missing.length) {
    return fail(
      `${deviceKeys}: expected a key for every keypad on the roll, none for ${missing.slice(0, 10).join(', ')}`,
    );
  }
  const session = { mode, provisioning, sid };
  const out = new Uint8Array(keys.size * 16);
  [...keys].forEach(([keypad, key], i) => {
    out.set(deriveKey(cmacKey(key), 'roll', session, keypad), i * 16);
    key.fill(0);
  });
  return ok({ provisioning, epoch, barred: [...barred], keypads: [...keys.keys()], keys: out });
}

answerOnce(derive);
