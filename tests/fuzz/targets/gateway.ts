import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import type { LinkReport, ServerToGateway } from '@piaojue/contract/gateway-link';
import { type CounterName, Counters } from '@piaojue/device-gateway/counters';
import { createGateway } from '@piaojue/device-gateway/gateway';
import { LineDriver } from '@piaojue/device-gateway/line/line-driver';
import { readLines } from '@piaojue/device-gateway/line/line-reader';
import type { Random } from '@piaojue/device-gateway/simulator/random';
import { HandClock, settle } from '@piaojue/device-gateway/test-clock';
import { FakePort } from '@piaojue/device-gateway/test-port';
import type { Voice } from '@piaojue/device-gateway/voice';
import { toBase64url } from '@piaojue/firmware-protocol/base64url';
import { decodeDown, decodeLine, decodeUp, encodeLine, payloadOf } from '@piaojue/firmware-protocol/line';
import {
  BallotUp,
  Closing,
  Drained,
  PaperChunk,
  PresenceUp,
  Receipt,
  RollCall,
  State,
} from '@piaojue/firmware-protocol/messages';
import { GatewayHub, type HallOrder } from '@piaojue/server/realtime/gateway-hub';
import { anyBytes, anyJson, damaged, type Json, mutateBytes, pick, size } from '../mutate.ts';
import { hex, hold, opened, type Suspect, type Target } from '../target.ts';
import { anyLine, mended } from './wire.ts';

const FAULTS: readonly CounterName[] = [
  'no-start',
  'too-long',
  'too-short',
  'bad-crc',
  'bad-sequence',
  'bad-payload',
  'unknown-type',
  'bad-length',
  'bad-field',
];
const UP_LETTERS = ['B', 'S', 'H', 'L', 'T', 'G', 'D'];

/** A stretch of a receiver's line: good lines, damaged ones, noise, runs without an end. */
function anyStretch(random: Random): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let lines = 1 + size(random, 6); lines > 0; lines--) {
    const line = Buffer.from(anyLine(random, UP_LETTERS), 'latin1');
    const sent = random.chance(0.5)
      ? line
      : Buffer.from(mended(Buffer.from(mutateBytes(random, line)).toString('latin1')), 'latin1');
    parts.push(
      random.chance(0.05) ? anyBytes(random, size(random, 500)) : sent,
      random.chance(0.9) ? Uint8Array.of(10) : Uint8Array.of(),
    );
  }
  return Buffer.concat(parts);
}

interface Heard {
  readonly frames: readonly string[];
  readonly faults: readonly number[];
}

/** Line by line, from the rules alone: LINE2, LINE5, FLT1, FLT3. */
function expectedOf(bytes: Buffer): Heard {
  const frames: string[] = [];
  const faults = FAULTS.map(() => 0);
  const count = (fault: CounterName): void => {
    const at = FAULTS.indexOf(fault);
    faults[at] = (faults[at] ?? 0) + 1;
  };
  for (const text of bytes.toString('latin1').split('\n').slice(0, -1)) {
    let line = text;
    if (text.length + 1 > 160) {
      count('too-long');
      const tail = text.slice(-159);
      if (!tail.includes('$')) continue;
      line = tail.slice(tail.lastIndexOf('$'));
    }
    if (line === '' || line === '\r') continue;
    const decoded = decodeLine(line);
    if (!decoded.ok) {
      count(decoded.error);
      continue;
    }
    const message = decodeUp(decoded.value);
    if (message.ok) frames.push(hex(decoded.value.payload));
    else count(message.error.code);
  }
  return { frames, faults };
}

