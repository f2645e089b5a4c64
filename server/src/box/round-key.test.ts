import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRoundKey, destroyKeyFile, readRoundKey } from './round-key.ts';

let folder: string;
let first: string;
let second: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'round-key-'));
  for (const name of ['tmpfs', 'medium']) mkdirSync(join(folder, name));
  first = join(folder, 'tmpfs', 'a.key');
  second = join(folder, 'medium', 'a.key');
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (round = 4, paths = [first, second]) => {
  const key = readRoundKey(round, paths);
  return key.ok ? key.value.toString('hex') : key.error;
};
function flip(path: string, byte: number): void {
  const bytes = readFileSync(path);
  bytes[byte] = (bytes[byte] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

describe('the round key', () => {
  it('is 32 bytes, another each time, and every copy reads back', () => {
    const key = createRoundKey(4, [first, second]);
    expect(key).toHaveLength(32);
    expect(read(4, [first])).toBe(key.toString('hex'));
    expect(read(4, [second])).toBe(key.toString('hex'));
    expect(createRoundKey(4, [join(folder, 'b.key')]).equals(key)).toBe(false);
  });

  it('a copy is one block of 4 KiB that only its owner can read', () => {
    createRoundKey(4, [first]);
    expect([statSync(first).size, statSync(first).mode & 0o777]).toEqual([4096, 0o600]);
  });

  it('a copy of another round is not taken', () => {
    createRoundKey(4, [first]);
    expect(read(5)).toBe('no-key');
  });

  it('the second copy is used when the first is damaged anywhere, cut, missing or can not be read', () => {
    const key = createRoundKey(4, [first, second]).toString('hex');
    for (const byte of [0, 3, 4, 5, 8, 15, 16, 47]) {
      flip(first, byte);
      expect([byte, read(4, [first])]).toEqual([byte, 'no-key']);
      expect([byte, read()]).toEqual([byte, key]);
      flip(first, byte);
    }
    writeFileSync(first, readFileSync(first).subarray(0, 47));
    expect(read()).toBe(key);
    rmSync(first);
    expect(read()).toBe(key);
    // Opens, and fails at the first read, as a bad block does.
    mkdirSync(first);
    expect(read()).toBe(key);
  });

  it('no copy left is told, not thrown', () => {
    expect(read()).toBe('no-key');
    expect(read(4, [])).toBe('no-key');
  });

  it('a file that is there is never written over', () => {
    writeFileSync(second, 'of another sitting');
    expect(() => createRoundKey(4, [first, second])).toThrow(/EEXIST/);
    expect(readFileSync(second, 'utf8')).toBe('of another sitting');
  });

  it('a place that can not be written is an error', () => {
    expect(() => createRoundKey(4, [join(folder, 'pulled out', 'a.key')])).toThrow(/ENOENT/);
  });

  it('destroying overwrites the same block, then takes the name away', () => {
    const key = createRoundKey(4, [first]);
    // A second name shows what stands in the block after the first is gone.
    const witness = join(folder, 'witness');
    linkSync(first, witness);
    const { ino } = statSync(first);
    destroyKeyFile(first);
    expect([existsSync(first), readdirSync(join(folder, 'tmpfs'))]).toEqual([false, []]);
    expect([statSync(witness).ino, statSync(witness).size]).toEqual([ino, 4096]);
    expect(readFileSync(witness).equals(Buffer.alloc(4096))).toBe(true);
    expect(readFileSync(witness).includes(key)).toBe(false);
  });

  it('destroying what is gone already is done; what can not be destroyed is an error', () => {
    destroyKeyFile(first);
    mkdirSync(second);
    expect(() => destroyKeyFile(second)).toThrow(/EISDIR/);
    chmodSync(second, 0o700);
  });
});
