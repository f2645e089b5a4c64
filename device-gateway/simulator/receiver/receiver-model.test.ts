import { BEACON_RECEIPTS } from '@piaojue/firmware-protocol/air';
import { decodeLine, decodeUp, encodeLine, payloadOf } from '@piaojue/firmware-protocol/line';
import {
  type DownMessage,
  HALL_STATES,
  type SealedBallot,
  type UpMessage,
  WIRE_VERSION,
} from '@piaojue/firmware-protocol/messages';
import { STATUSES } from '@piaojue/firmware-protocol/status';
import { beforeEach, expect, test } from 'vitest';
import { ReceiverModel } from './receiver-model.ts';

let receiver: ReceiverModel;
let sequence: number;
const boot = (more: { boot?: number; queue?: number; now?: number } = {}): ReceiverModel =>
  new ReceiverModel({
    id: new Uint8Array(8).fill(3),
    channel: 5,
    queue: 100,
    boot: 11,
    versions: [WIRE_VERSION, WIRE_VERSION],
    now: 0,
    ...more,
  });
/** Whoever it heard before a restart is silent no more. */
const LONG_AGO = -10_000;
beforeEach(() => {
  receiver = boot();
  sequence = 1;
});

const say = (message: DownMessage, now = 0): void =>
  receiver.fromHost(encodeLine(message.type, sequence++ % 4096, payloadOf(message)), now);
const state = (more: Partial<DownMessage & { type: 'O' }> = {}): DownMessage => ({
  type: 'O',
  provisioning: 1,
  sid: new Uint8Array(8),
  round: 1,
  state: HALL_STATES.open,
  paper: 2,
  lease: 3000,
  epoch: 0,
  ...more,
});
const ballot = (keypad: number, counter = 1): SealedBallot => ({
  keypad,
  round: 1,
  counter,
  paper: 2,
  ciphertext: new Uint8Array(16),
  tag: new Uint8Array(8),
});
function lines(): UpMessage[] {
  const messages: UpMessage[] = [];
  for (let text = receiver.takeLine(); text !== undefined; text = receiver.takeLine()) {
    const line = decodeLine(text);
    const message = line.ok ? decodeUp(line.value) : line;
    if (!message.ok) throw new Error('a receiver sends only lines that decode');
    messages.push(message.value);
  }
  return messages;
}
const types = (): string =>
  lines()
    .map((message) => message.type)
    .join('');
const receipts = (count: number, from = 1): DownMessage[] =>
  Array.from({ length: count }, (_, i) => ({
    type: 'R',
    items: [{ keypad: from + i, number: 1, status: 1, mac: new Uint8Array(8) }],
  }));

test('REC1 greets after the first O since boot, after 2 s without the host, and after O with sequence 0', () => {
  say(state());
  expect(types()).toBe('G');
  say(state(), 1000);
  expect(types()).toBe('');
  say(state(), 3100);
  expect(types()).toBe('G');
  sequence = 0;
  say(state(), 3200);
  expect(lines()).toMatchObject([{ type: 'G', oldest: 1, newest: 1, boot: 11, channel: 5, features: 31 }]);
});

test('REC2 a heartbeat each second, from boot on', () => {
  for (let now = 0; now <= 5000; now += 100) receiver.tick(now);
  expect(types()).toBe('TTTTT');
});

test('REC3 silent on the air without a lease, after its end, and 2 s without the host', () => {
  expect(receiver.beacon(0)).toBeUndefined();
  say(state({ lease: 0 }));
  expect(receiver.beacon(1)).toBeUndefined();
  say(state({ lease: 1500 }));
  expect(receiver.beacon(1499)).toBeDefined();
  expect(receiver.beacon(1500)).toBeUndefined();
  say(state({ lease: 60_000 }), 2000);
  expect(receiver.beacon(4000)).toBeDefined();
  expect(receiver.beacon(4001)).toBeUndefined();
});

test('REC3 a bad line of the host is no sign of life', () => {
  say(state({ lease: 60_000 }));
  receiver.fromHost('$Onoise0000', 1500);
  expect(receiver.beacon(2001)).toBeUndefined();
  expect(receiver.faults.get('bad-crc')).toBe(1);
});

test('REC4 the beacon says what the last O said, from the next frame on', () => {
  say(state());
  const first = receiver.beacon(1);
  say(state({ round: 2, paper: 9 }));
  const second = receiver.beacon(2);
  expect(second?.state).toMatchObject({ round: 2, paper: 9 });
  expect(second?.content).not.toBe(first?.content);
});

