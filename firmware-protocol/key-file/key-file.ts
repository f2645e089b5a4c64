import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { MAX_EPOCH } from '../src/keypad-memory.ts';
import { MAX_KEYPAD } from '../src/messages.ts';
import { fail, ok, type Result } from '../src/result.ts';
import { replaceSecretDurably } from './durable.ts';

/**
 * The device keys of one set of keypads, as provisioning writes them, the server reads them and the end of a sitting moves
 * them on. Mode 0600, outside the data folder, in no backup (PROTOCOL KEY1):
 *
 *     { "provisioning": "8 hex digits", "epoch": 3, "keys": { "17": "32 hex digits", … }, "barred": [12] }
 *
 * A file without `epoch` is of epoch 0, one without `barred` bars nobody.
 */
export interface KeyFile {
  readonly provisioning: number;
  readonly epoch: number;
  /** By keypad number; 16 bytes each, of this epoch. */
  readonly keys: ReadonlyMap<number, Uint8Array>;
  /** Lost keypads: their numbers are never given again. */
  readonly barred: ReadonlySet<number>;
}

const isKeypad = (number: unknown): number is number =>
  Number.isInteger(number) && (number as number) >= 1 && (number as number) <= MAX_KEYPAD;

/** The error says what was expected, and never quotes the file: it holds keys. */
export function parseKeyFile(text: string): Result<KeyFile, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail('expected a file of device keys: it is no JSON');
  }
  if (typeof value !== 'object' || value === null) return fail('expected a file of device keys');
  const { provisioning, epoch = 0, keys, barred = [] } = value as Record<string, unknown>;
  if (typeof provisioning !== 'string' || !/^[0-9a-f]{8}$/.test(provisioning))
    return fail('expected "provisioning" to be 8 hex digits');
  if (typeof epoch !== 'number' || !Number.isInteger(epoch) || epoch < 0 || epoch > MAX_EPOCH)
    return fail(`expected "epoch" to be a whole number from 0 to ${MAX_EPOCH}`);
  if (typeof keys !== 'object' || keys === null) return fail('expected an object "keys"');
  if (!Array.isArray(barred) || !barred.every(isKeypad))
    return fail('expected "barred" to be a list of keypad numbers');
  const map = new Map<number, Uint8Array>();
  for (const [name, hex] of Object.entries(keys)) {
    const keypad = Number(name);
    if (!isKeypad(keypad) || String(keypad) !== name || typeof hex !== 'string' || !/^[0-9a-f]{32}$/.test(hex)) {
      return fail(
        `expected keypads 1 to ${MAX_KEYPAD} with keys of 32 hex digits, got an entry ${named(name)} that is not`,
      );
    }
    if (barred.includes(keypad)) return fail(`expected no key for keypad ${keypad}, which is barred`);
    map.set(keypad, new Uint8Array(Buffer.from(hex, 'hex')));
  }
  return ok({
    provisioning: Number.parseInt(provisioning, 16),
    epoch,
    keys: map,
    barred: new Set(barred),
  });
}

/** What stands in the place of a number may be a key. */
const named = (name: string): string => (name.length <= 5 ? `"${name}"` : `of ${name.length} characters`);

export function formatKeyFile({ provisioning, epoch, keys, barred }: KeyFile): string {
  const hex = Object.fromEntries([...keys].map(([keypad, key]) => [keypad, Buffer.from(key).toString('hex')]));
  const file = {
    provisioning: provisioningText(provisioning),
    epoch,
    keys: hex,
    barred: [...barred].toSorted((a, b) => a - b),
  };
  return `${JSON.stringify(file, null, 1)}\n`;
}

/** 8 hex digits. */
export const provisioningText = (provisioning: number): string => provisioning.toString(16).padStart(8, '0');

export function readKeyFile(path: string): Result<KeyFile, string> {
  let text: string;
  try {
    if (statSync(path).mode & 0o077)
      return fail(`${path}: expected mode 0600, others can read it. Run: chmod 600 ${path}`);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return fail(`${path}: expected a file of device keys: ${(error as Error).message}`);
  }
  const parsed = parseKeyFile(text);
  return parsed.ok ? parsed : fail(`${path}: ${parsed.error}`);
}

/**
 * A file is written in a few ms. A lock that is older, without a pid or with one, was left by a power cut: its pid may be
 * another program's by now.
 */
const LOCK_TRIES = 100;
const LOCK_PAUSE_MS = 20;
const LOCK_NAMELESS_MS = 1000;
const LOCK_LONGEST_MS = 60_000;

/**
 * Reads the file, changes it and writes it durably, as one step: provisioning and the end of a sitting may meet on one
 * file. `former` is undefined where there is no file yet; a change that gives back the former file writes nothing.
 */
export function updateKeyFile(
  path: string,
  change: (former: KeyFile | undefined) => Result<KeyFile, string>,
): Result<KeyFile, string> {
  const locked = lock(`${path}.lock`);
  if (!locked.ok) return locked;
  try {
    const there = statSync(path, { throwIfNoEntry: false }) !== undefined;
    const former = there ? readKeyFile(path) : undefined;
    if (former && !former.ok) return former;
    const next = change(former?.value);
    if (next.ok && next.value !== former?.value) replaceSecretDurably(path, Buffer.from(formatKeyFile(next.value)));
    return next;
  } catch (error) {
    return fail(`${path} could not be written: ${(error as Error).message}`);
  } finally {
    rmSync(locked.value, { force: true });
  }
}

function lock(path: string): Result<string, string> {
  for (let attempt = 0; attempt < LOCK_TRIES; attempt++) {
    try {
      const fd = openSync(path, 'wx', 0o600);
      writeSync(fd, String(process.pid));
      closeSync(fd);
      return ok(path);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST') return fail(`${path} could not be made: ${message}`);
      // Left by a program that was killed while it wrote.
      if (!isHeld(path)) rmSync(path, { force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOCK_PAUSE_MS);
    }
  }
  return fail(`${path}: another program writes the key file; try again when it has ended`);
}

function isHeld(path: string): boolean {
  try {
    const age = Date.now() - statSync(path).mtimeMs;
    const pid = Number(readFileSync(path, 'utf8'));
    if (age > (pid ? LOCK_LONGEST_MS : LOCK_NAMELESS_MS)) return false;
    if (pid) process.kill(pid, 0);
    return true;
  } catch (error) {
    // A lock that was given back just now may be another's in a moment, and one that can't be read is another user's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
