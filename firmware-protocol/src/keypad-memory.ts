import { crc16Bytes } from './crc16.ts';
import { type Eeprom, resetCounter, SLOT_BYTES } from './keypad-counter.ts';
import { MAX_KEYPAD } from './messages.ts';
import { fail, ok, type Result } from './result.ts';

/**
 * What a keypad remembers without power (PROTOCOL CNT2, KEY11, PRV8):
 *
 *     0 counter slot | 6 counter slot | 12 key slot | 32 key slot | 52 identity | 60
 *
 *     key slot   epoch 2 | device key 16 | CRC-16 2        epoch 65,535: empty
 *     identity   keypad 2 | provisioning 4 | CRC-16 2      keypad 65,535: none
 *
 * Both kinds of record are emptied by their first two bytes and filled by them last. So a write that is cut at any byte
 * leaves a record that is empty, or that differs from a valid one in two neighbouring bytes at most, and such a
 * difference no CRC-16 passes: a torn record is never taken for a key.
 */
const KEY_BYTES = 16;
const KEY_SLOT = 2 + KEY_BYTES + 2;
const KEY_SLOTS = [2 * SLOT_BYTES, 2 * SLOT_BYTES + KEY_SLOT] as const;
const IDENTITY_SLOT = 2 + 4 + 2;
const IDENTITY = KEY_SLOTS[1] + KEY_SLOT;
export const EEPROM_BYTES = IDENTITY + IDENTITY_SLOT;

const EMPTY = 0xffff;
/** The last one; a set of keypads that came so far is provisioned anew. */
export const MAX_EPOCH = EMPTY - 1;

export interface KeypadIdentity {
  readonly provisioning: number;
  /** 1–65,534 */
  readonly keypad: number;
}

export interface EpochKey {
  /** 0–65,534 */
  readonly epoch: number;
  /** 16 bytes. */
  readonly key: Uint8Array;
}

export interface KeypadMemory extends KeypadIdentity {
  /** The device key of the newest epoch that was committed. */
  readonly current: EpochKey;
  /**
   * Goes on to a later epoch and forgets the former key. False: it could not be written; the former stands. Only after
   * a receipt with a right MAC under a key of that epoch (PROTOCOL KEY11).
   */
  commit(next: EpochKey): boolean;
}

/** `must-provision` (需重新登记): no whole identity or no whole key. */
export function bootMemory(eeprom: Eeprom): Result<KeypadMemory, 'must-provision'> {
  const identity = readIdentity(eeprom);
  const slots = [readKey(eeprom, 0), readKey(eeprom, 1)] as const;
  if (!identity || (!slots[0] && !slots[1])) return fail('must-provision');
  // Both are whole when power went between the writing of the later and the erasing of the earlier one.
  let at: 0 | 1 = (slots[1]?.epoch ?? -1) > (slots[0]?.epoch ?? -1) ? 1 : 0;
  let current = slots[at] as EpochKey;
  eraseKey(eeprom, other(at));
  return ok({
    ...identity,
    get current() {
      return current;
    },
    commit(next) {
      if (next.epoch <= current.epoch) return false;
      if (!writeKey(eeprom, other(at), next)) {
        eraseKey(eeprom, other(at));
        return false;
      }
      eraseKey(eeprom, at);
      at = other(at);
      current = next;
      return true;
    },
  });
}

/**
 * Provisioning: identity, a new device key, counters at 0 (PROTOCOL PRV8, CNT8). Without an identity from the first byte to the
 * last one, so that power lost in between leaves a keypad that must be provisioned. False: it did not read back.
 */
export function provisionMemory(eeprom: Eeprom, identity: KeypadIdentity, key: EpochKey): boolean {
  empty(eeprom, IDENTITY);
  eraseKey(eeprom, 1);
  if (!writeKey(eeprom, 0, key)) return false;
  resetCounter(eeprom);
  if (readHighWater(eeprom) !== 0) return false;
  const rest = new Uint8Array(IDENTITY_SLOT - 2);
  const head = u16Bytes(identity.keypad);
  new DataView(rest.buffer).setUint32(0, identity.provisioning);
  fill(eeprom, IDENTITY, head, rest);
  const back = readIdentity(eeprom);
  return back?.keypad === identity.keypad && back.provisioning === identity.provisioning;
}

