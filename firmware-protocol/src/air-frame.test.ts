import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../vectors/golden.json' with { type: 'json' };
import { BALLOT_AIR_BYTES, beaconAirBytes, nextBacklog, sendShare, SLOTS } from './air.ts';
import {
  AIR_BODIES,
  AIR_TYPES,
  type AirType,
  decodeAirFrame,
  decodeBeacon,
  encodeAirFrame,
  encodeBeacon,
} from './air-frame.ts';
import { receipt, sealedBallot } from './test-arbitraries.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const unhex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

describe('radio frames', () => {
  it('AIR1 the golden frames have their bytes and come back', () => {
    for (const { type, body, frame } of golden.air) {
      expect(hex(encodeAirFrame(type as AirType, unhex(body)))).toBe(frame);
      expect(decodeAirFrame(unhex(frame))).toEqual({ ok: true, value: { type, body: unhex(body) } });
    }
    expect(new Set(golden.air.map(({ type }) => type))).toEqual(new Set(Object.keys(AIR_TYPES)));
  });

  it('AIR1 every flipped bit of every golden frame is refused', () => {
    for (const { frame } of golden.air) {
      const bytes = unhex(frame);
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const flipped = bytes.slice();
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(decodeAirFrame(flipped).ok).toBe(false);
      }
    }
  });

  it('AIR1 FLT2 no bytes make the decoders throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), (bytes) => {
        expect(decodeAirFrame(bytes).ok).toBe(false);
        const sync = Uint8Array.of(0xaa, 0xaa, 0xaa, 0xaa, 0x2d, 0xd4, 0x50, 0x4a, ...bytes);
        decodeAirFrame(sync);
        decodeBeacon(bytes);
      }),
    );
  });

  it('AIR2 every beacon comes back, with 0 to 40 receipts', () => {
    const beacon = fc.record({
      provisioning: fc.integer({ min: 0, max: 0xffff_ffff }),
      sid: fc.uint8Array({ minLength: 8, maxLength: 8 }),
      epoch: fc.nat(65_535),
      round: fc.nat(65_535),
      state: fc.nat(255),
      paper: fc.nat(65_535),
      slots: fc.integer({ min: 1, max: 64 }),
      send: fc.nat(255),
      heard: fc.uint8Array({ minLength: 8, maxLength: 8 }),
      receipts: fc.array(receipt, { maxLength: 40 }),
    });
    fc.assert(
      fc.property(beacon, (fields) => {
        const body = encodeBeacon(fields);
        expect(decodeBeacon(body)).toEqual(fields);
        expect(encodeAirFrame('beacon', body).length).toBe(beaconAirBytes(fields.receipts.length));
      }),
    );
    const one = {
      provisioning: 1,
      sid: new Uint8Array(8),
      epoch: 0,
      round: 1,
      state: 2,
      paper: 3,
      slots: 64,
      send: 255,
      heard: new Uint8Array(8),
    };
    const receipts = Array.from({ length: 41 }, () => ({ keypad: 1, number: 1, status: 1, mac: new Uint8Array(8) }));
    expect(() => encodeBeacon({ ...one, receipts })).toThrow(/at most 40 receipts, got 41/);
  });

  it('AIR12 a ballot is 46 bytes on air, whatever is in it', () => {
    fc.assert(
      fc.property(sealedBallot, (sealed) => {
        expect(encodeAirFrame('ballot', AIR_BODIES.ballot.encode(sealed)).length).toBe(46);
      }),
    );
    expect(BALLOT_AIR_BYTES).toBe(46);
  });

  it('AIR11 46 bytes fit a slot at each bit rate', () => {
    for (const [rate, slotMs] of [
      [50_000, 8],
      [250_000, 1.6],
      [1_000_000, 0.4],
    ] as const) {
      expect((BALLOT_AIR_BYTES * 8 * 1000) / rate).toBeLessThan(slotMs);
    }
  });
});

describe('the backlog', () => {
  it('AIR5 the golden estimates', () => {
    for (const { next, nextSend, backlog, ...outcome } of golden.backlog) {
      expect(nextBacklog(backlog, outcome)).toBeCloseTo(next, 6);
      expect(sendShare(next)).toBe(nextSend);
    }
  });

  it('AIR4 AIR5 the share stays in 1 to 255, is 0 only while busy, and doubles its restraint without an idle slot', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 64, max: 65_534 }),
        fc.nat(SLOTS),
        fc.nat(SLOTS),
        fc.nat(255),
        (backlog, idle, collided, send) => {
          const next = nextBacklog(backlog, { idle, collided, send });
          expect(next).toBeGreaterThanOrEqual(64);
          expect(next).toBeLessThanOrEqual(65_534);
          expect(sendShare(next)).toBeGreaterThanOrEqual(1);
          expect(sendShare(next)).toBeLessThanOrEqual(255);
          expect(sendShare(next, true)).toBe(0);
        },
      ),
    );
    expect(sendShare(64)).toBe(255);
    expect(sendShare(nextBacklog(64, { idle: 0, collided: 64, send: 255 }))).toBe(127);
  });
});
