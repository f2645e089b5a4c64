import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readDeviceKeys } from './device-keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'device-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'device-keys.json');
const KEY = '000102030405060708090a0b0c0d0e0f';

function read(file: unknown, mode = 0o600) {
  writeFileSync(path, typeof file === 'string' ? file : JSON.stringify(file));
  chmodSync(path, mode);
  return readDeviceKeys(path);
}
const refusal = (file: unknown, mode?: number): string => {
  const result = read(file, mode);
  return result.ok ? 'taken' : result.error;
};

describe('the file of device keys', () => {
  it('KEY1 gives the keys by keypad number', () => {
    const result = read({ provisioning: '0012abcd', keys: { 17: KEY, 65534: KEY } });
    expect(result).toEqual({
      ok: true,
      value: {
        provisioning: 0x12abcd,
        keys: new Map([
          [17, new Uint8Array(Buffer.from(KEY, 'hex'))],
          [65_534, new Uint8Array(Buffer.from(KEY, 'hex'))],
        ]),
      },
    });
  });

  it('KEY1 is refused when others can read it', () => {
    for (const mode of [0o640, 0o604, 0o660, 0o644]) {
      expect(refusal({ provisioning: '00000001', keys: { 1: KEY } }, mode)).toMatch(/mode 0600.*chmod 600/);
    }
  });

  it('names what is wrong and never a key', () => {
    expect(refusal('nonsense')).toMatch(/expected a file of device keys/);
    expect(refusal(`{"keys":{"1":${KEY}}}`)).not.toContain(KEY.slice(0, 6));
    expect(refusal('null')).toMatch(/expected a file of device keys/);
    expect(refusal('[]')).toMatch(/provisioning/);
    for (const provisioning of [1, '1', '0012ABCD', '0012abcde', undefined]) {
      expect(refusal({ provisioning, keys: {} })).toMatch(/8 hex digits/);
    }
    for (const keys of [{ 0: KEY }, { 65535: KEY }, { 1.5: KEY }, { a: KEY }, { 1: KEY.toUpperCase() }, { 1: 7 }]) {
      const text = refusal({ provisioning: '00000001', keys });
      expect(text).toMatch(/keypads 1 to 65534/);
      expect(text.toLowerCase()).not.toContain(KEY);
    }
    expect(readDeviceKeys(join(folder, 'none.json'))).toMatchObject({ ok: false });
  });
});