function streamTarget(read: typeof readLines = readLines): Target<Uint8Array> {
  return {
    name: 'stream',
    about:
      'bytes of a port, in whatever pieces they come: frames and counters are those of the lines one by one (FLT1, FLT3, LINE5)',
    share: 800,
    make: anyStretch,
    mutate: mutateBytes,
    async run(input) {
      const bytes = Buffer.from(input);
      const expected = expectedOf(bytes);
      // The pieces follow from the bytes, so that the same input runs the same way again.
      const piece = 1 + ((bytes[0] ?? 0) % 37);
      const pieces: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += piece) pieces.push(bytes.subarray(at, at + piece));
      const counters = new Counters();
      const frames: string[] = [];
      await read(
        Readable.from(pieces, { objectMode: false }),
        counters,
        () => undefined,
        ({ payload }) => void frames.push(hex(payload)),
      );
      const got = { frames, faults: FAULTS.map((fault) => counters.get(fault)) };
      hold(isDeepStrictEqual(got, expected), JSON.stringify(expected), () => got);
      return { taken: frames.length, refused: expected.faults.reduce((sum, count) => sum + count, 0) };
    },
    show: hex,
  };
}

type Step =
  | { readonly do: 'hear'; readonly bytes: string }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'pull' }
  | { readonly do: 'refuse' }
  | { readonly do: 'die' }
  | { readonly do: 'voice'; readonly voice: Voice }
  | {
      readonly do: 'order';
      readonly order: 'state' | 'paper' | 'receipts' | 'closing' | 'rollCall';
      readonly payload: string;
    };

const ORDERS = { state: State, paper: PaperChunk, receipts: Receipt, closing: Closing, rollCall: RollCall } as const;
const VOICES: readonly Voice[] = ['speaks', 'listens', 'hushed'];

function anyStep(random: Random): Step {
  switch (random.below(8)) {
    case 0:
      return { do: 'pass', ms: pick(random, [1, 100, 500, 1000, 3100]) };
    case 1:
      return random.chance(0.2) ? { do: pick(random, ['pull', 'refuse', 'die']) } : { do: 'pass', ms: 200 };
    case 2:
      return { do: 'voice', voice: pick(random, VOICES) };
    case 3:
    case 4: {
      const order = pick(random, Object.keys(ORDERS) as (keyof typeof ORDERS)[]);
      const length = random.chance(0.85) ? ORDERS[order].maximum : size(random, 60);
      return { do: 'order', order, payload: hex(anyBytes(random, length)) };
    }
    default:
      return { do: 'hear', bytes: hex(anyStretch(random)) };
  }
}

const GREETING = encodeLine(
  'G',
  0,
  payloadOf({
    type: 'G',
    oldest: 1,
    newest: 1,
    boot: 1,
    receiver: new Uint8Array(8),
    channel: 4,
    queue: 100,
    features: 31,
  }),
);

/** `told`: what the driver is told of the voice, which may be a lie. */
function driverTarget(told: (voice: Voice) => Voice = (voice) => voice): Target<Step[]> {
  return {
    name: 'driver',
    about:
      'line driver under any bytes, orders, silences and pulled ports: no exception, only good lines of this direction are written, a lease only where it has the voice (GW2, GW6, GW12)',
    share: 40,
    make: (random) => Array.from({ length: 4 + random.below(16) }, () => anyStep(random)),
    async run(steps) {
      const clock = new HandClock();
      const port = new FakePort();
      let voice: Voice = 'speaks';
      let relayed = 0;
      const relay = (payload: Uint8Array): void => {
        hold(payload.length > 0, 'a payload', () => hex(payload));
        relayed += 1;
      };
      const driver = new LineDriver({
        transport: port,
        clock,
        voice: () => told(voice),
        log: () => undefined,
        events: {
          ballot: relay,
          presence: relay,
          heard: relay,
          levels: relay,
          drained: relay,
          health: () => undefined,
        },
      });
      driver.start();
      await settle();
      port.bytes.write(`${GREETING}\n`);
      await settle();
      let refused = 0;
      for (const step of steps) {
        port.written = '';
        if (step.do === 'pass') await clock.pass(step.ms);
        else if (step.do === 'voice') {
          voice = step.voice;
          driver.voiceChanged();
        } else if (step.do === 'pull') port.pull();
        else if (step.do === 'refuse') port.refuse = !port.refuse;
        else if (step.do === 'die') port.alive = !port.alive;
        else if (step.do === 'hear') port.bytes.write(Buffer.from(step.bytes, 'hex'));
        else {
          const bytes = new Uint8Array(Buffer.from(step.payload, 'hex'));
          if (step.order === 'state') driver.state(bytes, false);
          else if (step.order === 'paper') driver.paper([bytes]);
          else if (step.order === 'receipts') driver.receipts([bytes]);
          else driver[step.order](bytes);
        }
        await settle();
        for (const text of port.written.split('\n').slice(0, -1)) {
          const line = decodeLine(text);
          const message = line.ok ? decodeDown(line.value) : line;
          hold(message.ok, 'a good line down', () => text);
          if (message.ok && message.value.type === 'O' && voice !== 'speaks')
            hold(message.value.lease === 0, 'no lease without the voice', () => text);
        }
      }
      const { counters } = driver.health();
      refused +=
        FAULTS.reduce((sum, fault) => sum + counters[fault], 0) + counters['bad-order'] + counters['dropped-offline'];
      await driver.stop();
      return { taken: relayed, refused };
    },
    show: (steps) => JSON.stringify(steps),
  };
}

