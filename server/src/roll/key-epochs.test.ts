import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deviceKeyOfEpoch } from '@piaojue/firmware-protocol/seal/keys';
import { readKeyFile } from '@piaojue/firmware-protocol/key-file/key-file';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { deviceKeyOf } from '../box/test-keypad.ts';
import { advanceKeyFile } from './key-epochs.ts';

const folder = mkdtempSync(join(tmpdir(), 'key-epochs-'));
afterAll(() => rmSync(folder, { recursive: true }));
const deviceKeys = join(folder, 'device-keys.json');
const provisioning = 0x00c0_ffee;
const hex = (keypad: number): string => Buffer.from(deviceKeyOf(keypad)).toString('hex');

beforeEach(() => {
  const keys = { 1: hex(1), 500: hex(500) };
  writeFileSync(deviceKeys, JSON.stringify({ provisioning: '00c0ffee', keys, barred: [7] }), { mode: 0o600 });
});
const advance = (epoch: number, id = provisioning) => advanceKeyFile({ deviceKeys, provisioning: id, epoch });

describe('the end of a key epoch', () => {
  it('KEY8 KEY9 every key goes on by one step, in a process of its own; asked again it does nothing', async () => {
    expect(await advance(1)).toEqual({ ok: true, value: null });
    const file = readKeyFile(deviceKeys);
    const expected = [1, 500].map(
      (keypad) => [keypad, deviceKeyOfEpoch(deviceKeyOf(keypad), 0, { provisioning, keypad, epoch: 1 })] as const,
    );
    expect(file).toEqual({
      ok: true,
      value: { provisioning, epoch: 1, keys: new Map(expected), barred: new Set([7]) },
    });
    expect([statSync(deviceKeys).mode & 0o777, readFileSync(deviceKeys, 'utf8').includes(hex(1))]).toEqual([
      0o600,
      false,
    ]);
    const before = statSync(deviceKeys).ino;
    expect((await advance(1)).ok).toBe(true);
    expect(statSync(deviceKeys).ino).toBe(before);
    expect((await advance(2)).ok).toBe(true);
  });

  it.each([
    [() => advance(2), /expected keys of epoch 1, got epoch 0/],
    [() => advance(1, 5), /expected the keys of provisioning 00000005, got 00c0ffee/],
    [() => advanceKeyFile({ deviceKeys: join(folder, 'none'), provisioning, epoch: 1 }), /there is none/],
  ])('KEY9 another epoch, another set or no file is refused and changes nothing', async (ask, words) => {
    const before = readFileSync(deviceKeys, 'utf8');
    const answer = await ask();
    expect(!answer.ok && answer.error).toMatch(words);
    expect(readFileSync(deviceKeys, 'utf8')).toBe(before);
  });
});
