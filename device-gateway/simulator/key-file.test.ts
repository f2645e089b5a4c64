import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootCounter } from '@piaojue/firmware-protocol/keypad-counter';
import { isSampleProvisioning } from '@piaojue/firmware-protocol/seal/keys';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEepromFile, openKeyFile } from './key-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'piaojue-keys-'));
  path = join(folder, 'keys.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

function opened(keypads: number) {
  const keys = openKeyFile(path, keypads);
  if (!keys.ok) throw new Error(keys.error);
  return keys.value;
}

test('KEY6 made with sample keys for the owner only; reused and extended', () => {
  const first = opened(3);
  expect(isSampleProvisioning(first.provisioning)).toBe(true);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const more = opened(5);
  expect(more.provisioning).toBe(first.provisioning);
  expect(more.keys.get(2)).toEqual(first.keys.get(2));
  expect([...more.drawn]).toEqual([4, 5]);
  expect(Object.keys((JSON.parse(readFileSync(path, 'utf8')) as { keys: object }).keys)).toHaveLength(5);
});

test.each([
  ['nonsense', /expected JSON/],
  ['{"provisioning":"xyz","keys":{}}', /"provisioning" of 8 hex digits/],
  ['{"provisioning":"ee000001"}', /an object "keys"/],
  ['{"provisioning":"ee000001","keys":{"1":"00"}}', /a key of 32 hex digits, got keypad 1/],
])('a key file that holds %s is refused', (text, message) => {
  writeFileSync(path, text);
  const keys = openKeyFile(path, 1);
  expect(!keys.ok && keys.error).toMatch(message);
});

test('CNT1 counters outlive the simulator; only new keys begin anew', () => {
  const next = (keypads: number, keypad: number): number => {
    const eeproms = openEepromFile(`${path}.eeprom`, opened(keypads));
    const counter = bootCounter(eeproms.eepromOf(keypad));
    const value = counter.ok ? counter.value.next() : counter;
    eeproms.close();
    if (!value.ok) throw new Error(value.error);
    return value.value;
  };
  const first = next(2, 1);
  const second = next(2, 1);
  expect(second).toBeGreaterThan(first);
  expect(next(3, 3)).toBe(1);
  expect(next(3, 1)).toBeGreaterThan(second);
});
