import { describe, expect, it } from 'vitest';
import { bootCounter } from './keypad-counter.ts';
import {
  bootMemory,
  EEPROM_BYTES,
  type EpochKey,
  MAX_EPOCH,
  memoryEeprom,
  provisionMemory,
  readHighWater,
  readIdentity,
} from './keypad-memory.ts';
import { TestEeprom, untilPowerCut } from './test-eeprom.ts';

const IDENTITY = { provisioning: 0x0012_abcd, keypad: 17 };
const keyOf = (epoch: number, first = 7): EpochKey => ({
  epoch,
  key: Uint8Array.from({ length: 16 }, (_, i) => (first + epoch * 31 + i * 17) & 0xff),
});
const provisioned = (epoch = 3): TestEeprom => {
  const eeprom = new TestEeprom();
  expect(provisionMemory(eeprom, IDENTITY, keyOf(epoch))).toBe(true);
  return eeprom;
};
const booted = (eeprom: TestEeprom) => {
  const memory = bootMemory(eeprom);
  if (!memory.ok) throw new Error(memory.error);
  return memory.value;
};
const holds = (eeprom: TestEeprom, { key }: EpochKey): boolean =>
  Buffer.from(eeprom.bytes).includes(Buffer.from(key.subarray(0, 8)));
/** Every value that the byte may hold in which the power went. */
const NONSENSE = Array.from({ length: 256 }, (_, value) => value);

describe('what a keypad remembers', () => {
  it('KEY11 KEY12 a provisioned keypad has number, set, epoch and key, and goes on from epoch to epoch', () => {
    const eeprom = provisioned();
    expect(booted(eeprom)).toMatchObject({ ...IDENTITY, current: keyOf(3) });
    const memory = booted(eeprom);
    for (const epoch of [4, 5, 40, MAX_EPOCH]) {
      const former = memory.current;
      expect(memory.commit(keyOf(epoch))).toBe(true);
      expect([memory.current, booted(eeprom).current]).toEqual([keyOf(epoch), keyOf(epoch)]);
      expect(holds(eeprom, former)).toBe(false);
    }
    for (const epoch of [3, MAX_EPOCH]) expect(memory.commit(keyOf(epoch))).toBe(false);
  });

  it('KEY11 KEY12 the power cut at any byte of a step leaves one whole key, the former or the next', () => {
    for (const nonsense of NONSENSE) {
      let whole = false;
      for (let cut = 0; !whole; cut++) {
        const eeprom = provisioned();
        const memory = booted(eeprom);
        eeprom.nonsense = nonsense;
        eeprom.bytesLeft = cut;
        whole = untilPowerCut(() => memory.commit(keyOf(4)));
        eeprom.bytesLeft = Number.POSITIVE_INFINITY;
        const again = booted(eeprom);
        expect([again.keypad, again.provisioning]).toEqual([17, 0x0012_abcd]);
        expect([keyOf(3), keyOf(4)]).toContainEqual(again.current);
        // Finished at the boot: the former key is nowhere any more.
        if (again.current.epoch === 4) expect(holds(eeprom, keyOf(3))).toBe(false);
        else expect(again.commit(keyOf(4))).toBe(true);
        expect(booted(eeprom).current).toEqual(keyOf(4));
        expect(cut).toBeLessThan(100);
      }
    }
  });

  it('KEY11 KEY12 the power cut again while a boot finishes what was cut', () => {
    for (let first = 0; first < 60; first++) {
      for (let second = 0; second < 25; second++) {
        const eeprom = provisioned();
        const memory = booted(eeprom);
        eeprom.nonsense = 0xa5;
        eeprom.bytesLeft = first;
        untilPowerCut(() => memory.commit(keyOf(4)));
        eeprom.bytesLeft = second;
        untilPowerCut(() => bootMemory(eeprom));
        eeprom.bytesLeft = Number.POSITIVE_INFINITY;
        expect([keyOf(3), keyOf(4)]).toContainEqual(booted(eeprom).current);
      }
    }
  });

  it('KEY11 a step that does not read back is not taken', () => {
    const eeprom = provisioned();
    const memory = booted(eeprom);
    eeprom.deaf = true;
    expect([memory.commit(keyOf(4)), memory.current]).toEqual([false, keyOf(3)]);
    eeprom.deaf = false;
    expect([memory.commit(keyOf(4)), booted(eeprom).current]).toEqual([true, keyOf(4)]);
  });

  it('KPD14 PRV8 blank, all zeros, without key or without identity: must be provisioned', () => {
    for (const fill of [0xff, 0x00, 0x5a])
      expect(bootMemory(new TestEeprom(new Uint8Array(EEPROM_BYTES).fill(fill)))).toEqual({
        ok: false,
        error: 'must-provision',
      });
    const whole = provisioned();
    for (const [from, to] of [
      [12, 32],
      [52, 60],
    ] as const) {
      for (let at = from; at < to; at++) {
        const bytes = whole.bytes.slice();
        bytes[at] = (bytes[at] ?? 0) ^ 0x10;
        expect(bootMemory(memoryEeprom(bytes)).ok).toBe(false);
      }
    }
  });

  it('PRV8 CNT8 the power cut at any byte of provisioning: whole as before, whole anew, or must be provisioned', () => {
    const next = { identity: { provisioning: 0x0099_0001, keypad: 18 }, key: keyOf(9, 200) };
    const seen = new Set<string>();
    for (const nonsense of NONSENSE) {
      let whole = false;
      for (let cut = 0; !whole; cut++) {
        const eeprom = provisioned();
        const counter = bootCounter(eeprom);
        if (counter.ok) for (let i = 0; i < 300; i++) counter.value.next();
        const highWater = readHighWater(eeprom);
        eeprom.nonsense = nonsense;
        eeprom.bytesLeft = cut;
        whole = untilPowerCut(() => provisionMemory(eeprom, next.identity, next.key));
        eeprom.bytesLeft = Number.POSITIVE_INFINITY;
        const memory = bootMemory(eeprom);
        if (!memory.ok) {
          seen.add('must-provision');
          expect(readIdentity(eeprom)).toBeUndefined();
        } else if (memory.value.keypad === 17) {
          seen.add('before');
          expect([memory.value.provisioning, memory.value.current]).toEqual([IDENTITY.provisioning, keyOf(3)]);
          expect(readHighWater(eeprom)).toBe(highWater);
        } else {
          seen.add('anew');
          expect([readIdentity(eeprom), memory.value.current]).toEqual([next.identity, next.key]);
          expect(readHighWater(eeprom)).toBe(0);
        }
        expect(provisionMemory(eeprom, next.identity, next.key)).toBe(true);
        expect(cut).toBeLessThan(120);
      }
    }
    expect(seen).toEqual(new Set(['must-provision', 'before', 'anew']));
  });

  it('PRV8 provisioning that does not read back says so', () => {
    const eeprom = new TestEeprom();
    eeprom.deaf = true;
    expect(provisionMemory(eeprom, IDENTITY, keyOf(0))).toBe(false);
    expect(bootMemory(eeprom).ok).toBe(false);
  });
});
