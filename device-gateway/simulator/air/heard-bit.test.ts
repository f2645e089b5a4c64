import { HALL_STATES, REHEARSAL_FLAG } from '@piaojue/firmware-protocol/messages';
import { expect, test } from 'vitest';
import { KeypadOnTheAir, PROVISIONING } from '../keypad/keypad-fixture.ts';
import { type Random, seededRandom } from '../random.ts';
import { ReceiverModel } from '../receiver/receiver-model.ts';
import { noAirCounts } from './air.ts';
import type { Beacon } from './beacon.ts';
import { SlottedChannel } from './slotted-channel.ts';

/** Says in each of its beacons that all slots were heard. */
class HeardAll extends ReceiverModel {
  speaks = true;
  override beacon(): Beacon | undefined {
    if (!this.speaks) return undefined;
    const state = HALL_STATES.signIn | REHEARSAL_FLAG;
    return {
      state: { provisioning: PROVISIONING, sid: new Uint8Array(8), round: 0, state, paper: 0, lease: 3000, epoch: 0 },
      content: 'one',
      heard: new Set(),
      heardSlots: new Uint8Array(8).fill(0xff),
      send: 255,
      receipts: new Map(),
      full: false,
      chunk: null,
      rollCall: null,
    };
  }
}

/** One keypad that has sent its sign-in once; the clock goes from event to event. */
function afterOneSending() {
  const { keypad } = new KeypadOnTheAir();
  const receiver = new HeardAll({ id: new Uint8Array(8), channel: 1, queue: 9, boot: 1, versions: [1, 1], now: 0 });
  const loss = { all: false };
  const random: Random = { ...seededRandom(1), chance: () => loss.all };
  const counts = noAirCounts();
  const channel = new SlottedChannel({
    keypads: [keypad],
    receivers: () => [receiver],
    airloss: 0,
    random,
    counts,
    now: 0,
    rate: '1M',
  });
  const step = (): void => channel.advance(channel.due);
  const nextBeacon = (): void => {
    const before = channel.last;
    while (channel.last === before) step();
  };
  nextBeacon();
  keypad.step({ type: 'key', now: channel.due, key: 'signIn' });
  channel.touch(keypad);
  while (counts.presences === 0) step();
  return { keypad, receiver, loss, counts, channel, step, nextBeacon };
}

test('AIR6 the bit of its slot in the next beacon makes a keypad silent', () => {
  const { keypad, nextBeacon, counts } = afterOneSending();
  expect(keypad.state.signIn?.heard).toBe(false);
  nextBeacon();
  expect(keypad.state.signIn?.heard).toBe(true);
  for (let i = 0; i < 10; i++) nextBeacon();
  expect(counts.presences).toBe(1);
});

test('AIR6 a keypad that missed that beacon takes no later bit for its own, and sends again', () => {
  const { keypad, nextBeacon, loss, counts } = afterOneSending();
  loss.all = true;
  nextBeacon();
  loss.all = false;
  nextBeacon();
  expect(keypad.state.signIn?.heard).toBe(false);
  nextBeacon();
  expect(counts.presences).toBe(2);
});

test('AIR6 a beacon that comes after a silence speaks of another frame', () => {
  const { keypad, receiver, channel, step, nextBeacon } = afterOneSending();
  receiver.speaks = false;
  const silent = channel.due + 100;
  while (channel.due < silent) step();
  receiver.speaks = true;
  nextBeacon();
  expect(keypad.state.signIn?.heard).toBe(false);
});

test('a process that was held up plays no frames for the time that it missed', () => {
  const { channel, counts, nextBeacon } = afterOneSending();
  nextBeacon();
  channel.advance(channel.due + 600_000);
  expect(counts.presences).toBeLessThanOrEqual(2);
  expect(channel.due).toBeGreaterThan(600_000);
});
