import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../../vectors/golden.json' with { type: 'json' };
import { Presence } from '../messages.ts';
import { cmac8, cmacKey } from './cmac.ts';
import { signPresence, verifyPresence } from './presence-mac.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const unhex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const frameOf = (text: string): Presence => {
  const frame = Presence.decode(unhex(text));
  if (!frame.ok) throw new Error(frame.error.expected);
  return frame.value;
};

describe('sign-in and status', () => {
  it('SGN1 SGN2 the golden sign-ins', () => {
    for (const { key, fields, input, mac, frame } of golden.signIns) {
      const roll = cmacKey(unhex(key));
      expect(hex(cmac8(roll, unhex(input)))).toBe(mac);
      expect(hex(Presence.encode(signPresence(roll, fields)))).toBe(frame);
      expect(verifyPresence(roll, frameOf(frame))).toBe(true);
    }
  });

  it('SGN2 no bit of a sign-in can change, the 签到 bit included', () => {
    for (const { why, key, frame } of golden.badSignIns) {
      expect([why, verifyPresence(cmacKey(unhex(key)), frameOf(frame))]).toEqual([why, false]);
    }
    const [vector] = golden.signIns;
    if (!vector) throw new Error('no golden sign-in');
    for (let bit = 0; bit < 144; bit++) {
      const flipped = unhex(vector.frame);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
      const frame = Presence.decode(flipped);
      expect(frame.ok && verifyPresence(cmacKey(unhex(vector.key)), frame.value)).toBe(false);
    }
  });

  it('SGN2 a cut or a guessed mac is refused', () => {
    const key = cmacKey(new Uint8Array(16).fill(7));
    const signed = signPresence(key, { keypad: 5, counter: 9, version: 0x81, battery: 50, firmware: 1 });
    for (const length of [0, 1, 7])
      expect(verifyPresence(key, { ...signed, mac: signed.mac.subarray(0, length) })).toBe(false);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (mac) => {
        expect(verifyPresence(key, { ...signed, mac })).toBe(hex(mac) === hex(signed.mac));
      }),
    );
  });
});
