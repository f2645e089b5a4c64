import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cmac } from '@piaojue/firmware-protocol/seal/cmac';
import { deviceKeyOf, SESSION, testKeypad } from '../box/test-keypad.ts';
import { loadRollKeys } from './roll-keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'roll-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'device-keys.json');
const { mode, sid } = SESSION;

describe('the roll keys of a session', () => {
  it('KEY5 are derived by a process of its own, for every keypad of the key file', async () => {
    const keys = Object.fromEntries(
      [1, 2, 500].map((keypad) => [keypad, Buffer.from(deviceKeyOf(keypad)).toString('hex')]),
    );
    writeFileSync(path, JSON.stringify({ provisioning: 'ee000001', epoch: 3, keys, barred: [4] }), { mode: 0o600 });
    const loaded = await loadRollKeys({ deviceKeys: path, mode, sid, keypads: [2, 1] });
    if (!loaded.ok) throw new Error(loaded.error);
    expect([loaded.value.provisioning, loaded.value.epoch, [...loaded.value.keys.keys()]]).toEqual([
      0xee00_0001,
      3,
      [1, 2, 500],
    ]);
    for (const [keypad, key] of loaded.value.keys)
      expect(cmac(key, Buffer.from('x'))).toEqual(cmac(testKeypad(keypad).roll, Buffer.from('x')));

    const missing = await loadRollKeys({ deviceKeys: path, mode, sid, keypads: [1, 3, 5] });
    expect(missing).toEqual({ ok: false, error: expect.stringMatching(/none for 3, 5$/) });

    const lost = await loadRollKeys({ deviceKeys: path, mode, sid, keypads: [1, 4] });
    expect(lost.ok && [...lost.value.barred]).toEqual([4]);
  });

  it('a file that is not there is an answer, not an exception', async () => {
    const none = await loadRollKeys({ deviceKeys: join(folder, 'none.json'), mode, sid, keypads: [] });
    expect(none).toMatchObject({ ok: false, error: expect.stringMatching(/expected a file of device keys/) });
  });
});
