import { type ServerToGateway, VOICE_ORDERS } from '@piaojue/contract/gateway-link';
import { toBase64url } from '@piaojue/firmware-protocol/base64url';
import { decodeDown, decodeLine, encodeLine, payloadOf } from '@piaojue/firmware-protocol/line';
import {
  BUSY_FLAG,
  type DownMessage,
  HALL_STATES,
  Receipt,
  State,
  type UpMessage,
} from '@piaojue/firmware-protocol/messages';
import { HOST_LOST_MS } from '@piaojue/firmware-protocol/voice';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createGateway, type Gateway } from './gateway.ts';
import type { ServerLinkParts } from './server-link.ts';
import { HandClock, settle } from './test-clock.ts';
import { FakePort } from './test-port.ts';

/** A receiver at the other end of a port that does what PROTOCOL says about speaking. */
class Receiver {
  readonly port: FakePort;
  readonly #clock: HandClock;
  #sequence = 0;
  #nextBeat = 0;
  #heardHostAt = Number.NEGATIVE_INFINITY;
  #voiceUntil = Number.NEGATIVE_INFINITY;
  /** It sends, and hears what is sent to it. */
  sends = true;
  hears = true;
  heard: DownMessage[] = [];

  constructor(name: string, clock: HandClock) {
    this.port = new FakePort(name);
    this.#clock = clock;
  }

  say(message: UpMessage): void {
    if (this.sends) this.port.bytes.write(`${encodeLine(message.type, this.#sequence++ % 4096, payloadOf(message))}\n`);
  }

  get speaks(): boolean {
    const now = this.#clock.now();
    return now < this.#voiceUntil && now - this.#heardHostAt <= HOST_LOST_MS;
  }

  /** What came since the last look; T each second. */
  step(): void {
    const now = this.#clock.now();
    const texts = this.port.written.split('\n').filter((text) => text !== '');
    this.port.written = '';
    for (const text of this.hears ? texts : []) this.#hear(text, now);
    if (now < this.#nextBeat) return;
    this.#nextBeat = now + 1000;
    this.say({ type: 'T', uptime: 1, queue: 0, load: 0 });
  }

  #hear(text: string, now: number): void {
    const line = decodeLine(text);
    const message = line.ok ? decodeDown(line.value) : line;
    if (!line.ok || !message.ok) throw new Error('a gateway sends only good lines');
    this.heard.push(message.value);
    const greet = now - this.#heardHostAt > HOST_LOST_MS || line.value.sequence === 0;
    this.#heardHostAt = now;
    if (message.value.type !== 'O') return;
    this.#voiceUntil = now + message.value.lease;
    if (!greet) return;
    const receiver = new Uint8Array(8).fill(7);
    this.say({ type: 'G', oldest: 1, newest: 1, boot: 1, receiver, channel: 1, queue: 9, features: 31 });
  }
}

let clock: HandClock;
let gateway: Gateway;
let a: Receiver;
let b: Receiver;
let orders: ServerToGateway;
let link: ServerLinkParts;
/** Most receivers that spoke at one time. */
let mostSpeakers: number;

const state = (lease: number = VOICE_ORDERS.asYouLike, flags = 0): string =>
  toBase64url(
    State.encode({
      provisioning: 7,
      sid: new Uint8Array(8).fill(1),
      round: 1,
      state: HALL_STATES.open | flags,
      paper: 5,
      lease,
      epoch: 0,
    }),
  );

beforeEach(async () => {
  clock = new HandClock();
  a = new Receiver('a', clock);
  b = new Receiver('b', clock);
  mostSpeakers = 0;
  gateway = createGateway({
    name: 'g',
    instance: 'i',
    transports: [a.port, b.port],
    server: 'http://127.0.0.1:1',
    token: 't',
    clock,
    log: () => undefined,
    connect(parts) {
      ({ orders } = parts);
      link = parts;
      return {
        start: () => undefined,
        stop: () => undefined,
        send: () => undefined,
        report: () => undefined,
      };
    },
  });
  gateway.start();
  await settle();
  await play(1500);
  for (const port of ['a', 'b']) orders['hall:state']({ port, payload: state() });
  await play(1000);
});
afterEach(() => gateway.stop());

/** In steps of 10 ms; ends early when `done` holds. Returns ms passed. */
async function play(ms: number, done: () => boolean = () => false): Promise<number> {
  const from = clock.now();
  while (clock.now() - from < ms && !done()) {
    await clock.pass(10);
    for (const receiver of [a, b]) receiver.step();
    await settle();
    mostSpeakers = Math.max(mostSpeakers, [a, b].filter(({ speaks }) => speaks).length);
  }
  return clock.now() - from;
}
const speakers = (): string[] => [a, b].filter(({ speaks }) => speaks).map(({ port }) => port.port);

test('GW12 two receivers on one channel: one speaks, for hours', async () => {
  await play(30_000);
  expect([speakers(), mostSpeakers]).toEqual([['a'], 1]);
  expect(link.reports().map(({ speaks }) => speaks)).toEqual([true, false]);
});

test.each([0, 10, 300, 700, 990])(
  'GW12 the speaker is pulled %i ms after a heartbeat: the spare speaks within 3 s, and never both, though the first lives on without its line',
  async (after) => {
    await play(after);
    a.port.refuse = true;
    a.port.pull();
    a.hears = false;
    const ms = await play(10_000, () => b.speaks);
    expect(ms).toBeGreaterThan(1000);
    expect(ms).toBeLessThanOrEqual(3000);
    await play(5000);
    expect([speakers(), mostSpeakers]).toEqual([['b'], 1]);
  },
);

