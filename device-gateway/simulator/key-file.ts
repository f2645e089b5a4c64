import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { type KeyFile, updateKeyFile } from '@piaojue/firmware-protocol/key-file/key-file';
import type { Eeprom } from '@piaojue/firmware-protocol/keypad-counter';
import { EEPROM_BYTES, provisionMemory } from '@piaojue/firmware-protocol/keypad-memory';
import { ok, type Result } from '@piaojue/firmware-protocol/result';

/** The server's key file, as far as simulated keypads need it: each has its own key in its EEPROM. */
export interface SimulatedKeys {
  readonly provisioning: number;
  readonly epoch: number;
  /** Keys drawn just now, by keypad: these keypads are provisioned with them. */
  readonly drawn: ReadonlyMap<number, Uint8Array>;
}

/**
 * Made if missing, extended if it holds fewer keypads; for a barred one no key is drawn. A new file has a sample
 * provisioning id, which a real sitting refuses (PROTOCOL KEY6). The error says what was expected and what came.
 */
export function openKeyFile(path: string, keypads: number): Result<SimulatedKeys, string> {
  const drawn = new Map<number, Uint8Array>();
  const updated = updateKeyFile(path, (former) => {
    const file: KeyFile = former ?? {
      provisioning: sampleProvisioning(),
      epoch: 0,
      keys: new Map(),
      barred: new Set(),
    };
    for (let id = 1; id <= keypads; id++) {
      if (!file.keys.has(id) && !file.barred.has(id)) drawn.set(id, new Uint8Array(randomBytes(16)));
    }
    return ok(drawn.size > 0 ? { ...file, keys: new Map([...file.keys, ...drawn]) } : file);
  });
  return updated.ok ? ok({ provisioning: updated.value.provisioning, epoch: updated.value.epoch, drawn }) : updated;
}

const sampleProvisioning = (): number => (0xee00_0000 | randomBytes(3).readUIntBE(0, 3)) >>> 0;

export interface EepromFile {
  eepromOf(keypad: number): Eeprom;
  close(): void;
}

/**
 * The EEPROMs of keypads 1 to `keypads`: key, epoch and counter outlive the simulator. A nonce would come back without
 * the counter, and without key and epoch a keypad could not follow the server from sitting to sitting.
 */
export function openEepromFile(path: string, keypads: number): EepromFile {
  const fd = openSync(path, existsSync(path) ? 'r+' : 'w+', 0o600);
  const image = Buffer.alloc((keypads + 1) * EEPROM_BYTES, 0xff);
  const there = readSync(fd, image, 0, image.length, 0);
  if (there < image.length) {
    ftruncateSync(fd, there);
    writeSync(fd, image, there, image.length - there, there);
  }
  const eepromOf = (keypad: number): Eeprom => {
    const at = keypad * EEPROM_BYTES;
    return {
      size: EEPROM_BYTES,
      read: (offset, length) => new Uint8Array(image.subarray(at + offset, at + offset + length)),
      write(offset, bytes) {
        image.set(bytes, at + offset);
        writeSync(fd, bytes, 0, bytes.length, at + offset);
      },
    };
  };
  return { eepromOf, close: () => closeSync(fd) };
}

/** What a cradle would do with those whose keys were drawn just now. */
export function provisionDrawn(eeproms: EepromFile, { provisioning, epoch, drawn }: SimulatedKeys): void {
  for (const [keypad, key] of drawn) {
    provisionMemory(eeproms.eepromOf(keypad), { provisioning, keypad }, { epoch, key });
  }
}