test('REC5 lease 0 ends it at once', () => {
  say(state());
  say(state({ lease: 0 }), 10);
  expect(receiver.beacon(11)).toBeUndefined();
});

test('REC6 every ballot goes up, repeated ones too', () => {
  for (let i = 0; i < 3; i++) receiver.hearBallot(ballot(4), 60, 0);
  expect(lines()).toMatchObject(Array.from({ length: 3 }, () => ({ type: 'B', keypad: 4, rssi: 60 })));
});

test('REC7 a full queue drops without the heard bit, and says busy', () => {
  receiver = boot({ queue: 2 });
  say(state());
  expect([1, 2, 3].map((keypad) => receiver.hearBallot(ballot(keypad), 60, 0))).toEqual([true, true, false]);
  receiver.endFrame(0);
  const beacon = receiver.beacon(1);
  expect(beacon?.full).toBe(true);
  expect([...(beacon?.heard ?? [])]).toEqual([1, 2]);
  expect((beacon?.state.state ?? 0) & 0x80).toBe(0x80);
});

test('heard stands in the next beacon only', () => {
  say(state());
  receiver.hearBallot(ballot(4), 60, 0);
  receiver.endFrame(0);
  expect(receiver.beacon(1)?.heard.has(4)).toBe(true);
  receiver.endFrame(1);
  expect(receiver.beacon(2)?.heard.has(4)).toBe(false);
});

test('REC8 chunks of another round or paper are dropped', () => {
  say(state());
  say({ type: 'P', index: 0, of: 1, bytes: new Uint8Array(48) });
  expect(receiver.beacon(1)?.chunk).toMatchObject({ index: 0, of: 1 });
  say(state({ paper: 3 }));
  expect(receiver.beacon(2)?.chunk).toBeNull();
});

test('AIR9 chunks take turns', () => {
  say(state());
  for (const index of [0, 1]) say({ type: 'P', index, of: 2, bytes: new Uint8Array(48) });
  expect([1, 2, 3, 4].map((now) => receiver.beacon(now)?.chunk?.index)).toEqual([0, 1, 0, 1]);
});

test('AIR8 REC9 a receipt stands in two beacons, at most 40 in one, the newest of a keypad only', () => {
  say(state());
  for (const message of receipts(50)) say(message);
  say({ type: 'R', items: [{ keypad: 1, number: 2, status: 7, mac: new Uint8Array(8) }] });
  const beacons = [1, 2, 3, 4, 5].map((now) => receiver.beacon(now));
  expect(beacons.map((beacon) => beacon?.receipts.size)).toEqual([BEACON_RECEIPTS, BEACON_RECEIPTS, 10, 10, 0]);
  expect(beacons[0]?.receipts.get(1)).toMatchObject({ number: 2, status: 7 });
});

test('REC9 receipts of another session, or when the voice is lost, are dropped', () => {
  say(state());
  for (const message of receipts(3)) say(message);
  say(state({ sid: new Uint8Array(8).fill(1) }));
  expect(receiver.beacon(1)?.receipts.size).toBe(0);
  for (const message of receipts(3)) say(message);
  say(state({ sid: new Uint8Array(8).fill(1), lease: 0 }));
  say(state({ sid: new Uint8Array(8).fill(1) }));
  expect(receiver.beacon(2)?.receipts.size).toBe(0);
});

test('REC9 receipts that come without a lease are dropped', () => {
  say(state({ lease: 0 }));
  for (const message of receipts(3)) say(message);
  say(state());
  expect(receiver.beacon(1)?.receipts.size).toBe(0);
});

test('REC10 C says closing at once; a C for another round is passed over', () => {
  say(state());
  say({ type: 'C', closeId: 1, round: 2, drain: 3000 });
  expect((receiver.beacon(1)?.state.state ?? 0) & 0x0f).toBe(HALL_STATES.open);
  say({ type: 'C', closeId: 1, round: 1, drain: 3000 });
  expect((receiver.beacon(2)?.state.state ?? 0) & 0x0f).toBe(HALL_STATES.closing);
});

