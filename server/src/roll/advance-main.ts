/**
 * A short-lived child that alone moves the device keys on to the next epoch (PROTOCOL KEY9): the new file is durable under
 * its name before the old bytes are overwritten. Asked again for an epoch that the file has already, it does nothing.
 */
import { deviceKeyOfEpoch } from '@piaojue/firmware-protocol/seal/keys';
import { provisioningText, updateKeyFile } from '@piaojue/firmware-protocol/key-file/key-file';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { answerOnce } from '../ask-child.ts';

export interface AdvanceRequest {
  readonly deviceKeys: string;
  readonly provisioning: number;
  /** The epoch that the file is to have. */
  readonly epoch: number;
}

function advance({ deviceKeys, provisioning, epoch }: AdvanceRequest): Result<null, string> {
  const updated = updateKeyFile(deviceKeys, (file) => {
    if (!file) return fail(`${deviceKeys}: expected a file of device keys, there is none`);
    if (file.provisioning !== provisioning) {
      const [expected, got] = [provisioning, file.provisioning].map(provisioningText);
      return fail(`${deviceKeys}: expected the keys of provisioning ${expected}, got ${got}`);
    }
    if (file.epoch === epoch) return ok(file);
    if (file.epoch !== epoch - 1)
      return fail(`${deviceKeys}: expected keys of epoch ${epoch - 1}, got epoch ${file.epoch}`);
    const keys = new Map<number, Uint8Array>();
    for (const [keypad, key] of file.keys) {
      keys.set(keypad, deviceKeyOfEpoch(key, file.epoch, { provisioning, keypad, epoch }));
      key.fill(0);
    }
    return ok({ ...file, epoch, keys });
  });
  return updated.ok ? ok(null) : updated;
}

answerOnce(advance);
