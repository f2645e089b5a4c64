import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { fail, ok } from '../src/result.ts';
import { formatKeyFile, type KeyFile, parseKeyFile, readKeyFile, updateKeyFile } from './key-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'device-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'device-keys.json');
const KEY = '000102030405060708090a0b0c0d0e0f';

function read(file: unknown, mode = 0o600) {
  writeFileSync(path, typeof file === 'string' ? file : JSON.stringify(file));
  chmodSync(path, mode);
  return readKeyFile(path);
}
const refusal = (file: unknown, mode?: number): string => {
  const result = read(file, mode);
  return result.ok ? 'taken' : result.error;
};
const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

describe('the file of device keys', () => {
  it('KEY1 KEY9 gives the keys by keypad number; without an epoch it is of epoch 0, and bars nobody', () => {
    const keys = new Map([
      [17, bytes(KEY)],
      [65_534, bytes(KEY)],
    ]);
    expect(read({ provisioning: '0012abcd', keys: { 17: KEY, 65534: KEY } })).toEqual({
      ok: true,
      value: { provisioning: 0x12abcd, epoch: 0, keys, barred: new Set() },
    });
    expect(read({ provisioning: '0012abcd', epoch: 9, keys: { 17: KEY, 65534: KEY }, barred: [3] })).toEqual({
      ok: true,
      value: { provisioning: 0x12abcd, epoch: 9, keys, barred: new Set([3]) },
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
    expect(refusal({ provisioning: '00000001' })).toMatch(/an object "keys"/);
    for (const keys of [
      // One spelling of each number: two entries for one keypad would leave the key to chance.
      { '1': KEY, '01': KEY },
      { '1e1': KEY },
      // Key and number changed places: the key must not stand in the refusal.
      { [KEY]: 17 },
      { 0: KEY },
      { 65535: KEY },
      { 1.5: KEY },
      { a: KEY },
      { 1: KEY.toUpperCase() },
      { 1: 7 },
    ]) {
      const text = refusal({ provisioning: '00000001', keys });
      expect(text).toMatch(/keypads 1 to 65534/);
      expect(text.toLowerCase()).not.toContain(KEY);
    }
    for (const epoch of [-1, 1.5, 65_535, '1', null])
      expect(refusal({ provisioning: '00000001', epoch, keys: {} })).toMatch(/"epoch"/);
    for (const barred of [[0], [65_535], ['1'], 1, null])
      expect(refusal({ provisioning: '00000001', keys: {}, barred })).toMatch(/"barred"/);
    expect(refusal({ provisioning: '00000001', keys: { 5: KEY }, barred: [5] })).toMatch(/no key for keypad 5/);
    expect(readKeyFile(join(folder, 'none.json'))).toMatchObject({ ok: false });
  });

  it('what was formatted is read as it was', () => {
    const keypad = fc.integer({ min: 1, max: 65_534 });
    const file: fc.Arbitrary<KeyFile> = fc
      .record({
        provisioning: fc.integer({ min: 0, max: 0xffff_ffff }),
        epoch: fc.integer({ min: 0, max: 65_534 }),
        keys: fc.uniqueArray(fc.tuple(keypad, fc.uint8Array({ minLength: 16, maxLength: 16 })), {
          selector: ([id]) => id,
        }),
        barred: fc.uniqueArray(keypad),
      })
      .map(({ provisioning, epoch, keys, barred }) => ({
        provisioning,
        epoch,
        keys: new Map(keys.filter(([id]) => !barred.includes(id))),
        barred: new Set(barred),
      }));
    fc.assert(
      fc.property(file, (value) => {
        expect(parseKeyFile(formatKeyFile(value))).toEqual({ ok: true, value });
      }),
    );
  });
});

describe('a change of the file', () => {
  const fresh: KeyFile = { provisioning: 1, epoch: 0, keys: new Map([[1, bytes(KEY)]]), barred: new Set() };
  const target = join(folder, 'changed.json');

  it('is made under a lock, with mode 0600, and leaves neither lock nor half file', () => {
    rmSync(target, { force: true });
    const made = updateKeyFile(target, (former) => {
      expect([former, existsSync(`${target}.lock`)]).toEqual([undefined, true]);
      return ok(fresh);
    });
    expect(made.ok && readKeyFile(target)).toEqual(ok(fresh));
    expect(statSync(target).mode & 0o777).toBe(0o600);
    expect([existsSync(`${target}.lock`), existsSync(`${target}.tmp`)]).toEqual([false, false]);
  });

  it('that is refused, and one that changes nothing, leave the file as it stands', () => {
    updateKeyFile(target, () => ok(fresh));
    const before = statSync(target).ino;
    expect(updateKeyFile(target, () => fail('no'))).toEqual(fail('no'));
    expect(updateKeyFile(target, (former) => ok(former ?? fresh)).ok).toBe(true);
    expect(statSync(target).ino).toBe(before);
  });

  it('KEY9 overwrites the bytes of the former file', () => {
    updateKeyFile(target, () => ok(fresh));
    // Another name for the former file keeps it readable after the change.
    const former = join(folder, 'former.json');
    spawnSync('ln', [target, former]);
    expect(readFileSync(former, 'utf8')).toContain(KEY);
    updateKeyFile(target, () => ok({ ...fresh, epoch: 1, keys: new Map([[1, new Uint8Array(16)]]) }));
    expect(readFileSync(former).every((byte) => byte === 0)).toBe(true);
    expect(readFileSync(target, 'utf8')).not.toContain(KEY);
  });

  it.skipIf(process.getuid?.() !== 0)('by root leaves the file to its owner: the server reads it as before', () => {
    updateKeyFile(target, () => ok(fresh));
    chownSync(target, 1234, 1235);
    updateKeyFile(target, () => ok({ ...fresh, epoch: 1 }));
    const { uid, gid, mode } = statSync(target);
    expect([uid, gid, mode & 0o777]).toEqual([1234, 1235, 0o600]);
    rmSync(target);
  });

  it('waits for a program that writes now, and passes over the lock of one that died', () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    writeFileSync(`${target}.lock`, String(gone));
    expect(updateKeyFile(target, () => ok(fresh)).ok).toBe(true);
    writeFileSync(`${target}.lock`, String(process.pid));
    expect(updateKeyFile(target, () => ok(fresh))).toMatchObject({ error: expect.stringMatching(/another program/) });
    // Left by a power cut, and its pid is another program's by now.
    const longAgo = Date.now() / 1000 - 120;
    utimesSync(`${target}.lock`, longAgo, longAgo);
    expect(updateKeyFile(target, () => ok(fresh)).ok).toBe(true);
  });

  it('does not take a lock away that it can not read', () => {
    mkdirSync(`${target}.lock`);
    expect(updateKeyFile(target, () => ok(fresh))).toMatchObject({ error: expect.stringMatching(/another program/) });
    rmdirSync(`${target}.lock`);
  });
});