test('CLS4 drained: own queue empty and a whole frame without a ballot; a repetition is answered at once', () => {
  receiver = boot({ now: LONG_AGO });
  say(state());
  receiver.beacon(0);
  lines();
  say({ type: 'C', closeId: 1, round: 1, drain: 3000 });
  receiver.hearBallot(ballot(1), 60, 0);
  receiver.endFrame(10);
  receiver.endFrame(20);
  receiver.endFrame(30);
  expect(types()).toBe('B'); // the queue was not empty until now
  receiver.hearBallot(ballot(2), 60, 30);
  receiver.endFrame(40);
  expect(types()).toBe('B');
  for (const answers of receipts(2)) say(answers, 45);
  receiver.endFrame(50);
  receiver.endFrame(60);
  expect(lines()).toEqual([{ type: 'D', closeId: 1, round: 1, left: 0 }]);
  say({ type: 'C', closeId: 1, round: 1, drain: 3000 }, 70);
  expect(types()).toBe('D');
});

test('CLS4 AIR7 a keypad that was heard is silent, its ballot may be lost on the line: not drained before it was answered, or was asked again', () => {
  receiver = boot({ now: LONG_AGO });
  say(state());
  receiver.beacon(0);
  receiver.hearBallot(ballot(1), 60, 5);
  receiver.endFrame(10);
  lines();
  say({ type: 'C', closeId: 1, round: 1, drain: 60_000 }, 11);
  for (let now = 20; now <= 1500; now += 10) {
    if (now % 500 === 0) say(state(), now);
    receiver.endFrame(now);
  }
  expect(types()).toBe('');
  for (let now = 1510; now <= 1640; now += 10) receiver.endFrame(now);
  expect(types()).toBe('D');
});

test('CLS4 AIR7 after a restart it does not know whom it heard before: until they may send again it is not drained', () => {
  say(state());
  lines();
  say({ type: 'C', closeId: 1, round: 1, drain: 60_000 });
  const frames = (from: number, to: number): void => {
    for (let now = from; now <= to; now += 10) {
      if (now % 500 === 0) say(state(), now);
      receiver.beacon(now);
      receiver.endFrame(now + 5);
    }
  };
  frames(10, 1600);
  expect(types()).toBe('');
  frames(1610, 1640);
  expect(types()).toBe('D');
});

test('CLS4 the receipt of an earlier ballot, and busy, are no answer to the last one', () => {
  receiver = boot({ now: LONG_AGO });
  say(state());
  receiver.beacon(0);
  receiver.hearBallot(ballot(1, 1), 60, 5);
  receiver.hearBallot(ballot(1, 2), 60, 6);
  lines();
  say({ type: 'C', closeId: 1, round: 1, drain: 60_000 }, 11);
  const answer = (number: number, status: number, now: number): string => {
    say({ type: 'R', items: [{ keypad: 1, number, status, mac: new Uint8Array(8) }] }, now);
    for (let end = now + 10; end <= now + 50; end += 10) receiver.endFrame(end);
    return types();
  };
  expect(answer(1, STATUSES.counted.code, 100)).toBe('');
  expect(answer(2, STATUSES.busy.code, 200)).toBe('');
  expect(answer(2, STATUSES.counted.code, 300)).toBe('D');
});

test('CLS4 what a listener said of its queue does not stand when it begins to speak: it asks the keypads first', () => {
  receiver = boot({ now: LONG_AGO });
  say(state({ lease: 0 }));
  lines();
  say({ type: 'C', closeId: 1, round: 1, drain: 60_000 });
  receiver.beacon(0);
  for (let now = 10; now <= 100; now += 10) receiver.endFrame(now);
  expect(types()).toBe('D');
  say(state({ state: HALL_STATES.closing }), 110);
  expect(receiver.beacon(110)).toBeDefined();
  receiver.endFrame(120);
  expect(types()).toBe('');
  receiver.beacon(120);
  receiver.endFrame(130);
  expect(types()).toBe('D');
});

const closing: DownMessage = { type: 'C', closeId: 1, round: 1, drain: 60_000 };

test('CLS4 quiet frames that it only heard are none of its own: with a lease it asks first', () => {
  receiver = boot({ now: LONG_AGO });
  say(state({ lease: 0 }));
  say(closing);
  receiver.hearPresence({ keypad: 1, counter: 1, version: 1, battery: 50, firmware: 1, mac: new Uint8Array(8) }, 60, 1);
  // Its queue is not empty: it has not answered yet.
  for (let now = 10; now <= 100; now += 10) receiver.endFrame(now);
  expect(types()).toBe('GS');
  say(state({ state: HALL_STATES.closing }), 110);
  receiver.endFrame(115);
  expect(types()).toBe('');
});

