import { readFileSync, statSync } from 'node:fs';
import { fail, ok, type Result } from '@piaojue/contract/result';

/**
 * The device keys of all keypads of one provisioning, as `piaojue provision` writes them:
 * `{ "provisioning": "8 hex digits", "keys": { "17": "32 hex digits", … } }`, mode 0600, outside the data folder.
 */
export interface DeviceKeys {
  readonly provisioning: number;
  /** By keypad number; 16 bytes each. */
  readonly keys: ReadonlyMap<number, Uint8Array>;
}

export function readDeviceKeys(path: string): Result<DeviceKeys, string> {
  let file: { provisioning?: unknown; keys?: unknown };
  try {
    if (statSync(path).mode & 0o077)
      return fail(`${path}: expected mode 0600, others can read it. Run: chmod 600 ${path}`);
    const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof parsed !== 'object' || parsed === null) return fail(`${path}: expected a file of device keys`);
    file = parsed;
  } catch (error) {
    // The text of a syntax error quotes the file, and with it a key.
    const why = error instanceof SyntaxError ? 'it is no JSON' : (error as Error).message;
    return fail(`${path}: expected a file of device keys: ${why}`);
  }
  if (typeof file.provisioning !== 'string' || !/^[0-9a-f]{8}$/.test(file.provisioning)) {
    return fail(`${path}: expected "provisioning" to be 8 hex digits`);
  }
  const keys = new Map<number, Uint8Array>();
  for (const [keypad, hex] of Object.entries((file.keys ?? {}) as Record<string, unknown>)) {
    const number = Number(keypad);
    if (
      !Number.isInteger(number) ||
      number < 1 ||
      number > 65_534 ||
      typeof hex !== 'string' ||
      !/^[0-9a-f]{32}$/.test(hex)
    ) {
      return fail(
        `${path}: expected keypads 1 to 65534 with keys of 32 hex digits, got an entry "${keypad}" that is not`,
      );
    }
    keys.set(number, new Uint8Array(Buffer.from(hex, 'hex')));
  }
  return ok({ provisioning: Number.parseInt(file.provisioning, 16), keys });
}