/** The larger valid counter slot (PROTOCOL CNT3), 0 where none is. */
export function readHighWater(eeprom: Eeprom): number {
  let highest = 0;
  for (const at of [0, SLOT_BYTES]) {
    const bytes = eeprom.read(at, SLOT_BYTES);
    if (crcHolds(bytes)) highest = Math.max(highest, viewOf(bytes).getUint32(0));
  }
  return highest;
}

export function readIdentity(eeprom: Eeprom): KeypadIdentity | undefined {
  const bytes = eeprom.read(IDENTITY, IDENTITY_SLOT);
  const keypad = viewOf(bytes).getUint16(0);
  return keypad >= 1 && keypad <= MAX_KEYPAD && crcHolds(bytes)
    ? { keypad, provisioning: viewOf(bytes).getUint32(2) }
    : undefined;
}

function readKey(eeprom: Eeprom, slot: 0 | 1): EpochKey | undefined {
  const bytes = eeprom.read(KEY_SLOTS[slot], KEY_SLOT);
  const epoch = viewOf(bytes).getUint16(0);
  return epoch !== EMPTY && crcHolds(bytes) ? { epoch, key: bytes.slice(2, 2 + KEY_BYTES) } : undefined;
}

function writeKey(eeprom: Eeprom, slot: 0 | 1, { epoch, key }: EpochKey): boolean {
  const at = KEY_SLOTS[slot];
  const rest = new Uint8Array(KEY_SLOT - 2);
  rest.set(key);
  empty(eeprom, at);
  fill(eeprom, at, u16Bytes(epoch), rest);
  const back = readKey(eeprom, slot);
  return back !== undefined && back.epoch === epoch && back.key.every((byte, i) => byte === key[i]);
}

/** Also what an erasing that was cut left of the key itself. */
function eraseKey(eeprom: Eeprom, slot: 0 | 1): void {
  const at = KEY_SLOTS[slot];
  empty(eeprom, at);
  if (eeprom.read(at + 2, KEY_SLOT - 2).some((byte) => byte !== 0xff))
    eeprom.write(at + 2, new Uint8Array(KEY_SLOT - 2).fill(0xff));
}

/** `rest` ends in room for the CRC over all before it. */
function fill(eeprom: Eeprom, at: number, head: Uint8Array, rest: Uint8Array): void {
  const whole = new Uint8Array(head.length + rest.length);
  whole.set(head);
  whole.set(rest, head.length);
  viewOf(rest).setUint16(rest.length - 2, crc16Bytes(whole.subarray(0, -2)));
  eeprom.write(at + head.length, rest);
  eeprom.write(at, head);
}

function empty(eeprom: Eeprom, at: number): void {
  // Not once more over what is empty: a byte that was cut while it is written may hold anything.
  if (viewOf(eeprom.read(at, 2)).getUint16(0) !== EMPTY) eeprom.write(at, u16Bytes(EMPTY));
}

const other = (slot: 0 | 1): 0 | 1 => (slot === 0 ? 1 : 0);
const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const crcHolds = (bytes: Uint8Array): boolean =>
  crc16Bytes(bytes.subarray(0, -2)) === viewOf(bytes).getUint16(bytes.length - 2);
const u16Bytes = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 0xff);

/** An EEPROM in RAM: of a simulated keypad, or of a test. */
export function memoryEeprom(bytes: Uint8Array = new Uint8Array(EEPROM_BYTES).fill(0xff)): Eeprom {
  return {
    size: bytes.length,
    read: (offset, length) => bytes.slice(offset, offset + length),
    write: (offset, part) => bytes.set(part, offset),
  };
}
