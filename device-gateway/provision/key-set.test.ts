import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKeyFile } from '@piaojue/firmware-protocol/key-file/key-file';
import { afterAll, describe, expect, it } from 'vitest';
import { barKeypad, openKeySet, storeKey } from './key-set.ts';

const folder = mkdtempSync(join(tmpdir(), 'key-set-'));
afterAll(() => rmSync(folder, { recursive: true }));

const keyOf = (fill: number): Uint8Array => new Uint8Array(16).fill(fill);

describe('the key file under two cradles', () => {
  it('PRV4 a number is given once: the second keypad is refused, and only its own keypad may have a new key', () => {
    const path = join(folder, 'device-keys.json');
    const set = openKeySet(path, false);
    const keyOf1 = () => {
      const file = readKeyFile(path);
      return file.ok ? file.value.keys.get(1)?.[0] : file.error;
    };
    expect(set.ok && [...set.value.given]).toEqual([]);
    const order = { keypad: 1, epoch: 0, renewed: false };
    expect(storeKey(path, { ...order, key: keyOf(11) }).stored.ok).toBe(true);
    const second = storeKey(path, { ...order, key: keyOf(12) });
    expect([second.stored.ok, second.set?.given, keyOf1()]).toEqual([false, new Set([1]), 11]);
    expect(storeKey(path, { ...order, renewed: true, key: keyOf(13) }).stored.ok).toBe(true);
    expect(keyOf1()).toBe(13);
    expect(barKeypad(path, 1).ok).toBe(true);
    const barred = storeKey(path, { ...order, renewed: true, key: keyOf(14) });
    expect([barred.stored.ok, barred.set?.barred, keyOf1()]).toEqual([false, new Set([1]), undefined]);
  });
});
