import { AIR_OVERHEAD, BEACON_BODY, BEACON_RECEIPTS, SLOTS } from './air.ts';
import { crc16Bytes } from './crc16.ts';
import { bytes, type Fields, struct, u16, u32, u8 } from './fields.ts';
import { MAX_KEYPAD, PAPER_CHUNK, Presence, Receipt, RECEIPT_BYTES, SealedBallot } from './messages.ts';
import { fail, ok, type Result } from './result.ts';

/**
 * Radio frames as bytes (PROTOCOL AIR1, AIR2):
 *
 *     preamble 4 | sync 4 | length 1 | type 1 | body | CRC-16 2 over length, type and body
 */
const PREAMBLE = [0xaa, 0xaa, 0xaa, 0xaa, 0x2d, 0xd4, 0x50, 0x4a] as const;
const HEAD = PREAMBLE.length + 2;

export const AIR_TYPES = { beacon: 1, ballot: 2, presence: 3, chunk: 4, rollCall: 5, alive: 6 } as const;
export type AirType = keyof typeof AIR_TYPES;

const headShape = {
  provisioning: u32(),
  sid: bytes(8),
  round: u16(),
  state: u8(),
  paper: u16(),
  epoch: u16(),
  slots: u8(1, SLOTS),
  send: u8(),
  /** Bit i, most significant first: something was received whole in slot i of the frame before. */
  heard: bytes(8),
} as const;
const BeaconHead = struct(headShape);
export type Beacon = Fields<typeof headShape> & { readonly receipts: readonly Receipt[] };

export function encodeBeacon({ receipts, ...head }: Beacon): Uint8Array {
  if (receipts.length > BEACON_RECEIPTS) {
    throw new RangeError(`expected at most ${BEACON_RECEIPTS} receipts, got ${receipts.length}`);
  }
  const out = new Uint8Array(BEACON_BODY + receipts.length * RECEIPT_BYTES);
  out.set(BeaconHead.encode(head));
  out[BEACON_BODY - 1] = receipts.length;
  receipts.forEach((receipt, i) => out.set(Receipt.encode(receipt), BEACON_BODY + i * RECEIPT_BYTES));
  return out;
}

/** undefined for a body that is none. Never throws. */
export function decodeBeacon(body: Uint8Array): Beacon | undefined {
  const count = body[BEACON_BODY - 1] ?? 0;
  if (count > BEACON_RECEIPTS || body.length !== BEACON_BODY + count * RECEIPT_BYTES) return undefined;
  const head = BeaconHead.decode(body.subarray(0, BEACON_BODY - 1));
  if (!head.ok) return undefined;
  const receipts: Receipt[] = [];
  for (let at = BEACON_BODY; at < body.length; at += RECEIPT_BYTES) {
    const receipt = Receipt.decode(body.subarray(at, at + RECEIPT_BYTES));
    if (!receipt.ok) return undefined;
    receipts.push(receipt.value);
  }
  return { ...head.value, receipts };
}

const paper = u16();
/** Bodies of the frames that have one length. */
export const AIR_BODIES = {
  ballot: SealedBallot,
  presence: Presence,
  chunk: struct({ paper, index: u8(), of: u8(1), bytes: bytes(PAPER_CHUNK) }),
  rollCall: struct({ number: u8(), from: u16(1, MAX_KEYPAD), to: u16(1, MAX_KEYPAD) }),
  alive: struct({ keypad: u16(1, MAX_KEYPAD), battery: u8() }),
} as const;

const byCode = new Map<number, AirType>(
  (Object.keys(AIR_TYPES) as AirType[]).map((name) => [AIR_TYPES[name], name] as const),
);

/** With preamble and CRC. */
export function encodeAirFrame(type: AirType, body: Uint8Array): Uint8Array {
  const out = new Uint8Array(AIR_OVERHEAD + body.length);
  out.set(PREAMBLE);
  // A beacon's receipts go beyond one byte of length: only its fixed part is counted, the rest follows from its count.
  out[HEAD - 2] = type === 'beacon' ? BEACON_BODY : body.length;
  out[HEAD - 1] = AIR_TYPES[type];
  out.set(body, HEAD);
  new DataView(out.buffer).setUint16(HEAD + body.length, crc16Bytes(out.subarray(HEAD - 2, HEAD + body.length)));
  return out;
}

export type AirFault = 'no-sync' | 'unknown-type' | 'bad-length' | 'bad-crc';

/** Takes one whole frame. Never throws. */
export function decodeAirFrame(
  frame: Uint8Array,
): Result<{ readonly type: AirType; readonly body: Uint8Array }, AirFault> {
  if (frame.length < AIR_OVERHEAD || PREAMBLE.some((byte, i) => frame[i] !== byte)) return fail('no-sync');
  const type = byCode.get(frame[HEAD - 1] ?? 0);
  if (!type) return fail('unknown-type');
  const body = frame.slice(HEAD, frame.length - 2);
  const length = frame[HEAD - 2];
  const fits =
    type === 'beacon'
      ? length === BEACON_BODY && body.length === BEACON_BODY + (body[BEACON_BODY - 1] ?? 0) * RECEIPT_BYTES
      : length === body.length && body.length === AIR_BODIES[type].maximum;
  if (!fits) return fail('bad-length');
  const crc = crc16Bytes(frame.subarray(HEAD - 2, frame.length - 2));
  if (new DataView(frame.buffer, frame.byteOffset).getUint16(frame.length - 2) !== crc) return fail('bad-crc');
  return ok({ type, body });
}
