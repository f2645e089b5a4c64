import { decodeDown, decodeLine, encodeLine, payloadOf } from '@piaojue/firmware-protocol/line';
import {
  BUSY_FLAG,
  Closing,
  type DownMessage,
  HALL_STATES,
  PaperChunk,
  Receipt,
  RollCall,
  State,
  type UpMessage,
} from '@piaojue/firmware-protocol/messages';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LinkHealth } from '../driver.ts';
import { HandClock, settle } from '../test-clock.ts';
import { FakePort } from '../test-port.ts';
import type { Voice } from '../voice.ts';
import { LineDriver } from './line-driver.ts';

let clock: HandClock;
let port: FakePort;
let driver: LineDriver;
let sequence = 0;
let frames: { type: string; payload: Uint8Array }[];
let healths: LinkHealth[];
let voice: Voice;

beforeEach(() => {
  clock = new HandClock();
  port = new FakePort();
  frames = [];
  healths = [];
  voice = 'speaks';
  const take = (type: string) => (payload: Uint8Array) => void frames.push({ type, payload });
  driver = new LineDriver({
    transport: port,
    clock,
    voice: () => (driver.voicePort()?.allowed ? voice : 'listens'),
    log: () => undefined,
    events: {
      ballot: take('B'),
      presence: take('S'),
      heard: take('H'),
      levels: take('L'),
      drained: take('D'),
      health: (health) => void healths.push(health),
    },
  });
});
afterEach(() => driver.stop());

const says = async (message: UpMessage): Promise<void> => {
  port.bytes.write(`${encodeLine(message.type, sequence++ % 4096, payloadOf(message))}\n`);
  await settle();
};
const beats = (): Promise<void> => says({ type: 'T', uptime: 1, queue: 0, load: 0 });
const greets = (boot = 1): Promise<void> =>
  says({
    type: 'G',
    oldest: 1,
    newest: 1,
    boot,
    receiver: new Uint8Array(8).fill(9),
    channel: 4,
    queue: 100,
    features: 31,
  });
/** What was written since the last call. */
function written(): (DownMessage & { sequence: number })[] {
  const texts = port.written.split('\n').filter((text) => text !== '');
  port.written = '';
  return texts.map((text) => {
    const line = decodeLine(text);
    if (!line.ok) throw new Error(`a gateway sends only good lines, not ${line.error}`);
    const message = decodeDown(line.value);
    if (!message.ok) throw new Error(message.error.code);
    return { ...message.value, sequence: line.value.sequence };
  });
}
const types = (): string =>
  written()
    .map((message) => message.type)
    .join('');
const order = (more: Partial<State> = {}): Uint8Array =>
  State.encode({
    provisioning: 7,
    sid: new Uint8Array(8).fill(1),
    round: 1,
    state: HALL_STATES.open,
    paper: 5,
    lease: 0,
    epoch: 0,
    ...more,
  });
const chunk = (index: number): Uint8Array => PaperChunk.encode({ index, of: 2, bytes: new Uint8Array(48) });
const receipt = (keypad: number): Uint8Array =>
  Receipt.encode({ keypad, number: 1, status: 1, mac: new Uint8Array(8) });

async function up(): Promise<void> {
  driver.start();
  await settle();
  await greets();
  written();
}

test('GW2 GW5 asks for a greeting with sequence 0, says nobody’s session, and no lease', async () => {
  driver.start();
  await settle();
  await clock.pass(1000);
  expect(written()).toMatchObject([
    { type: 'O', sequence: 0, provisioning: 0, round: 0, lease: 0, state: BUSY_FLAG },
    { type: 'O', sequence: 0, lease: 0 },
  ]);
});

test('GW2 nothing is relayed before the greeting', async () => {
  driver.start();
  await settle();
  await says({ type: 'D', closeId: 1, round: 1, left: 0 });
  expect(frames).toEqual([]);
  expect(driver.health().counters['dropped-offline']).toBe(1);
});

test('GW1 O each second with the lease, and at once on another state', async () => {
  await up();
  driver.state(order(), false);
  await settle();
  expect(written()).toMatchObject([{ type: 'O', round: 1, lease: 3000 }]);
  for (let i = 0; i < 4; i++) {
    await beats();
    await clock.pass(500);
  }
  expect(types()).toBe('OO');
  voice = 'listens';
  driver.state(order({ state: HALL_STATES.closing }), false);
  await settle();
  expect(written()).toMatchObject([{ type: 'O', state: HALL_STATES.closing, lease: 0 }]);
});

test('SRV24 an order with lease 1 makes the receiver listen only', async () => {
  await up();
  driver.state(order({ lease: 1 }), false);
  await settle();
  expect(written()).toMatchObject([{ type: 'O', lease: 0 }]);
});

test('GW5 busy goes out at once, and with every heartbeat', async () => {
  await up();
  driver.state(order(), true);
  await settle();
  await clock.pass(1000);
  for (const message of written()) expect(message.type === 'O' && message.state & BUSY_FLAG).toBe(BUSY_FLAG);
});

test('GW2 another boot id: O, then all chunks of the paper', async () => {
  await up();
  driver.state(order(), false);
  driver.paper([chunk(0), chunk(1)]);
  await settle();
  expect(types()).toBe('OPP');
  await greets(2);
  expect(types()).toBe('OPP');
  expect(driver.health().counters.restarts).toBe(1);
});

