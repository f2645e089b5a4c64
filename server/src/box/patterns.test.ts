import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openPatterns, rawPublicKey, sealPatterns } from './patterns.ts';

const HASH = 'ab'.repeat(32);
const monitors = generateKeyPairSync('x25519');
const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const open = (blob: Uint8Array, hash = HASH): Buffer | undefined => openPatterns(blob, pem(monitors.privateKey), hash);
const seal = (patterns: Uint8Array): Uint8Array => sealPatterns(patterns, rawPublicKey(monitors.publicKey), HASH);

describe('the sealed patterns', () => {
  it('open with the private key of the monitors to what was sealed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (patterns) => {
        expect(open(seal(patterns))).toEqual(Buffer.from(patterns));
      }),
      { numRuns: 50 },
    );
  });

  it('have the length of the patterns and 69 bytes, and look unlike each time', () => {
    const patterns = new Uint8Array(160).fill(1);
    const [one, two] = [seal(patterns), seal(patterns)];
    expect([one.length, two.length]).toEqual([229, 229]);
    expect(Buffer.from(one).equals(two)).toBe(false);
    expect(Buffer.from(one).includes(Buffer.alloc(8, 1))).toBe(false);
  });

  it('every changed bit and every missing byte is refused', () => {
    const blob = seal(new Uint8Array(16).fill(7));
    expect(open(blob)).toBeDefined();
    for (let bit = 0; bit < blob.length * 8; bit++) {
      const changed = blob.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect([bit, open(changed)]).toEqual([bit, undefined]);
    }
    for (let length = 0; length < blob.length; length++) expect(open(blob.subarray(0, length))).toBeUndefined();
    expect(open(Buffer.concat([blob, Buffer.alloc(1)]))).toBeUndefined();
  });

  it('an ephemeral key that is no point of the curve is refused, not thrown', () => {
    const blob = seal(new Uint8Array(16));
    expect(open(blob.fill(0, 5, 37))).toBeUndefined();
  });

  it('another key and another round are refused', () => {
    const blob = seal(new Uint8Array(16));
    expect(openPatterns(blob, pem(generateKeyPairSync('x25519').privateKey), HASH)).toBeUndefined();
    expect(open(blob, 'ac'.repeat(32))).toBeUndefined();
  });

  it('the raw public key of a private key is that of its public half', () => {
    const raw = rawPublicKey(monitors.privateKey);
    expect(raw).toEqual(rawPublicKey(monitors.publicKey));
    expect(raw).toHaveLength(32);
  });
});
