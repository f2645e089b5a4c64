import { randomBytes } from 'node:crypto';
import { type KeyFile, updateKeyFile } from '@piaojue/firmware-protocol/key-file/key-file';
import { fail, ok, type Result } from '@piaojue/firmware-protocol/result';
import { isSampleProvisioning } from '@piaojue/firmware-protocol/seal/keys';
import type { KeyToStore, ProvisionSet } from './provisioner.ts';

/** The key file, as far as provisioning changes it: each change is one durable step. */
const setOf = ({ provisioning, epoch, keys, barred }: KeyFile): ProvisionSet => ({
  provisioning,
  epoch,
  given: new Set(keys.keys()),
  barred,
});

/** Made with a new provisioning id if it is missing (PROTOCOL KEY2, KEY6). */
export function openKeySet(path: string, sample: boolean): Result<ProvisionSet, string> {
  const file = updateKeyFile(path, (former) => {
    if (!former) return ok({ provisioning: drawProvisioning(sample), epoch: 0, keys: new Map(), barred: new Set() });
    return sample && !isSampleProvisioning(former.provisioning)
      ? fail(`${path}: holds the keys of real keypads; --sample is for a file of its own`)
      : ok(former);
  });
  return file.ok ? ok(setOf(file.value)) : file;
}

/** 32 random bits, not 0; the highest byte EE for samples, and for them only. */
function drawProvisioning(sample: boolean): number {
  for (;;) {
    const drawn = randomBytes(4).readUInt32BE();
    const id = sample ? ((drawn & 0x00ff_ffff) | 0xee00_0000) >>> 0 : drawn;
    if (id !== 0 && isSampleProvisioning(id) === sample) return id;
  }
}

/** The answer holds the set as the file has it now, also when the key was not taken. */
export function storeKey(
  path: string,
  { keypad, renewed, key, epoch }: KeyToStore,
): { readonly stored: Result<null, string>; readonly set: ProvisionSet | undefined } {
  let set: ProvisionSet | undefined;
  const file = updateKeyFile(path, (former) => {
    if (!former) return fail(`${path} is gone`);
    set = setOf(former);
    if (former.epoch !== epoch)
      return fail(`a sitting has ended meanwhile, the keys are of epoch ${former.epoch} now, not ${epoch}`);
    if (former.barred.has(keypad)) return fail(`number ${keypad} was barred meanwhile`);
    // One number is one keypad's, also where people write at several cradles (PROTOCOL PRV4).
    if (!renewed && former.keys.has(keypad))
      return fail(`number ${keypad} went to another keypad meanwhile; give each cradle numbers of its own with --from`);
    return ok({ ...former, keys: new Map([...former.keys, [keypad, key]]) });
  });
  if (!file.ok) return { stored: file, set };
  return { stored: ok(null), set: setOf(file.value) };
}

/** A lost keypad: its key is gone for good, its number is never given again (PROTOCOL SRV27). */
export function barKeypad(path: string, keypad: number): Result<KeyFile, string> {
  return updateKeyFile(path, (former) => {
    if (!former) return fail(`${path}: expected a file of device keys, there is none`);
    if (former.barred.has(keypad)) return ok(former);
    if (!former.keys.has(keypad)) return fail(`${path}: there is no keypad ${keypad} in this set`);
    const keys = new Map(former.keys);
    keys.delete(keypad);
    return ok({ ...former, keys, barred: new Set([...former.barred, keypad]) });
  });
}