test('REC8 a paper that was ordered before its digest follows the O that carries it', async () => {
  await up();
  driver.paper([chunk(0), chunk(1)]);
  await settle();
  driver.state(order(), false);
  await settle();
  expect(types()).toBe('PPOPP');
});

test('a lost chunk comes again: the paper is repeated', async () => {
  await up();
  driver.state(order(), false);
  driver.paper([chunk(0), chunk(1)]);
  await settle();
  written();
  for (let i = 0; i < 6; i++) {
    await beats();
    await clock.pass(510);
  }
  expect(types().replaceAll('O', '')).toBe('PP');
});

test('GW6 payloads go up unread and unchanged, repeated ones too', async () => {
  await up();
  const ballot: UpMessage = {
    type: 'B',
    rssi: 61,
    keypad: 3,
    round: 1,
    counter: 9,
    paper: 5,
    ciphertext: new Uint8Array(16).fill(0xab),
    tag: new Uint8Array(8).fill(0xcd),
  };
  await says(ballot);
  await says(ballot);
  expect(frames).toEqual([
    { type: 'B', payload: payloadOf(ballot) },
    { type: 'B', payload: payloadOf(ballot) },
  ]);
});

test('GW10 another session ends all that waits of the old one', async () => {
  await up();
  driver.state(order(), false);
  driver.paper([chunk(0)]);
  await settle();
  written();
  driver.receipts([receipt(1), receipt(2)]);
  driver.state(order({ sid: new Uint8Array(8).fill(2) }), false);
  await settle();
  expect(types()).toBe('O');
  await greets(2);
  expect(types()).toBe('O');
});

test('CLS2 C is said every 300 ms until the receiver drained, at most until the cut-off', async () => {
  await up();
  const closing = Closing.encode({ closeId: 5, round: 1, drain: 2000 });
  driver.closing(closing);
  await clock.pass(899);
  expect(types().replaceAll('O', '')).toBe('CCC');
  await says({ type: 'D', closeId: 5, round: 1, left: 3 });
  await clock.pass(300);
  expect(types()).toContain('C');
  await says({ type: 'D', closeId: 5, round: 1, left: 0 });
  await clock.pass(600);
  expect(types()).not.toContain('C');
  driver.closing(Closing.encode({ closeId: 6, round: 1, drain: 500 }));
  await clock.pass(2000);
  expect(types().replaceAll('O', '')).toBe('CC');
});

test('GW3 a write that ends after its port was closed takes no line from the port that was opened since', async () => {
  await up();
  port.slow = [];
  driver.state(order(), false);
  await settle();
  const [ended] = port.slow;
  port.slow = undefined;
  port.pull();
  await clock.pass(300);
  expect(port.opens).toBe(2);
  await greets(2);
  driver.receipts([receipt(4)]);
  ended?.();
  await settle();
  expect([port.late, types().includes('R')]).toEqual([0, true]);
});

test('GW3 silence → the port is asked, closed and opened again, and greeted anew', async () => {
  await up();
  port.alive = false;
  await clock.pass(3600);
  expect(port.opens).toBe(2);
  expect(healths.map((health) => health.state)).toEqual(['greeting', 'up', 'silent', 'lost', 'greeting']);
  expect(driver.health().counters).toMatchObject({ silent: 1, 'probe-failed': 1, reopened: 1 });
  await greets();
  expect(driver.health().state).toBe('up');
});

test('GW3 a port that is pulled is opened again with back-off', async () => {
  await up();
  port.refuse = true;
  port.pull();
  await clock.pass(10_000);
  expect(port.opens).toBeGreaterThan(3);
  expect(port.opens).toBeLessThan(8);
  port.refuse = false;
  await clock.pass(4100);
  await greets();
  expect(driver.health().state).toBe('up');
});

test('orders that came while the link was down are dropped and counted, not sent later', async () => {
  driver.start();
  await settle();
  driver.receipts([receipt(1), receipt(2)]);
  driver.rollCall(RollCall.encode({ from: 1, to: 2 }));
  expect(driver.health().counters['dropped-down']).toBe(3);
  await greets();
  expect(types()).not.toMatch(/[RQ]/);
});

test('GW9 an order that is no frame of this version is counted', async () => {
  await up();
  driver.state(new Uint8Array(3), false);
  driver.receipts([new Uint8Array(14)]);
  driver.paper([new Uint8Array(2)]);
  expect(driver.health().counters['bad-order']).toBe(3);
  await settle();
  expect(types()).toBe('');
});

test('VER2 a wrong version is refused: no frame goes up, O goes on without a lease', async () => {
  driver.start();
  await settle();
  await says({
    type: 'G',
    oldest: 2,
    newest: 3,
    boot: 1,
    receiver: new Uint8Array(8),
    channel: 4,
    queue: 100,
    features: 31,
  });
  driver.state(order(), false);
  await says({ type: 'D', closeId: 1, round: 1, left: 0 });
  written();
  await clock.pass(1000);
  expect(driver.health().state).toBe('refused');
  expect(frames).toEqual([]);
  expect(written()).toMatchObject([{ type: 'O', lease: 0 }]);
});