interface Said {
  readonly event: string;
  readonly body: Json;
}
const HALL: HallOrder = {
  rehearsal: true,
  provisioning: 0xee00_0001,
  sid: new Uint8Array(8).fill(9),
  epoch: 0,
  round: 0,
  state: 'idle',
  busy: false,
  digest: 0,
  paper: null,
};
const REPORT: Json = [
  {
    port: 'p',
    state: 'up',
    receiver: '504a2d53494d0001',
    channel: 1,
    silentMs: 5,
    speaks: true,
    voiceMs: 0,
    fault: null,
    counters: { 'bad-crc': 2 },
  },
];
const batchOf = (random: Random): Json => {
  const frames = Array.from({ length: size(random, 5) }, () => {
    const [type, codec] = pick(random, [
      ['B', BallotUp],
      ['S', PresenceUp],
      ['D', Drained],
    ] as const);
    return { type, payload: toBase64url(anyBytes(random, random.chance(0.9) ? codec.maximum : size(random, 50))) };
  });
  return { port: pick(random, ['p', 'q', '__proto__']), frames };
};

/** `frames`: what the hall is handed. */
function hubTarget(hand: (batch: readonly Uint8Array[]) => readonly Uint8Array[] = (frames) => frames): Target<Said[]> {
  return {
    name: 'hub',
    about:
      'what a gateway says to the server: no exception, always acknowledged, only whole batches of the contract are handed on, all others counted (GW4, SRV1)',
    share: 600,
    make: (random) =>
      Array.from({ length: 1 + size(random, 5) }, () =>
        random.chance(0.5)
          ? { event: 'gateway:frames', body: damaged(random, batchOf(random)) }
          : { event: 'gateway:links', body: damaged(random, REPORT) },
      ),
    run(said) {
      let taken = 0;
      let malformed = 0;
      const hub = new GatewayHub(
        {
          frames: (_port, type, payloads) => {
            for (const payload of hand(payloads))
              hold(['B', 'S', 'H', 'L', 'D'].includes(type) && payload.length <= 120, 'a payload of a line', () =>
                hex(payload),
              );
          },
          malformed: () => (malformed += 1),
          changed: () => undefined,
          order: () => HALL,
        },
        { now: () => 0, after: () => () => undefined, every: () => () => undefined },
      );
      const inbox = new EventEmitter();
      const socket = {
        handshake: { auth: { gateway: 'g', instance: 'i' } },
        on: inbox.on.bind(inbox),
        emit: () => true,
        disconnect: () => undefined,
      };
      hub.attach({
        use: () => undefined,
        on: (_event: string, listener: (socket: unknown) => void) => listener(socket),
      } as never);
      for (const { event, body } of said) {
        const before = malformed;
        let acknowledged = 0;
        inbox.emit(event, body, () => (acknowledged += 1));
        hold(acknowledged === 1, 'one acknowledgement', () => acknowledged);
        if (malformed === before) taken += 1;
      }
      hub.links();
      hub.broadcast();
      return { taken, refused: malformed };
    },
    show: (said) => JSON.stringify(said),
  };
}

