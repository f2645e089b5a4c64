import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../vectors/golden.json' with { type: 'json' };
import { bootCounter, resetCounter, SLOT_BYTES, STEP } from './keypad-counter.ts';
import { PowerCut, TestEeprom } from './test-eeprom.ts';

const counterEeprom = (bytes = new Uint8Array(2 * SLOT_BYTES).fill(255)): TestEeprom => new TestEeprom(bytes);

const provisioned = (): TestEeprom => {
  const eeprom = counterEeprom();
  resetCounter(eeprom);
  return eeprom;
};
const unhex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Boots and presses until the press count is reached or the power is cut. */
function run(eeprom: TestEeprom, presses: number, used: number[]): void {
  try {
    const counter = bootCounter(eeprom);
    for (let i = 0; counter.ok && i < presses; i++) {
      const next = counter.value.next();
      if (next.ok) used.push(next.value);
    }
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
  }
}
const expectRising = (used: readonly number[]): void => {
  for (let i = 1; i < used.length; i++) expect(used[i]).toBeGreaterThan(used[i - 1] ?? 0);
};

describe('the counter of a keypad', () => {
  it('CNT1 counts from 1 by one for each press, over reboots always upwards', () => {
    const eeprom = provisioned();
    const used: number[] = [];
    run(eeprom, 600, used);
    expect(used).toEqual(Array.from({ length: 600 }, (_, i) => i + 1));
    run(eeprom, 1, used);
    expect(used.at(-1)).toBe(3 * STEP + 1);
  });

  it('CNT2 the golden slots are what is written', () => {
    for (const { highWater, bytes } of golden.counterSlots) {
      const eeprom = new TestEeprom(unhex(bytes + bytes));
      const counter = bootCounter(eeprom);
      expect(counter.ok).toBe(true);
      const next = counter.ok ? counter.value.next() : counter;
      expect(next).toEqual(
        highWater < 0xffff_ff00 ? { ok: true, value: highWater + 1 } : { ok: false, error: 'worn-out' },
      );
    }
  });

  it('CNT3 CNT4 CNT7 CNT9 the golden boots take the counters and leave the bytes that they say', () => {
    for (const { why, before, after, ...expected } of golden.counterBoots) {
      const eeprom = new TestEeprom(unhex(before));
      const counter = bootCounter(eeprom);
      const next = counter.ok ? counter.value.next() : counter;
      expect([why, next.ok ? { next: next.value } : { fault: next.error }, hex(eeprom.bytes)]).toEqual([
        why,
        expected,
        after,
      ]);
    }
  });

  it('CNT3 KPD14 an EEPROM without a valid slot keeps the keypad silent until it is provisioned', () => {
    for (const byte of [0, 255, 0x5a]) {
      const eeprom = new TestEeprom(new Uint8Array(12).fill(byte));
      expect(bootCounter(eeprom)).toEqual({ ok: false, error: 'must-provision' });
      resetCounter(eeprom);
      expect(bootCounter(eeprom).ok).toBe(true);
    }
  });

  it('CNT8 provisioning writes 0 into both slots', () => {
    const eeprom = provisioned();
    expect(hex(eeprom.bytes)).toBe(golden.counterReset);
  });

  it('CNT4 a cut at every byte of every write, with any nonsense in the byte, never brings a number back', () => {
    let cuts = 0;
    for (let start = 0; start < 4; start++) {
      for (let cut = 0; cut < 4 * SLOT_BYTES; cut++) {
        for (const nonsense of [0, 1, 0x7f, 255]) {
          const eeprom = provisioned();
          const used: number[] = [];
          for (let i = 0; i < start; i++) run(eeprom, 3, used);
          eeprom.bytesLeft = cut;
          eeprom.nonsense = nonsense;
          run(eeprom, STEP * 3, used);
          eeprom.bytesLeft = Number.POSITIVE_INFINITY;
          run(eeprom, STEP + 2, used);
          run(eeprom, 2, used);
          expectRising(used);
          expect(used.length).toBeGreaterThanOrEqual(STEP + 4);
          cuts++;
        }
      }
    }
    expect(cuts).toBe(384);
  });

  it('CNT4 CNT5 over random lives with power cuts no number comes back', () => {
    let cut = 0;
    fc.assert(
      fc.property(
        fc.array(fc.record({ presses: fc.nat(700), bytesLeft: fc.nat(30), nonsense: fc.nat(255) }), { maxLength: 30 }),
        (lives) => {
          const eeprom = provisioned();
          const used: number[] = [];
          for (const { presses, bytesLeft, nonsense } of lives) {
            eeprom.bytesLeft = bytesLeft;
            eeprom.nonsense = nonsense;
            run(eeprom, presses, used);
            if (eeprom.bytesLeft === 0) cut++;
          }
          expectRising(used);
        },
      ),
    );
    expect(cut).toBeGreaterThan(50);
  });

  it('CNT7 one slot that goes bad at any time, between or beside power cuts, brings no number back', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            presses: fc.nat(700),
            bytesLeft: fc.oneof(fc.nat(20), fc.constant(1000)),
            lose: fc.option(fc.nat(2 * SLOT_BYTES - 1), { nil: undefined }),
          }),
          { maxLength: 20 },
        ),
        (lives) => {
          const eeprom = provisioned();
          const used: number[] = [];
          for (const { presses, bytesLeft, lose } of lives) {
            eeprom.bytesLeft = bytesLeft;
            run(eeprom, presses, used);
            if (lose !== undefined) eeprom.bytes[lose] = (eeprom.bytes[lose] ?? 0) ^ 0x10;
          }
          eeprom.bytesLeft = 1000;
          run(eeprom, 2, used);
          expect(used).toEqual([...new Set(used)].sort((a, b) => a - b));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('CNT4 an EEPROM that takes no write any more gives no counter', () => {
    const eeprom = provisioned();
    eeprom.deaf = true;
    const counter = bootCounter(eeprom);
    expect(counter.ok && counter.value.next()).toEqual({ ok: false, error: 'worn-out' });
    expect(counter.ok && counter.value.next()).toEqual({ ok: false, error: 'worn-out' });
  });

  it('CNT9 the last counter is FFFFFF00', () => {
    const last = golden.counterBoots.find(({ why }) => why === 'last step');
    const eeprom = new TestEeprom(unhex(last?.before ?? ''));
    const used: number[] = [];
    run(eeprom, 1000, used);
    expect(used.at(-1)).toBe(0xffff_ff00);
    expect(used.length).toBe(0x100);
  });
});
