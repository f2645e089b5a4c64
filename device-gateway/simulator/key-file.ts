import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { type Eeprom, resetCounter, SLOT_BYTES } from '@piaojue/firmware-protocol/keypad-counter';
import { fail, ok, type Result } from '@piaojue/firmware-protocol/result';

/**
 * Device keys of the simulated keypads, as the server reads them: `{ provisioning, keys: { "1": "<32 hex>" } }`, 0600.
 * The sample provisioning id has the highest byte 0xEE, which a real sitting refuses (PROTOCOL KEY6).
 */
export interface KeyFile {
  readonly provisioning: number;
  readonly keys: ReadonlyMap<number, Uint8Array>;
  /** Keypads whose key was drawn just now: their counters start afresh. */
  readonly drawn: ReadonlySet<number>;
}

/** Made if missing, extended if it holds fewer keypads. The error says what was expected and what came. */
export function openKeyFile(path: string, keypads: number): Result<KeyFile, string> {
  const read = existsSync(path)
    ? readKeys(path)
    : ok({ provisioning: sampleProvisioning(), keys: new Map<number, Uint8Array>() });
  if (!read.ok) return read;
  const { provisioning, keys } = read.value;
  const drawn = new Set<number>();
  for (let id = 1; id <= keypads; id++) {
    if (keys.has(id)) continue;
    keys.set(id, new Uint8Array(randomBytes(16)));
    drawn.add(id);
  }
  if (drawn.size > 0) {
    const hex = Object.fromEntries([...keys].map(([id, key]) => [String(id), Buffer.from(key).toString('hex')]));
    const text = JSON.stringify({ provisioning: provisioning.toString(16).padStart(8, '0'), keys: hex }, null, 1);
    writeFileSync(`${path}.new`, `${text}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
  return ok({ provisioning, keys, drawn });
}

const sampleProvisioning = (): number => (0xee00_0000 | randomBytes(3).readUIntBE(0, 3)) >>> 0;

function readKeys(path: string): Result<{ provisioning: number; keys: Map<number, Uint8Array> }, string> {
  let value: { provisioning?: unknown; keys?: unknown };
  try {
    value = JSON.parse(readFileSync(path, 'utf8')) as typeof value;
  } catch (error) {
    return fail(`--keys ${path}: expected JSON, got ${(error as Error).message}`);
  }
  const { provisioning, keys } = value ?? {};
  if (typeof provisioning !== 'string' || !/^[0-9a-f]{8}$/i.test(provisioning)) {
    return fail(`--keys ${path}: expected "provisioning" of 8 hex digits, got ${JSON.stringify(provisioning)}`);
  }
  if (typeof keys !== 'object' || keys === null) return fail(`--keys ${path}: expected an object "keys"`);
  const map = new Map<number, Uint8Array>();
  for (const [id, hex] of Object.entries(keys)) {
    if (!/^[1-9]\d{0,4}$/.test(id) || typeof hex !== 'string' || !/^[0-9a-f]{32}$/i.test(hex)) {
      return fail(`--keys ${path}: expected a keypad number with a key of 32 hex digits, got keypad ${id}`);
    }
    map.set(Number(id), new Uint8Array(Buffer.from(hex, 'hex')));
  }
  return ok({ provisioning: Number.parseInt(provisioning, 16), keys: map });
}

export interface EepromFile {
  eepromOf(keypad: number): Eeprom;
  close(): void;
}

const SIZE = 2 * SLOT_BYTES;

/** The EEPROMs of all keypads beside their keys: a counter outlives the simulator, or a nonce would come back. */
export function openEepromFile(path: string, keys: KeyFile): EepromFile {
  const fd = openSync(path, existsSync(path) ? 'r+' : 'w+', 0o600);
  const most = Math.max(...keys.keys.keys());
  const image = Buffer.alloc((most + 1) * SIZE, 0xff);
  readSync(fd, image, 0, image.length, 0);
  ftruncateSync(fd, image.length);
  const eepromOf = (keypad: number): Eeprom => ({
    size: SIZE,
    read: (offset, length) => new Uint8Array(image.subarray(keypad * SIZE + offset, keypad * SIZE + offset + length)),
    write(offset, bytes) {
      image.set(bytes, keypad * SIZE + offset);
      writeSync(fd, bytes, 0, bytes.length, keypad * SIZE + offset);
    },
  });
  for (const keypad of keys.drawn) resetCounter(eepromOf(keypad));
  return { eepromOf, close: () => closeSync(fd) };
}
