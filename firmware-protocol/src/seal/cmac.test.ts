import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../../vectors/golden.json' with { type: 'json' };
import { cmac, cmac8, cmacKey, sameBytes } from './cmac.ts';

const unhex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

/** OpenSSL's own CMAC, or undefined where its command line is missing or too old. */
function opensslCmac(key: string, message: Uint8Array): string | undefined {
  try {
    const args = ['mac', '-cipher', 'AES-128-CBC', '-macopt', `hexkey:${key}`, '-in', '-', 'CMAC'];
    return execFileSync('openssl', args, { input: message, stdio: ['pipe', 'pipe', 'ignore'] })
      .toString()
      .trim()
      .toLowerCase();
  } catch {
    return undefined;
  }
}
const openssl = opensslCmac('00'.repeat(16), new Uint8Array(3)) !== undefined;
if (!openssl) console.warn('openssl 3 is not here: CMAC and key derivation are not checked against it');

describe('AES-CMAC', () => {
  it('KEY3 gives the vectors of RFC 4493', () => {
    const official = golden.cmac.filter(({ source }) => source.startsWith('RFC 4493'));
    expect(official.map(({ mac }) => mac)).toEqual([
      'bb1d6929e95937287fa37d129b756746',
      '070a16b46b4d4144f79bdd9dd04a287c',
      'dfa66747de9ae63030ca32611497c827',
      '51f0bebf7e3b9d92fc49741779363cfe',
    ]);
    for (const { key, message, mac } of golden.cmac) {
      expect(cmac(cmacKey(unhex(key)), unhex(message)).toString('hex')).toBe(mac);
    }
  });

  it('KEY3 has the subkeys of RFC 4493', () => {
    const { k1, k2 } = cmacKey(unhex('2b7e151628aed2a6abf7158809cf4f3c'));
    expect(Buffer.from(k1).toString('hex')).toBe('fbeed618357133667c85e08f7236a8de');
    expect(Buffer.from(k2).toString('hex')).toBe('f7ddac306ae266ccf90bc11ee46d513b');
  });

  it.skipIf(!openssl)('KEY3 KEY8 PRV5 agrees with openssl on every golden MAC and derivation', () => {
    for (const { key, message, mac } of golden.cmac) expect(opensslCmac(key, unhex(message))).toBe(mac);
    for (const { deviceKey, input, key } of [...golden.kdf, ...golden.epochs])
      expect(opensslCmac(deviceKey, unhex(input))).toBe(key);
    for (const { key, input, proof } of golden.proofs) expect(opensslCmac(key, unhex(input))?.slice(0, 16)).toBe(proof);
  });

  it('RCP1 SGN2 the wire carries the first 8 bytes, and they are compared whole', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.uint8Array({ maxLength: 80 }), (key, message) => {
        const mac = cmac8(cmacKey(key), message);
        expect(Buffer.from(mac).toString('hex')).toBe(cmac(cmacKey(key), message).toString('hex').slice(0, 16));
        expect(sameBytes(mac, mac.slice())).toBe(true);
        expect(sameBytes(mac, mac.subarray(0, 7))).toBe(false);
        expect(sameBytes(mac, new Uint8Array())).toBe(false);
      }),
    );
    expect(() => cmacKey(new Uint8Array(15))).toThrow(/16 bytes, got 15/);
  });
});
