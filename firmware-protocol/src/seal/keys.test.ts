import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../../vectors/golden.json' with { type: 'json' };
import { PAPER_VERSION } from '../paper.ts';
import { cmac, cmacKey } from './cmac.ts';
import {
  deriveKey,
  deviceKeyOfEpoch,
  isSampleProvisioning,
  KDF_VERSION,
  type KeyUse,
  LABELS,
  type Mode,
  nextKeyInput,
} from './keys.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const unhex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

describe('session keys', () => {
  it('KEY3 KEY5 the golden derivations, for three uses and both modes', () => {
    for (const { use, label, mode, provisioning, keypad, sid, deviceKey, input, key } of golden.kdf) {
      const device = cmacKey(unhex(deviceKey));
      const session = { mode: mode as Mode, provisioning, sid: unhex(sid) };
      expect(hex(deriveKey(device, use as KeyUse, session, keypad))).toBe(key);
      expect(cmac(device, unhex(input)).toString('hex')).toBe(key);
      expect(unhex(input).length).toBe(30);
      expect(LABELS[use as KeyUse]).toBe(label);
    }
    expect(new Set(golden.kdf.map(({ use, mode }) => `${use} ${mode}`)).size).toBe(6);
    expect(new Set(golden.kdf.map(({ key }) => key)).size).toBe(golden.kdf.length);
  });

  it('KEY3 KEY4 another use, mode, provisioning, keypad or session id gives another key', () => {
    const device = cmacKey(new Uint8Array(16));
    const sid = new Uint8Array(8);
    const base = { mode: 'real', provisioning: 1, sid } as const;
    const keys = [
      deriveKey(device, 'up', base, 1),
      deriveKey(device, 'down', base, 1),
      deriveKey(device, 'roll', base, 1),
      deriveKey(device, 'up', { ...base, mode: 'rehearsal' }, 1),
      deriveKey(device, 'up', { ...base, provisioning: 2 }, 1),
      deriveKey(device, 'up', base, 2),
      deriveKey(device, 'up', { ...base, sid: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1) }, 1),
      deriveKey(cmacKey(new Uint8Array(16).fill(1)), 'up', base, 1),
    ];
    expect(new Set(keys.map(hex)).size).toBe(keys.length);
  });

  it('KEY4 a session id has 8 bytes', () => {
    for (const length of [0, 7, 9]) {
      const session = { mode: 'real', provisioning: 1, sid: new Uint8Array(length) } as const;
      expect(() => deriveKey(cmacKey(new Uint8Array(16)), 'up', session, 1)).toThrow(/8 bytes/);
    }
  });

  it('KEY8 the golden steps from epoch to epoch, each from the key of the one before', () => {
    const [first] = golden.epochs;
    if (!first) throw new Error('no golden step');
    for (const { deviceKey, provisioning, keypad, epoch, input, key } of golden.epochs) {
      expect(cmac(cmacKey(unhex(deviceKey)), unhex(input)).toString('hex')).toBe(key);
      expect(hex(nextKeyInput({ provisioning, keypad, epoch }))).toBe(input);
      expect(hex(deviceKeyOfEpoch(unhex(first.deviceKey), 0, { provisioning, keypad, epoch }))).toBe(key);
    }
    expect(golden.epochs.slice(1).map(({ deviceKey }) => deviceKey)).toEqual(
      golden.epochs.slice(0, -1).map(({ key }) => key),
    );
  });

  it('KEY8 another keypad, set or epoch gives another key, no step none, and there is no step back', () => {
    const key = new Uint8Array(16).fill(9);
    const to = { provisioning: 1, keypad: 1, epoch: 5 };
    const keys = [
      deviceKeyOfEpoch(key, 4, to),
      deviceKeyOfEpoch(key, 3, to),
      deviceKeyOfEpoch(key, 4, { ...to, keypad: 2 }),
      deviceKeyOfEpoch(key, 4, { ...to, provisioning: 2 }),
      deviceKeyOfEpoch(key, 5, { ...to, epoch: 6 }),
    ];
    expect(new Set([...keys, key].map(hex)).size).toBe(6);
    expect(deviceKeyOfEpoch(key, 5, to)).toEqual(key);
    expect(hex(key)).toBe('09'.repeat(16));
    expect(() => deviceKeyOfEpoch(key, 6, to)).toThrow(/an epoch from 6 on, got 5/);
  });

  it('VER5 three labels, and version 1', () => {
    expect(LABELS).toEqual({ up: 'PJ-UP', down: 'PJ-DN', roll: 'PJ-RO' });
    expect([KDF_VERSION, PAPER_VERSION]).toEqual([1, 1]);
  });

  it('KEY6 the highest byte EE marks sample keys', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (provisioning) => {
        expect(isSampleProvisioning(provisioning)).toBe(provisioning >= 0xee00_0000 && provisioning <= 0xeeff_ffff);
      }),
    );
    expect(isSampleProvisioning(0xee00_0000)).toBe(true);
    expect(isSampleProvisioning(0xef00_0000)).toBe(false);
  });
});
