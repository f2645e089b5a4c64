import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootCounter } from '@piaojue/firmware-protocol/keypad-counter';
import { readKeyFile } from '@piaojue/firmware-protocol/key-file/key-file';
import { bootMemory } from '@piaojue/firmware-protocol/keypad-memory';
import { isSampleProvisioning } from '@piaojue/firmware-protocol/seal/keys';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEepromFile, openKeyFile, provisionDrawn } from './key-file.ts';

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
  expect([...first.drawn.keys(), ...more.drawn.keys()]).toEqual([1, 2, 3, 4, 5]);
  const file = readKeyFile(path);
  expect(file.ok && file.value.keys).toEqual(new Map([...first.drawn, ...more.drawn]));
  expect(Object.keys((JSON.parse(readFileSync(path, 'utf8')) as { keys: object }).keys)).toHaveLength(5);
});

test.each([
  ['nonsense', /it is no JSON/],
  ['{"provisioning":"xyz","keys":{}}', /"provisioning" to be 8 hex digits/],
  ['{"provisioning":"ee000001","keys":{"1":"00"}}', /keys of 32 hex digits, got an entry "1"/],
])('a key file that holds %s is refused', (text, message) => {
  writeFileSync(path, text, { mode: 0o600 });
  const keys = openKeyFile(path, 1);
  expect(!keys.ok && keys.error).toMatch(message);
});

test('CNT1 counters outlive the simulator; only new keys begin anew', () => {
  const next = (keypads: number, keypad: number): number => {
    const keys = opened(keypads);
    const eeproms = openEepromFile(`${path}.eeprom`, keypads);
    provisionDrawn(eeproms, keys);
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

test('KEY9 new keypads have the epoch of the key file, older ones keep theirs; nothing is drawn for a barred one', () => {
  const key = '5a'.repeat(16);
  writeFileSync(path, JSON.stringify({ provisioning: 'ee000001', epoch: 4, keys: { 2: key }, barred: [3] }), {
    mode: 0o600,
  });
  const keys = opened(4);
  expect([...keys.drawn.keys()]).toEqual([1, 4]);
  const eeproms = openEepromFile(`${path}.eeprom`, 4);
  provisionDrawn(eeproms, keys);
  const memoryOf = (keypad: number) => {
    const memory = bootMemory(eeproms.eepromOf(keypad));
    return memory.ok ? memory.value : memory.error;
  };
  expect(memoryOf(4)).toMatchObject({
    provisioning: 0xee00_0001,
    keypad: 4,
    current: { epoch: 4, key: keys.drawn.get(4) },
  });
  // Their keys stand in the file, but never in these keypads.
  expect([memoryOf(2), memoryOf(3)]).toEqual(['must-provision', 'must-provision']);
  eeproms.close();
  const file = readKeyFile(path);
  expect(file.ok && [file.value.epoch, [...file.value.barred], [...file.value.keys.keys()]]).toEqual([
    4,
    [3],
    [1, 2, 4],
  ]);
});
