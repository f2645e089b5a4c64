/**
 * A short-lived child that alone reads the device keys and hands the server only what it needs: the roll keys of one
 * session, which authenticate sign-in. With them nobody can open a ballot or make a receipt `counted`.
 */
import { cmacKey } from '@piaojue/firmware-protocol/seal/cmac';
import { deriveKey, type Mode } from '@piaojue/firmware-protocol/seal/keys';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { readKeyFile } from '@piaojue/firmware-protocol/key-file/key-file';

export interface DeriveRequest {
  readonly deviceKeys: string;
  readonly mode: Mode;
  readonly sid: Uint8Array;
  readonly keypads: readonly number[];
}
/**
 * For every keypad of the key file, spare ones too (they are told that they are not on the roll): 16 bytes each, in the
 * order of `keypads`.
 */
export type DeriveAnswer = Result<
  { readonly provisioning: number; readonly keypads: readonly number[]; readonly keys: Uint8Array },
  string
>;

function derive({ deviceKeys, mode, sid, keypads }: DeriveRequest): DeriveAnswer {
  const file = readKeyFile(deviceKeys);
  if (!file.ok) return file;
  const missing = keypads.filter((keypad) => !file.value.keys.has(keypad));
  if (missing.length) {
    return fail(
      `${deviceKeys}: expected a key for every keypad on the roll, none for ${missing.slice(0, 10).join(', ')}`,
    );
  }
  const { provisioning } = file.value;
  const session = { mode, provisioning, sid };
  const all = [...file.value.keys.keys()];
  const out = new Uint8Array(all.length * 16);
  all.forEach((keypad, i) => {
    const key = file.value.keys.get(keypad);
    if (!key) return;
    out.set(deriveKey(cmacKey(key), 'roll', session, keypad), i * 16);
    key.fill(0);
  });
  return ok({ provisioning, keypads: all, keys: out });
}

process.once('message', (request: DeriveRequest) => {
  process.send?.(derive(request), () => process.exit(0));
});