test.each([
  ['both ways', true],
  ['towards the host only', false],
])(
  'GW12 GW3 the line of the speaker goes dead %s, without a word: the spare speaks within 4 s, and never both',
  async (_, deaf) => {
    for (let round = 0; round < 5; round++) {
      await play(130 * round);
      const [speaker = ''] = speakers();
      const [first, second] = speaker === 'a' ? [a, b] : [b, a];
      first.sends = false;
      first.hears = !deaf;
      const ms = await play(10_000, () => second.speaks);
      expect(ms).toBeLessThanOrEqual(4000);
      await play(3000);
      first.sends = true;
      first.hears = true;
      await play(9000);
      expect([speakers(), mostSpeakers]).toEqual([[second.port.port], 1]);
    }
  },
);

test('GW12 one heartbeat that is lost moves nothing', async () => {
  for (let i = 0; i < 20; i++) {
    a.sends = false;
    await play(1010);
    a.sends = true;
    await play(1990);
  }
  expect([speakers(), mostSpeakers]).toEqual([['a'], 1]);
});

test('GW12 a receiver that is alone keeps the voice on a line that loses much', async () => {
  b.port.refuse = true;
  b.port.pull();
  await play(100);
  for (let i = 0; i < 10; i++) {
    a.sends = false;
    await play(1900);
    expect(speakers()).toEqual(['a']);
    a.sends = true;
    await play(1100);
  }
});

test('SRV24 the server takes the voice and gives it back', async () => {
  for (const port of ['a', 'b']) orders['hall:state']({ port, payload: state(VOICE_ORDERS.listen) });
  await play(20);
  expect(speakers()).toEqual([]);
  await play(3000);
  for (const port of ['a', 'b']) orders['hall:state']({ port, payload: state(VOICE_ORDERS.shared) });
  await play(20);
  expect([speakers(), mostSpeakers]).toEqual([['a'], 1]);
});

test('SRV24 with another gateway on the channel a receiver in doubt is left alone, and the report says how long it may still speak', async () => {
  for (const port of ['a', 'b']) orders['hall:state']({ port, payload: state(VOICE_ORDERS.shared) });
  a.sends = false;
  b.sends = false;
  b.hears = false;
  await play(1600);
  const [report] = link.reports();
  a.heard = [];
  expect(report?.speaks).toBe(false);
  const { voiceMs = 0 } = report ?? {};
  expect(voiceMs).toBeGreaterThan(0);
  expect(await play(5000, () => !a.speaks)).toBeLessThanOrEqual(voiceMs + 10);
  expect(a.heard).toEqual([]);
});

test('GW12 receipts go to the one that speaks', async () => {
  const receipts = [toBase64url(Receipt.encode({ keypad: 1, number: 1, status: 1, mac: new Uint8Array(8) }))];
  const heardR = (): number[] => [a, b].map(({ heard }) => heard.filter(({ type }) => type === 'R').length);
  orders['hall:receipts']({ port: 'b', receipts });
  await play(20);
  expect(heardR()).toEqual([1, 0]);
  a.port.refuse = true;
  a.port.pull();
  await play(3000);
  orders['hall:receipts']({ port: 'a', receipts });
  await play(20);
  expect(heardR()).toEqual([1, 1]);
});

test('GW5 what the server says about busy stands; its absence adds to it', async () => {
  const busy = async (): Promise<boolean[]> => {
    await play(20);
    return [a, b].map(({ heard }) => {
      const last = heard.findLast(({ type }) => type === 'O');
      return last?.type === 'O' && (last.state & BUSY_FLAG) !== 0;
    });
  };
  expect(await busy()).toEqual([false, false]);
  orders['hall:state']({ port: 'a', payload: state(VOICE_ORDERS.asYouLike, BUSY_FLAG) });
  expect(await busy()).toEqual([true, false]);
  link.onReachable(false);
  expect(await busy()).toEqual([true, true]);
  link.onReachable(true);
  expect(await busy()).toEqual([true, false]);
});

test('FLT2 orders that are none end nothing: they are passed over, or counted, and the next good one goes down', async () => {
  const clock = new HandClock();
  const port = new FakePort('p');
  let link: ServerLinkParts | undefined;
  const gateway = createGateway({
    ...{ name: 'g', instance: 'i', transports: [port], server: 'http://127.0.0.1:1', token: 't', clock },
    log: () => undefined,
    connect: (parts) => {
      link = parts;
      return { start: () => undefined, stop: () => undefined, send: () => undefined, report: () => undefined };
    },
  });
  gateway.start();
  await settle();
  const orders = link?.orders as unknown as Record<string, (order: unknown) => void>;
  const names = ['hall:state', 'hall:paper', 'hall:receipts', 'hall:closing', 'hall:rollCall'];
  const none = [null, undefined, 7, 'p', [], {}, { port: 7 }, { port: 'p' }, { port: 'p', payload: 7 }];
  for (const name of names)
    for (const order of [...none, { port: 'p', chunks: 'AA', receipts: { length: 1 } }]) orders[name]?.(order);
  expect(link?.reports()[0]?.counters['bad-order']).toBe(names.length * 3);
  await gateway.stop();
});
