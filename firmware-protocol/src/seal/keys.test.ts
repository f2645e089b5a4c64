import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../../vectors/golden.json' with { type: 'json' };
import { PAPER_VERSION } from '../paper.ts';
import { cmac, cmacKey } from './cmac.ts';
import { deriveKey, isSampleProvisioning, KDF_VERSION, type KeyUse, LABELS, type Mode } from './keys.ts';

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

  it('KEY8 VER5 three labels, none of them PJ-NEXT, and version 1', () => {
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
