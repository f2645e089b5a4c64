import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../../vectors/golden.json' with { type: 'json' };
import { Receipt, RECEIPT_BYTES } from '../messages.ts';
import { STATUSES, type Status, statusOf } from '../status.ts';
import { cmac8, cmacKey } from './cmac.ts';
import { type Answered, makeReceipt, readReceipt } from './receipt-mac.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const unhex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const receiptOf = (text: string): Receipt => {
  const receipt = Receipt.decode(unhex(text));
  if (!receipt.ok) throw new Error(receipt.error.expected);
  return receipt.value;
};
const names = Object.keys(STATUSES) as Status[];

const keys = { down: cmacKey(new Uint8Array(16).fill(1)), roll: cmacKey(new Uint8Array(16).fill(2)) };
const u32 = fc.integer({ min: 1, max: 0xffff_ffff });
const answered: fc.Arbitrary<Answered> = fc.record({
  keypad: fc.integer({ min: 1, max: 65_534 }),
  round: fc.nat(65_534),
  counter: u32,
  tag: fc.uint8Array({ minLength: 8, maxLength: 8 }),
});
const status = fc.constantFrom(...names);

describe('receipts', () => {
  it('RCP1 RCP2 RCP3 the golden receipts, one for every status', () => {
    for (const vector of golden.receipts) {
      const key = cmacKey(unhex(vector.key));
      const frame = { ...vector.answers, tag: unhex(vector.answers.tag) };
      const receipt = makeReceipt({ down: key, roll: key }, vector.status as Status, frame, vector.number);
      expect(hex(Receipt.encode(receipt))).toBe(vector.bytes);
      expect(hex(cmac8(key, unhex(vector.input)))).toBe(vector.mac);
      expect(statusOf(vector.code)).toBe(vector.status);
      expect(STATUSES[vector.status as Status].by).toBe(vector.by);
      expect(readReceipt({ down: key, roll: key }, receipt, frame)).toBe(vector.status);
    }
    expect(new Set(golden.receipts.map((vector) => vector.status))).toEqual(new Set(names));
  });

  it('RCP2 the codes and keys are those of the table', () => {
    expect(names.map((name) => [STATUSES[name].code, name, STATUSES[name].by])).toEqual([
      [1, 'counted', 'down'],
      [2, 'notOpen', 'roll'],
      [3, 'closed', 'roll'],
      [4, 'notOnRoll', 'roll'],
      [5, 'counter', 'down'],
      [6, 'otherPaper', 'down'],
      [7, 'busy', 'down'],
      [8, 'signedIn', 'roll'],
      [9, 'noted', 'roll'],
    ]);
  });

  it('RCP5 every receipt has one length', () => {
    fc.assert(
      fc.property(status, answered, (name, frame) => {
        expect(Receipt.encode(makeReceipt(keys, name, frame)).length).toBe(RECEIPT_BYTES);
      }),
    );
  });

  it('RCP6 the golden receipts for other frames, and the forged ones, are passed over', () => {
    for (const { why, keys: hexKeys, waitsFor, bytes } of golden.badReceipts) {
      const held = { down: cmacKey(unhex(hexKeys.down)), roll: cmacKey(unhex(hexKeys.roll)) };
      const result = readReceipt(held, receiptOf(bytes), { ...waitsFor, tag: unhex(waitsFor.tag) });
      expect([why, result]).toEqual([why, undefined]);
    }
  });

  it('RCP1 RCP6 a receipt is taken for the very frame it answers and for no other', () => {
    fc.assert(
      fc.property(status, answered, answered, fc.nat(3), u32, (name, frame, other, which, n) => {
        const receipt = makeReceipt(keys, name, frame, name === 'closed' || name === 'counter' ? n : frame.counter);
        expect(readReceipt(keys, receipt, frame)).toBe(name);
        const field = (['keypad', 'round', 'counter', 'tag'] as const)[which] ?? 'tag';
        const changed = { ...frame, [field]: other[field] };
        fc.pre(field === 'tag' ? hex(other.tag) !== hex(frame.tag) : other[field] !== frame[field]);
        expect(readReceipt(keys, receipt, changed)).toBeUndefined();
      }),
    );
  });

  it('RCP6 no bit of a receipt can change, and a cut mac is refused', () => {
    for (const { answers, bytes } of golden.receipts) {
      const frame = { ...answers, tag: unhex(answers.tag) };
      const [first] = golden.badReceipts;
      if (!first) throw new Error('no golden receipt');
      const held = { down: cmacKey(unhex(first.keys.down)), roll: cmacKey(unhex(first.keys.roll)) };
      const good = receiptOf(bytes);
      expect(readReceipt(held, good, frame)).toBeDefined();
      for (let bit = 0; bit < RECEIPT_BYTES * 8; bit++) {
        const flipped = unhex(bytes);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
        const receipt = Receipt.decode(flipped);
        expect(receipt.ok && readReceipt(held, receipt.value, frame)).toBeFalsy();
      }
      for (const length of [0, 1, 7]) {
        expect(readReceipt(held, { ...good, mac: good.mac.subarray(0, length) }, frame)).toBeUndefined();
      }
    }
  });

  it('RCP7 KEY5 without the down key nobody can say counted, and a keypad does not take it from the roll', () => {
    const frame = { keypad: 1, round: 1, counter: 1, tag: new Uint8Array(8) };
    const rollOnly = (name: Status) => (): Receipt => makeReceipt({ roll: keys.roll }, name, frame);
    for (const name of ['counted', 'counter', 'otherPaper', 'busy'] as const) {
      expect(rollOnly(name)).toThrow(/made with the key "down"/);
    }
    for (const name of ['notOpen', 'closed', 'notOnRoll', 'signedIn'] as const) {
      expect(readReceipt(keys, rollOnly(name)(), frame)).toBe(name);
    }
    const forged = makeReceipt({ down: keys.roll }, 'counted', frame);
    expect(readReceipt(keys, forged, frame)).toBeUndefined();
  });
});