const ORDER_EVENTS = ['hall:state', 'hall:paper', 'hall:receipts', 'hall:closing', 'hall:rollCall'] as const;
const CODEC_OF = {
  'hall:state': State,
  'hall:paper': PaperChunk,
  'hall:receipts': Receipt,
  'hall:closing': Closing,
  'hall:rollCall': RollCall,
} as const;

function anyOrder(random: Random): Said {
  const event = pick(random, ORDER_EVENTS);
  const payload = toBase64url(anyBytes(random, CODEC_OF[event].maximum));
  const port = pick(random, ['p', 'other']);
  const body: Json =
    event === 'hall:paper'
      ? { port, chunks: [payload] }
      : event === 'hall:receipts'
        ? { port, receipts: [payload] }
        : { port, payload };
  return { event, body: random.chance(0.4) ? body : random.chance(0.2) ? anyJson(random) : damaged(random, body) };
}

function ordersTarget(bend: (orders: ServerToGateway) => ServerToGateway = (orders) => orders): Target<Said[]> {
  return {
    name: 'orders',
    about: 'what a server says to the gateway: no exception, whatever it is; only good lines go down (FLT2, FLT5)',
    share: 60,
    make: (random) => Array.from({ length: 2 + size(random, 12) }, () => anyOrder(random)),
    async run(said) {
      const clock = new HandClock();
      const port = new FakePort('p');
      let orders: ServerToGateway | undefined;
      let reports: (() => LinkReport[]) | undefined;
      const gateway = createGateway({
        name: 'g',
        instance: 'i',
        transports: [port],
        server: 'http://127.0.0.1:1',
        token: 't',
        clock,
        log: () => undefined,
        connect(link) {
          orders = bend(link.orders);
          reports = link.reports;
          return { start: () => undefined, stop: () => undefined, send: () => undefined, report: () => undefined };
        },
      });
      gateway.start();
      await settle();
      port.bytes.write(`${GREETING}\n`);
      await settle();
      port.written = '';
      for (const { event, body } of said) orders?.[event as (typeof ORDER_EVENTS)[number]](body as never);
      await clock.pass(300);
      const lines = port.written.split('\n').slice(0, -1);
      for (const text of lines) {
        const line = decodeLine(text);
        hold(line.ok && decodeDown(line.value).ok, 'a good line down', () => text);
      }
      const bad = reports?.().reduce((sum, { counters }) => sum + (counters['bad-order'] ?? 0), 0) ?? 0;
      await gateway.stop();
      return { taken: lines.filter((text) => text[1] !== 'O').length, refused: bad };
    },
    show: (said) => JSON.stringify(said),
  };
}

export const gateway: readonly Suspect[] = [
  {
    name: 'stream',
    open: opened(() => streamTarget()),
    plants: {
      'a piece that is taken for a line': opened(() =>
        streamTarget((bytes, counters, onLine, onFrame) => {
          const cut = bytes.map((piece: Buffer) =>
            piece.length > 30 ? Buffer.concat([piece, Buffer.from('\n')]) : piece,
          );
          return readLines(cut, counters, onLine, onFrame);
        }),
      ),
    },
  },
  {
    name: 'driver',
    open: opened(() => driverTarget()),
    plants: { 'a lease without the voice': opened(() => driverTarget(() => 'speaks')) },
  },
  {
    name: 'hub',
    open: opened(() => hubTarget()),
    plants: {
      'payloads that are glued': opened(() =>
        hubTarget((frames) => frames.map((frame) => Buffer.concat([frame, frame, frame, frame]))),
      ),
    },
  },
  {
    name: 'orders',
    open: opened(() => ordersTarget()),
    plants: {
      'an order that is believed to be one': opened(() =>
        ordersTarget((orders) => ({
          ...orders,
          'hall:closing': (order) => {
            void order.payload.length;
            orders['hall:closing'](order);
          },
        })),
      ),
    },
  },
];
