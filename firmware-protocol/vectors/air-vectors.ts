import { nextBacklog, sendShare } from '../src/air.ts';
import { AIR_BODIES, type AirType, encodeAirFrame, encodeBeacon } from '../src/air-frame.ts';
import { hex, KEYPAD, PROVISIONING, SID, sampleBytes } from './sample.ts';

const mac = sampleBytes('tag', 8);
const receipt = (keypad: number) => ({ keypad, number: 258, status: 1, mac });
const head = {
  provisioning: PROVISIONING,
  sid: SID,
  round: 3,
  state: 0x42,
  paper: 0xbeef,
  epoch: 5,
  slots: 64,
  send: 255,
  heard: Uint8Array.of(0x80, 0, 0, 0, 0, 0, 0, 1),
};

const bodies: readonly (readonly [AirType, Uint8Array])[] = [
  ['beacon', encodeBeacon({ ...head, receipts: [] })],
  ['beacon', encodeBeacon({ ...head, state: 0xc2, send: 0, receipts: [receipt(1), receipt(2)] })],
  ['beacon', encodeBeacon({ ...head, send: 17, receipts: Array.from({ length: 40 }, (_, i) => receipt(i + 1)) })],
  [
    'ballot',
    AIR_BODIES.ballot.encode({
      keypad: KEYPAD,
      round: 3,
      counter: 258,
      paper: 0xbeef,
      ciphertext: sampleBytes('ct', 16),
      tag: mac,
    }),
  ],
  [
    'presence',
    AIR_BODIES.presence.encode({ keypad: KEYPAD, counter: 259, version: 0x81, battery: 87, firmware: 0x0102, mac }),
  ],
  ['chunk', AIR_BODIES.chunk.encode({ paper: 0xbeef, index: 0, of: 1, bytes: sampleBytes('chunk', 48) })],
  ['rollCall', AIR_BODIES.rollCall.encode({ number: 9, from: 1, to: 500 })],
  ['alive', AIR_BODIES.alive.encode({ keypad: KEYPAD, battery: 87 })],
];

const outcomes = [
  { backlog: 64, idle: 20, collided: 0, send: 255 },
  { backlog: 64, idle: 0, collided: 64, send: 255 },
  { backlog: 512, idle: 20, collided: 18, send: 31 },
  { backlog: 512, idle: 20, collided: 18, send: 255 },
  { backlog: 300, idle: 64, collided: 0, send: 0 },
  { backlog: 60_000, idle: 0, collided: 64, send: 1 },
];

export const airVectorGroups = () => ({
  air: bodies.map(([type, body]) => ({ type, body: hex(body), frame: hex(encodeAirFrame(type, body)) })),
  backlog: outcomes.map((outcome) => {
    const next = nextBacklog(outcome.backlog, outcome);
    return { ...outcome, next, nextSend: sendShare(next) };
  }),
});
