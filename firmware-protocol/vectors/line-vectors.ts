import { toBase64url, toDigits } from '../src/base64url.ts';
import type { CradleDown, CradleUp } from '../src/cradle.ts';
import { crc16 } from '../src/crc16.ts';
import { encodeLine, payloadOf } from '../src/line.ts';
import type { DownMessage, UpMessage } from '../src/messages.ts';
import { DEVICE_KEY, hex, KEYPAD, PROVISIONING, SID, sampleBytes } from './sample.ts';

const rssi = 67;
const tag = sampleBytes('tag', 8);
const receipt = { keypad: KEYPAD, number: 258, status: 1, mac: tag };

export const SAMPLE_UP: readonly UpMessage[] = [
  { type: 'B', rssi, keypad: KEYPAD, round: 3, counter: 258, paper: 0xbeef, ciphertext: sampleBytes('ct', 16), tag },
  {
    type: 'B',
    rssi: 255,
    keypad: 65_534,
    round: 65_534,
    counter: 0xffff_ffff,
    paper: 0,
    ciphertext: new Uint8Array(16).fill(255),
    tag: new Uint8Array(8),
  },
  { type: 'S', rssi, keypad: KEYPAD, counter: 259, version: 0x81, battery: 87, firmware: 0x0102, mac: tag },
  { type: 'H', base: 256, bits: sampleBytes('bits', 32) },
  { type: 'H', base: 0, bits: Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 0x40 : i === 31 ? 0x01 : 0)) },
  { type: 'L', items: [{ keypad: 1, battery: 100, rssi: 40 }] },
  { type: 'L', items: Array.from({ length: 8 }, (_, i) => ({ keypad: i + 1, battery: 90 - i, rssi: 60 + i })) },
  { type: 'T', uptime: 86_400, queue: 3, load: 42 },
  {
    type: 'G',
    oldest: 1,
    newest: 1,
    boot: 0xc0ff_ee01,
    receiver: sampleBytes('receiver', 8),
    channel: 7,
    queue: 512,
    features: 31,
  },
  { type: 'D', closeId: 0x0a0b_0c0d, round: 3, left: 0 },
];

export const SAMPLE_DOWN: readonly DownMessage[] = [
  { type: 'R', items: [receipt] },
  { type: 'R', items: Array.from({ length: 6 }, (_, i) => ({ ...receipt, keypad: i + 1, status: i + 1 })) },
  { type: 'O', provisioning: PROVISIONING, sid: SID, round: 3, state: 0x42, paper: 0xbeef, lease: 3000, epoch: 5 },
  { type: 'O', provisioning: 0, sid: new Uint8Array(8), round: 0, state: 0x80, paper: 0, lease: 0, epoch: 0 },
  { type: 'P', index: 1, of: 2, bytes: sampleBytes('chunk', 48) },
  { type: 'C', closeId: 0x0a0b_0c0d, round: 3, drain: 6000 },
  { type: 'Q', from: 1, to: 65_534 },
];

function fieldsOf(message: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(message).map(([name, value]) => [
      name,
      value instanceof Uint8Array
        ? hex(value)
        : Array.isArray(value)
          ? value.map((item: object) => fieldsOf(item))
          : (value as unknown),
    ]),
  );
}

function lineVectors(messages: readonly (UpMessage | DownMessage | CradleUp | CradleDown)[], firstSequence: number) {
  return messages.map((message, i) => {
    const sequence = (firstSequence + i * 613) % 4096;
    const payload = payloadOf(message);
    return {
      fields: fieldsOf(message),
      sequence,
      payload: hex(payload),
      line: encodeLine(message.type, sequence, payload),
    };
  });
}

const withCrc = (body: string): string => `$${body}${crc16(body).toString(16).toUpperCase().padStart(4, '0')}`;

