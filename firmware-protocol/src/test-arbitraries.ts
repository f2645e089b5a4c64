import * as fc from 'fast-check';
import type { DownMessage, UpMessage } from './messages.ts';

/** Any message that the wire can carry, for property tests. */
const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
const u8 = fc.nat(255);
const u16 = fc.nat(65_535);
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const keypad = fc.integer({ min: 1, max: 65_534 });
const round = keypad;
const counter = fc.integer({ min: 1, max: 0xffff_ffff });

export const sealedBallot = fc.record({ keypad, round, counter, paper: u16, ciphertext: bytes(16), tag: bytes(8) });
export const presence = fc.record({ keypad, counter, version: u8, battery: u8, firmware: u16, mac: bytes(8) });
export const receipt = fc.record({ keypad, number: u32, status: u8, mac: bytes(8) });

const only = <T extends string>(type: T) => fc.constant(type);
const items = <T>(item: fc.Arbitrary<T>, most: number) => fc.array(item, { minLength: 1, maxLength: most });

export const upMessage: fc.Arbitrary<UpMessage> = fc.oneof(
  fc.tuple(u8, sealedBallot).map(([rssi, ballot]) => ({ type: 'B' as const, rssi, ...ballot })),
  fc.tuple(u8, presence).map(([rssi, signed]) => ({ type: 'S' as const, rssi, ...signed })),
  fc.record({ type: only('H'), base: u16, bits: bytes(32) }),
  fc.record({ type: only('L'), items: items(fc.record({ keypad, battery: u8, rssi: u8 }), 8) }),
  fc.record({ type: only('T'), uptime: u32, queue: u8, load: u8 }),
  fc.record({
    type: only('G'),
    oldest: u8,
    newest: u8,
    boot: u32,
    receiver: bytes(8),
    channel: u8,
    queue: u16,
    features: u16,
  }),
  fc.record({ type: only('D'), closeId: u32, round, left: u16 }),
);

export const downMessage: fc.Arbitrary<DownMessage> = fc.oneof(
  fc.record({ type: only('R'), items: items(receipt, 6) }),
  fc.record({
    type: only('O'),
    provisioning: u32,
    sid: bytes(8),
    round: u16,
    state: u8,
    paper: u16,
    lease: u16,
    epoch: u16,
  }),
  fc.record({ type: only('P'), index: u8, of: fc.integer({ min: 1, max: 255 }), bytes: bytes(48) }),
  fc.record({ type: only('C'), closeId: u32, round, drain: u16 }),
  fc.record({ type: only('Q'), from: keypad, to: keypad }),
);

export const sequence = fc.nat(4095);
/** Any bytes as a latin1 text, and texts beyond latin1. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((raw) => Buffer.from(raw).toString('latin1')),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: fc.constantFrom('$', 'B', 'S', 'A', '_', '-', '0', 'F', '\r'), maxLength: 60 }),
);
