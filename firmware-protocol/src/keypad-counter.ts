import { crc16Bytes } from './crc16.ts';
import { fail, ok, type Result } from './result.ts';

/**
 * The lifelong counter of a keypad (PROTOCOL CNT1–CNT9). Two slots of EEPROM hold {high-water 4, CRC-16 2}. A counter is
 * only used below a high water that was written and read back, so a battery pulled at any moment can skip numbers but
 * never bring one back: the CCM nonce hangs on it.
 */
export const SLOT_BYTES = 6;
export const STEP = 256;
/** No counter above it is used: the high water would leave its 4 bytes (PROTOCOL CNT9). */
const WORN_OUT = 0xffff_ff00;

export interface Eeprom {
  readonly size: number;
  read(offset: number, length: number): Uint8Array;
  /** May be cut short by a power loss; what was written is found by reading it back. */
  write(offset: number, bytes: Uint8Array): void;
}

export type CounterFault = 'must-provision' | 'worn-out';

function readSlot(eeprom: Eeprom, slot: 0 | 1): number | undefined {
  const bytes = eeprom.read(slot * SLOT_BYTES, SLOT_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, SLOT_BYTES);
  return crc16Bytes(bytes.subarray(0, 4)) === view.getUint16(4) ? view.getUint32(0) : undefined;
}

function writeSlot(eeprom: Eeprom, slot: 0 | 1, highWater: number): boolean {
  const bytes = new Uint8Array(SLOT_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, highWater);
  view.setUint16(4, crc16Bytes(bytes.subarray(0, 4)));
  eeprom.write(slot * SLOT_BYTES, bytes);
  return readSlot(eeprom, slot) === highWater;
}

/** At provisioning, and then only: both slots at 0, with a new device key. */
export function resetCounter(eeprom: Eeprom): void {
  writeSlot(eeprom, 0, 0);
  writeSlot(eeprom, 1, 0);
}

export interface KeypadCounter {
  /** The next counter; a new press takes one, a retry sends the same bytes again. */
  next(): Result<number, CounterFault>;
}

/** `must-provision` (需重新登记): no valid slot; the keypad stays silent until it is provisioned with a new key. */
export function bootCounter(eeprom: Eeprom): Result<KeypadCounter, CounterFault> {
  const slots = [readSlot(eeprom, 0), readSlot(eeprom, 1)] as const;
  if (slots[0] === undefined && slots[1] === undefined) return fail('must-provision');
  // One slot alone: the other was either cut while it was written, or went bad after up to STEP more were used (CNT7).
  let lost = slots[0] === undefined || slots[1] === undefined;
  let highWater = Math.max(slots[0] ?? -1, slots[1] ?? -1);
  let older: 0 | 1 = (slots[0] ?? -1) <= (slots[1] ?? -1) ? 0 : 1;
  let counter = highWater;
  const raise = (): boolean => {
    if (highWater >= WORN_OUT || !writeSlot(eeprom, older, highWater + STEP)) return false;
    highWater += STEP;
    older = older === 0 ? 1 : 0;
    return true;
  };
  return ok({
    next() {
      if (lost) {
        if (!raise()) return fail('worn-out');
        lost = false;
        counter = highWater;
      }
      if (counter >= WORN_OUT || (counter >= highWater && !raise())) return fail('worn-out');
      counter += 1;
      return ok(counter);
    },
  });
}