/** Each raises exactly the counter that is named. */
function badLines() {
  const good = encodeLine('T', 5, Uint8Array.of(0, 0, 0, 9, 1, 2));
  const other = good.endsWith('0') ? '1' : '0';
  const long = withCrc(`Z${toDigits(1)}${toBase64url(new Uint8Array(114))}`);
  return [
    { direction: 'up', fault: 'no-start', why: 'no $', line: good.slice(1) },
    { direction: 'up', fault: 'too-short', why: 'cut after the sequence', line: good.slice(0, 4) },
    { direction: 'up', fault: 'too-short', why: '$ alone', line: `${good}$` },
    { direction: 'up', fault: 'too-long', why: '161 bytes with LF', line: long },
    { direction: 'up', fault: 'bad-crc', why: 'last digit changed', line: good.slice(0, -1) + other },
    { direction: 'up', fault: 'bad-crc', why: 'cut by one character', line: good.slice(0, -1) },
    {
      direction: 'up',
      fault: 'bad-crc',
      why: 'one character of the payload changed',
      line: good.replace('AAAACQ', 'AAAACR'),
    },
    {
      direction: 'up',
      fault: 'bad-crc',
      why: 'lower-case CRC',
      line: `${withCrc('TAAx').slice(0, -4)}${withCrc('TAAx').slice(-4).toLowerCase()}`,
    },
    { direction: 'up', fault: 'bad-sequence', why: 'sequence no digits', line: withCrc('T+/AAAACQEC') },
    { direction: 'up', fault: 'bad-payload', why: 'padding', line: withCrc('GAAAA==') },
    { direction: 'up', fault: 'bad-payload', why: 'spare bits not zero', line: withCrc('TAAAB') },
    { direction: 'up', fault: 'bad-payload', why: 'one digit alone', line: withCrc('TAAA') },
    { direction: 'up', fault: 'bad-payload', why: 'a space', line: withCrc('TAAAA AA') },
    { direction: 'up', fault: 'unknown-type', why: 'type Z', line: withCrc('ZAAAAAA') },
    {
      direction: 'up',
      fault: 'unknown-type',
      why: 'a line down that comes up',
      line: withCrc(`QAA${toBase64url(Uint8Array.of(0, 1, 0, 2))}`),
    },
    { direction: 'down', fault: 'unknown-type', why: 'a line up that goes down', line: good },
    {
      direction: 'up',
      fault: 'bad-length',
      why: 'T of 5 bytes',
      line: withCrc(`TAA${toBase64url(new Uint8Array(5))}`),
    },
    {
      direction: 'up',
      fault: 'bad-length',
      why: 'T of 7 bytes',
      line: withCrc(`TAA${toBase64url(new Uint8Array(7))}`),
    },
    { direction: 'up', fault: 'bad-length', why: 'no payload', line: withCrc('TAA') },
    {
      direction: 'up',
      fault: 'bad-field',
      why: 'ballot of keypad 0',
      line: withCrc(`BAA${toBase64url(new Uint8Array(35))}`),
    },
    {
      direction: 'up',
      fault: 'bad-field',
      why: 'ballot of keypad 65,535',
      line: withCrc(`BAA${toBase64url(new Uint8Array(35).fill(255))}`),
    },
    {
      direction: 'up',
      fault: 'bad-field',
      why: 'nine levels',
      line: withCrc(`LAA${toBase64url(Uint8Array.from({ length: 37 }, (_, i) => (i === 0 ? 9 : 1)))}`),
    },
    { direction: 'down', fault: 'bad-field', why: 'no receipt', line: withCrc(`RAA${toBase64url(Uint8Array.of(0))}`) },
    {
      direction: 'down',
      fault: 'bad-length',
      why: 'two receipts said, one there',
      line: withCrc(`RAA${toBase64url(Uint8Array.from({ length: 16 }, (_, i) => (i === 0 ? 2 : 1)))}`),
    },
    {
      direction: 'down',
      fault: 'bad-field',
      why: 'closing of round 0',
      line: withCrc(`CAA${toBase64url(new Uint8Array(8))}`),
    },
  ];
}

/** What stands before the last $ is passed over, a CR at the end too. */
function gluedLines() {
  const good = encodeLine('D', 4095, Uint8Array.of(0, 0, 0, 1, 0, 3, 0, 0));
  return [`${good}\r`, `noise${good}`, `${good.slice(0, 9)}${good}`, `${good}${good}`, `\u0000\u00ff$$${good}`].map(
    (line) => ({
      line,
      takenAs: good,
    }),
  );
}

const crcOf = (text: string) => ({ text, crc: crc16(text).toString(16).toUpperCase().padStart(4, '0') });
const base64urlOf = (bytes: Uint8Array) => ({ bytes: hex(bytes), text: toBase64url(bytes) });

const hardware = sampleBytes('hardware', 8);
export const SAMPLE_CRADLE_UP: readonly CradleUp[] = [
  { type: 'K', hardware, wire: 1, firmware: 0x0102, provisioning: 0, keypad: 0, highWater: 0 },
  { type: 'K', hardware, wire: 1, firmware: 0x0102, provisioning: PROVISIONING, keypad: KEYPAD, highWater: 768 },
  { type: 'V', hardware, provisioning: PROVISIONING, keypad: KEYPAD, epoch: 3, highWater: 0, proof: tag },
];
export const SAMPLE_CRADLE_DOWN: readonly CradleDown[] = [0, 3, 65_534].map((epoch) => ({
  type: 'W',
  ...{ hardware, provisioning: PROVISIONING, keypad: KEYPAD, epoch, key: DEVICE_KEY },
}));

export const lineVectorGroups = () => ({
  crc16: ['', '123456789', 'A', 'TAFAAAACQEC', '\u0000\u0000\u0000\u0000', '\u00ff\u00ff\u00ff\u00ff'].map(crcOf),
  base64url: [0, 1, 2, 3, 4, 16]
    .map((length) => base64urlOf(sampleBytes('base64url', length)))
    .concat([base64urlOf(Uint8Array.of(0xfb, 0xff, 0xfe))]),
  notBase64url: ['A', 'AB', 'AAB', 'AAAAA', 'AA==', 'A+', 'A/', 'AA A', 'AA\n', '$AAA', 'ÄAAA'],
  sequences: [0, 1, 63, 64, 2048, 4095].map((value) => ({ value, digits: toDigits(value) })),
  sequenceGaps: [
    { last: 0, next: 1, missing: 0 },
    { last: 0, next: 2, missing: 1 },
    { last: 4095, next: 0, missing: 0 },
    { last: 4094, next: 1, missing: 2 },
    { last: 7, next: 7, missing: 0 },
    { last: 7, next: 6, missing: 0 },
    { last: 3000, next: 0, missing: 1095 },
    { last: 900, next: 0, missing: 0 },
    { last: 0, next: 2048, missing: 2047 },
    { last: 0, next: 2049, missing: 0 },
  ],
  up: lineVectors(SAMPLE_UP, 0),
  down: lineVectors(SAMPLE_DOWN, 2000),
  cradleUp: lineVectors(SAMPLE_CRADLE_UP, 0),
  cradleDown: lineVectors(SAMPLE_CRADLE_DOWN, 0),
  glued: gluedLines(),
  badLines: badLines(),
});
