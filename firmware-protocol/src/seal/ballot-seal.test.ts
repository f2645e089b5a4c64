import { createCipheriv, createSecretKey } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../../vectors/golden.json' with { type: 'json' };
import { SealedBallot } from '../messages.ts';
import { openBallot, sealBallot } from './ballot-seal.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const unhex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const frameOf = (text: string): SealedBallot => {
  const frame = SealedBallot.decode(unhex(text));
  if (!frame.ok) throw new Error(frame.error.expected);
  return frame.value;
};

const xor = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, i) => byte ^ (b[i] ?? 0));

/** CCM as the steps in PROTOCOL.md say it, with nothing but AES on single blocks. */
function ccmBySteps(key: Uint8Array, nonce: Uint8Array, data: Uint8Array, plaintext: Uint8Array) {
  const aes = (block: Uint8Array): Uint8Array => {
    const cipher = createCipheriv('aes-128-ecb', key, null);
    cipher.setAutoPadding(false);
    return cipher.update(block);
  };
  const b0 = Uint8Array.of(0x59, ...nonce, 0x00, 0x10);
  const b1 = Uint8Array.of(0x00, 0x1a, ...data.subarray(0, 14));
  const b2 = Uint8Array.of(...data.subarray(14, 26), 0, 0, 0, 0);
  const x = aes(xor(aes(xor(aes(xor(aes(b0), b1)), b2)), plaintext));
  const a = (i: number): Uint8Array => aes(Uint8Array.of(0x01, ...nonce, 0, i));
  return { tag: xor(x, a(0)).subarray(0, 8), ciphertext: xor(plaintext, a(1)) };
}

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const sealing = fc.record({
  key: bytes(16).map((raw) => createSecretKey(raw)),
  keypad: fc.integer({ min: 1, max: 65_534 }),
  round: fc.integer({ min: 1, max: 65_534 }),
  counter: fc.integer({ min: 1, max: 0xffff_ffff }),
  paperHash: bytes(16),
  plaintext: bytes(16),
});

describe('sealing a ballot', () => {
  it('SEAL1 SEAL2 SEAL3 SEAL4 the golden seals, by node:crypto and by the steps of the page', () => {
    for (const vector of golden.seals) {
      const { keypad, round, counter } = vector;
      const key = createSecretKey(unhex(vector.key));
      const sealed = sealBallot(key, { keypad, round, counter }, unhex(vector.paperHash), unhex(vector.plaintext));
      expect(hex(SealedBallot.encode(sealed))).toBe(vector.frame);
      const steps = ccmBySteps(unhex(vector.key), unhex(vector.nonce), unhex(vector.data), unhex(vector.plaintext));
      expect([hex(steps.ciphertext), hex(steps.tag)]).toEqual([vector.ciphertext, vector.tag]);
      expect(vector.frame).toBe(vector.data.slice(0, 20) + vector.ciphertext + vector.tag);
      const opened = openBallot(key, frameOf(vector.frame), unhex(vector.paperHash));
      expect(opened && hex(opened)).toBe(vector.plaintext);
    }
  });

  it('SEAL4 what was sealed opens, and to nothing else', () => {
    fc.assert(
      fc.property(sealing, ({ key, paperHash, plaintext, ...header }) => {
        const opened = openBallot(key, sealBallot(key, header, paperHash, plaintext), paperHash);
        expect(opened && hex(opened)).toBe(hex(plaintext));
      }),
    );
  });

  it('SEAL2 another counter gives another nonce: equal ballots look unlike', () => {
    expect(new Set(golden.seals.map(({ nonce }) => nonce)).size).toBe(golden.seals.length);
    fc.assert(
      fc.property(sealing, ({ key, paperHash, plaintext, ...header }) => {
        const other = { ...header, counter: header.counter === 1 ? 2 : header.counter - 1 };
        const [a, b] = [header, other].map((head) => sealBallot(key, head, paperHash, plaintext));
        expect(hex(a?.ciphertext ?? new Uint8Array())).not.toBe(hex(b?.ciphertext ?? new Uint8Array()));
      }),
    );
  });

  it('SEAL3 no single bit of a frame can change: keypad, round, counter, paper, ciphertext or tag', () => {
    const [vector] = golden.seals;
    if (!vector) throw new Error('no golden seal');
    const key = createSecretKey(unhex(vector.key));
    const frame = unhex(vector.frame);
    for (let bit = 0; bit < frame.length * 8; bit++) {
      const flipped = frame.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
      const sealed = SealedBallot.decode(flipped);
      const opened = sealed.ok ? openBallot(key, sealed.value, unhex(vector.paperHash)) : undefined;
      expect([bit, opened]).toEqual([bit, undefined]);
    }
  });

  it('SEAL3 PAP7 a ballot opens against the paper it was filled in for, not against another of the same digest', () => {
    const [vector] = golden.seals;
    if (!vector) throw new Error('no golden seal');
    const key = createSecretKey(unhex(vector.key));
    for (let bit = 0; bit < 128; bit++) {
      const other = unhex(vector.paperHash);
      other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
      expect(openBallot(key, frameOf(vector.frame), other)).toBeUndefined();
    }
  });

  it('SEAL5 forged and cut seals give nothing', () => {
    for (const { why, key, paperHash, frame } of golden.badSeals) {
      const opened = openBallot(createSecretKey(unhex(key)), frameOf(frame), unhex(paperHash));
      expect([why, opened]).toEqual([why, undefined]);
    }
    const [vector] = golden.seals;
    if (!vector) throw new Error('no golden seal');
    const key = createSecretKey(unhex(vector.key));
    const sealed = frameOf(vector.frame);
    const hash = unhex(vector.paperHash);
    for (const length of [0, 1, 4, 7]) {
      expect(openBallot(key, { ...sealed, tag: sealed.tag.subarray(0, length) }, hash)).toBeUndefined();
      expect(openBallot(key, { ...sealed, ciphertext: sealed.ciphertext.subarray(0, length) }, hash)).toBeUndefined();
    }
    const longTag = Uint8Array.of(...sealed.tag, ...sealed.tag);
    expect(openBallot(key, { ...sealed, tag: longTag }, hash)).toBeUndefined();
    fc.assert(
      fc.property(bytes(8), (tag) => {
        fc.pre(hex(tag) !== vector.tag);
        expect(openBallot(key, { ...sealed, tag }, hash)).toBeUndefined();
      }),
    );
  });
});
