import { compileCSide } from '@piaojue/firmware-protocol/c/compiled';
import { Receipt, type SealedBallot } from '@piaojue/firmware-protocol/messages';
import { macKey, type Session } from '@piaojue/firmware-protocol/seal/keys';
import { cmacKey } from '@piaojue/firmware-protocol/seal/cmac';
import { answeredBallot, makeReceipt } from '@piaojue/firmware-protocol/seal/receipt-mac';
import { STATUSES, type Status } from '@piaojue/firmware-protocol/status';
import { afterAll, describe, expect, it } from 'vitest';
import { KeypadOnTheAir } from './keypad-fixture.ts';

/**
 * Receipts that are not the answer to the frame that waits: no keypad takes one, neither the simulated one nor the C
 * side of `firmware-protocol/c`, and nothing turns green (PROTOCOL RCP1, RCP6, KPD1).
 */
const FRAME_BITS = 8 * 15;
const c = compileCSide();
afterAll(() => c?.dispose());

const encode = (receipt: Receipt): Uint8Array => Receipt.encode(receipt);
const flipped = (bytes: Uint8Array, bit: number): Uint8Array =>
  bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (0x80 >> (bit & 7)) : byte));
const be = (value: number, bytes: number): string => value.toString(16).padStart(bytes * 2, '0');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** A keypad that waits for the answer to its second ballot; the first was counted. */
function waiting() {
  const air = new KeypadOnTheAir();
  air.beacon().deal().keys('1', 'ok');
  const first = air.ballot();
  const ofFirst = air.receiptFor('counted', first);
  air.receive(ofFirst).keys('2', 'ok');
  const frame = air.ballot();
  air.outputs.length = 0;
  return { air, first, ofFirst, frame };
}

/** What the C side reads: the status, 0 for a receipt that is passed over. */
function readInC(air: KeypadOnTheAir, receipts: readonly Uint8Array[], { keypad, round, counter, tag }: SealedBallot) {
  const key = (use: 'down' | 'roll'): string => hex(new Uint8Array(macKeyBytes(air, use)));
  const [down, roll] = [key('down'), key('roll')];
  return c?.ask(
    receipts.map((bytes) =>
      ['receipt', down, roll, hex(bytes), be(keypad, 2), be(round, 2), be(counter, 4), hex(tag)].join(' '),
    ),
  );
}

function macKeyBytes(air: KeypadOnTheAir, use: 'down' | 'roll'): Uint8Array {
  return macKey(air.deviceKey, use, air.session, 7).key.export();
}

/** Of another keypad, round, session, mode, set, counter, or under another key; each right in itself. */
function others(air: KeypadOnTheAir, frame: SealedBallot, first: SealedBallot): Receipt[] {
  const keys = (session: Session = air.session, device = air.deviceKey, keypad = 7) => ({
    down: macKey(device, 'down', session, keypad),
    roll: macKey(device, 'roll', session, keypad),
  });
  const ofSession = (session: Session): Receipt => makeReceipt(keys(session), 'counted', answeredBallot(frame));
  const statuses = Object.keys(STATUSES) as Status[];
  return [
    ofSession({ ...air.session, sid: new Uint8Array(8).fill(9) }),
    ofSession({ ...air.session, mode: 'real' }),
    ofSession({ ...air.session, provisioning: 0xee00_0002 }),
    makeReceipt(keys(air.session, cmacKey(new Uint8Array(16).fill(1))), 'counted', frame),
    makeReceipt(keys(air.session, air.deviceKey, 8), 'counted', frame),
    makeReceipt(keys(), 'counted', { ...frame, keypad: 8 }),
    makeReceipt(keys(), 'counted', { ...frame, round: 2 }),
    makeReceipt(keys(), 'counted', { ...frame, counter: frame.counter + 1 }),
    makeReceipt(keys(), 'counted', { ...frame, tag: first.tag }),
    // The roll has no down key: what it makes with its own is no `counted` (PROTOCOL RCP7).
    { ...makeReceipt({ down: keys().roll }, 'counted', frame) },
    ...statuses.map((status) => makeReceipt(keys(), status, first)),
    ...statuses
      .filter((status) => status !== 'counted')
      .map((status) => ({
        ...makeReceipt(keys(), status, frame),
        status: STATUSES.counted.code,
      })),
  ];
}

describe('RCP6 a receipt that does not answer the frame that waits is passed over', () => {
  const { air, first, ofFirst, frame } = waiting();
  const genuine = encode(air.receiptFor('counted', frame));
  const flips = Array.from({ length: FRAME_BITS }, (_, bit) => flipped(genuine, bit));
  const forged = [...flips, encode(ofFirst), ...others(air, frame, first).map(encode)];

  it('by the keypad: all single bits, replays, other frames, keypads, rounds, sessions and keys; nothing turns green', () => {
    for (const bytes of forged) {
      const receipt = Receipt.decode(bytes);
      if (!receipt.ok) continue;
      // Also under its own number in the beacon: a receiver that sorts wrong changes nothing.
      air.receive(receipt.value).beacon({ receipts: new Map([[7, receipt.value]]) });
    }
    expect([air.outputs, hex(air.ballot().tag)]).toEqual([[], hex(frame.tag)]);
    expect(forged.length).toBeGreaterThan(FRAME_BITS + 20);
  });

  it.skipIf(!c)('by the C side: the very same ones', () => {
    expect(readInC(air, forged, frame)).toEqual(forged.map(() => '0'));
    expect(readInC(air, [genuine], frame)).toEqual([String(STATUSES.counted.code)]);
  });

  it('and the genuine one turns it green', () => {
    air.receive(air.receiptFor('counted', frame));
    expect(air.outputs).toEqual([{ what: 'ballot', ending: 'counted' }]);
    console.log(`forged receipts: ${forged.length} at a keypad and at the C side, 0 taken`);
  });

  it('KEY7 KPD3 a receipt of the session before turns nothing green in the next, also for the same bytes', () => {
    const again = waiting();
    const late = again.air.receiptFor('counted', again.frame);
    again.air.sid = new Uint8Array(8).fill(2);
    again.air.beacon().receive(late);
    expect(again.air.outputs.filter(({ ending }) => ending === 'counted')).toEqual([]);
  });
});