test('CLS4 between its lease and its first beacon it does not answer a repeated C', () => {
  receiver = boot({ now: LONG_AGO });
  say(state({ lease: 0 }));
  lines();
  say(closing);
  receiver.beacon(0);
  for (let now = 10; now <= 100; now += 10) receiver.endFrame(now);
  expect(types()).toBe('D');
  say(closing, 105);
  expect(types()).toBe('D');
  say(state({ state: HALL_STATES.closing }), 110);
  say(closing, 111);
  expect(types()).toBe('');
  for (let now = 120; now <= 150; now += 10) {
    receiver.beacon(now);
    receiver.endFrame(now + 5);
  }
  expect(types()).toBe('D');
});

test('CLS4 when the time is over it answers with what is left', () => {
  say(state());
  lines();
  say({ type: 'C', closeId: 1, round: 1, drain: 3000 });
  receiver.hearBallot(ballot(1), 60, 0);
  receiver.hearBallot(ballot(2), 60, 0);
  receiver.endFrame(2999);
  receiver.endFrame(3000);
  expect(lines().at(0)).toEqual({ type: 'D', closeId: 1, round: 1, left: 2 });
});

test('AIR10 a roll call is said in 20 frames under a number of its own', () => {
  say(state());
  say({ type: 'Q', from: 1, to: 9 });
  const calls = Array.from({ length: 21 }, (_, now) => receiver.beacon(now)?.rollCall);
  expect(calls.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => ({ id: 12, from: 1, to: 9 })));
  expect(calls[20]).toBeNull();
  say({ type: 'Q', from: 2, to: 3 });
  expect(receiver.beacon(21)?.rollCall).toEqual({ id: 13, from: 2, to: 3 });
  // Keypads that answered a moment ago answer the one that restarted.
  receiver = boot({ boot: 0x0aff });
  say(state());
  say({ type: 'Q', from: 1, to: 9 });
  expect(receiver.beacon(1)?.rollCall?.id).toBe(0);
});

test('REC11 with a busy server it yields to another one that has the server, until it has it again', () => {
  say(state({ state: HALL_STATES.open | 0x80 }));
  const other = boot({ boot: 99 });
  other.fromHost(encodeLine('O', 1, payloadOf(state())), 0);
  const beacon = other.beacon(1);
  if (!beacon) throw new Error('the other one speaks');
  receiver.hearBeacon({ ...beacon, state: { ...beacon.state, sid: new Uint8Array(8).fill(7) } });
  expect(receiver.beacon(1)).toBeDefined();
  receiver.hearBeacon(beacon);
  expect(receiver.beacon(1)).toBeUndefined();
  say(state({ state: HALL_STATES.open | 0x80 }), 100);
  expect(receiver.beacon(101)).toBeUndefined();
  say(state(), 200);
  expect(receiver.beacon(201)).toBeDefined();
  receiver.hearBeacon(beacon);
  expect(receiver.beacon(202)).toBeDefined();
});

test('REC12 after a boot it knows nothing, counts from 0 and has another boot id', () => {
  say(state());
  lines();
  receiver = boot({ boot: 12 });
  expect(receiver.beacon(1)).toBeUndefined();
  say(state());
  const text = receiver.takeLine() ?? '';
  const line = decodeLine(text);
  expect(line).toMatchObject({ ok: true, value: { letter: 'G', sequence: 0 } });
});

test('MSG3 H tells who was heard in the last 30 s, on a change and every 2 s', () => {
  receiver.hearAlive(257, 80, 60, 0);
  receiver.tick(1);
  expect(lines()).toMatchObject([{ type: 'H', base: 256 }]);
  for (let now = 100; now < 2000; now += 100) receiver.tick(now);
  expect(types()).toBe('T');
  receiver.tick(2100);
  const [again] = lines().filter((message) => message.type === 'H');
  expect(again?.bits[0]).toBe(0x40);
  const bits: (number | undefined)[] = [];
  for (let now = 2200; now < 40_000; now += 100) {
    receiver.tick(now);
    for (const message of lines()) if (message.type === 'H') bits.push(message.bits[0]);
  }
  expect(new Set(bits)).toEqual(new Set([0x40, 0]));
  expect(bits.at(-1)).toBe(0);
});

test('FLT2 lines of the host that are no lines are counted by reason', () => {
  for (const text of ['x', '$', '$ZAA', encodeLine('B', 0, new Uint8Array(1)), encodeLine('O', 0, new Uint8Array(1))]) {
    receiver.fromHost(text, 0);
  }
  expect([...receiver.faults.keys()]).toEqual(['no-start', 'too-short', 'unknown-type', 'bad-length']);
});
