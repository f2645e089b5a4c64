import { crc16 } from '@piaojue/firmware-protocol/crc16';
import { toBase64url, toDigits } from '@piaojue/firmware-protocol/base64url';
import { encodeLine, payloadOf } from '@piaojue/firmware-protocol/line';
import { type DownMessage, type State, UP } from '@piaojue/firmware-protocol/messages';

/**
 * Odd input for a receiver. Each trial carries an order that would show if it were obeyed: an O with sequence 0, after which
 * a receiver greets (PROTOCOL REC1), or a C, after which it answers D. Behind each comes a plain O with sequence 0.
 */
export interface Trial {
  readonly name: string;
  readonly rules: readonly string[];
  readonly title: string;
  readonly expect: 'passedOver' | 'obeyed';
  /** Pieces with a pause between them. */
  readonly pieces: (state: State) => readonly Buffer[];
}

/** Round of the trials' C; the O before them names it. */
export const TRIAL_ROUND = 60_000;
const CLOSE_ID = 0x7e57_0001;
const LONG_RUN = 10_240;
/** A roll call from above to below (PROTOCOL MSG12). */
const NOBODY = payloadOf({ type: 'Q', from: 2, to: 1 });

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const line = (letter: string, payload: Uint8Array, sequence = 0): string => encodeLine(letter, sequence, payload);
/** As encodeLine, of any payload text and length. */
const anyLine = (letter: string, text: string, sequence = 0): string => {
  const body = `${letter}${toDigits(sequence)}${text}`;
  return `$${body}${crc16(body).toString(16).toUpperCase().padStart(4, '0')}`;
};
const order = (state: State): Uint8Array => payloadOf({ type: 'O', ...state });
const good = (state: State): string => line('O', order(state));
const closing = (round: number): DownMessage & { readonly type: 'C' } => ({
  type: 'C',
  closeId: CLOSE_ID,
  round,
  drain: 50,
});
const change = (bytes: Uint8Array, offset: number, value: number): Uint8Array => bytes.with(offset, value);
const twoBytes = (bytes: Uint8Array, offset: number, value: number): Uint8Array =>
  change(change(bytes, offset, value >> 8), offset + 1, value & 0xff);

/** The same order with a CRC that has a letter in it, which shows upper and lower case. */
function withLetterInCrc(state: State): string {
  for (let lease = state.lease; ; lease++) {
    const text = good({ ...state, lease });
    if (/[A-F]/.test(text.slice(-4))) return text;
  }
}

/** base64url of a C whose last digit has a spare bit set; 8 bytes leave 2 of them. */
function withSpareBit(text: string): string {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return text.slice(0, -1) + digits.charAt(digits.indexOf(text.slice(-1)) | 1);
}

const one =
  (make: (state: State) => string): Trial['pieces'] =>
  (state) => [latin1(`${make(state)}\n`)];
const passedOver = (name: string, rules: string[], title: string, pieces: Trial['pieces']): Trial => ({
  name,
  rules,
  title,
  expect: 'passedOver',
  pieces,
});
const obeyed = (name: string, rules: string[], title: string, pieces: Trial['pieces']): Trial => ({
  name,
  rules,
  title,
  expect: 'obeyed',
  pieces,
});

/** Every byte value, twice; no line of it is one. */
const everyByte = Buffer.from(Array.from({ length: 512 }, (_, i) => i & 0xff));

export const TRIALS: readonly Trial[] = [
  passedOver(
    'wrong-crc',
    ['LINE4', 'FLT1'],
    'a line with a wrong CRC is passed over',
    one((state) => good(state).replace(/.$/, (digit) => (digit === '0' ? '1' : '0'))),
  ),
  passedOver(
    'lower-case-crc',
    ['LINE4', 'FLT1'],
    'a line with its CRC in lower case is passed over',
    one((state) => withLetterInCrc(state).replace(/.{4}$/, (crc) => crc.toLowerCase())),
  ),
  passedOver(
    'spare-bits',
    ['LINE3'],
    'base64url with spare bits set is passed over',
    one(() => anyLine('C', withSpareBit(toBase64url(payloadOf(closing(TRIAL_ROUND)))), 9)),
  ),
  passedOver(
    'padding',
    ['LINE3'],
    'base64url with = is passed over',
    one(() => anyLine('C', `${toBase64url(payloadOf(closing(TRIAL_ROUND)))}=`, 10)),
  ),
  passedOver(
    'short',
    ['LINE11'],
    'an O that is one byte short is passed over',
    one((state) => line('O', order(state).subarray(0, -1))),
  ),
  passedOver(
    'long',
    ['LINE11'],
    'an O that is three bytes too long is passed over',
    one((state) => line('O', Buffer.concat([order(state), Buffer.alloc(3)]))),
  ),
  passedOver(
    'over-160',
    ['LINE2', 'FLT1'],
    'a line of more than 160 bytes is passed over',
    one((state) => anyLine('O', toBase64url(Buffer.concat([order(state), Buffer.alloc(120)])))),
  ),
  passedOver(
    'too-short',
    ['FLT1'],
    'lines of fewer than 8 characters are passed over',
    one(() => '$\n$O\n$OAA\n$OAA123'),
  ),
  passedOver(
    'unknown-type',
    ['LINE9'],
    'an unknown type is passed over',
    one((state) => [line('Z', order(state)), line('o', order(state)), line('~', order(state))].join('\n')),
  ),
  passedOver(
    'up-types',
    ['LINE9'],
    'the types of its own direction are passed over',
    one((state) =>
      Object.keys(UP)
        .map((letter) => line(letter, order(state)))
        .join('\n'),
    ),
  ),
  passedOver('out-of-range', ['LINE6', 'FLT5'], 'numbers out of their range make a message nothing', (state) => [
    latin1(
      `${[
        line('O', order({ ...state, round: 0 }), 20),
        line('C', twoBytes(payloadOf(closing(1)), 4, 0), 21),
        line('O', order({ ...state, round: 65_535 }), 22),
        line('C', twoBytes(payloadOf(closing(1)), 4, 65_535), 23),
        line('Q', Buffer.from([0, 0, 0xff, 0xfe]), 24),
        line('Q', Buffer.from([0, 1, 0xff, 0xff]), 25),
        line('R', Buffer.from([0]), 26),
        line('R', Buffer.alloc(1 + 7 * 15, 7), 27),
        line('P', Buffer.alloc(50), 28),
      ].join('\n')}\n`,
    ),
  ]),
  obeyed(
    'cr-lf',
    ['LINE1'],
    'a line that ends in CR LF is taken',
    one((state) => `${good(state)}\r`),
  ),
  obeyed('in-pieces', ['LINE1'], 'a line that comes in pieces is taken', (state) => {
    const bytes = latin1(`${good(state)}\n`);
    return Array.from({ length: 5 }, (_, i) => bytes.subarray(i * 8, (i + 1) * 8));
  }),
  obeyed(
    'glued',
    ['LINE5'],
    'decoding starts at the last $: half a line glued before a good one costs nothing',
    one((state) => `${good(state).slice(0, 20)}${good(state)}`),
  ),
  obeyed('noise-before', ['LINE5'], 'noise before the $ is passed over', (state) => [
    Buffer.concat([Buffer.alloc(60, 0x81), latin1(`${good(state)}\n`)]),
  ]),
  obeyed(
    'empty-lines',
    ['FLT1'],
    'empty lines are nothing',
    one((state) => `\n\r\n\n${good(state)}`),
  ),
  obeyed(
    'sequence-jumps',
    ['LINE7'],
    'nothing is refused for its sequence',
    one((state) =>
      [
        line('O', order(state), 4000),
        line('O', order(state), 17),
        line('Q', NOBODY, 0),
        line('O', order(state), 0),
      ].join('\n'),
    ),
  ),
  obeyed(
    'unknown-state',
    ['FLT4', 'MSG13'],
    'an unknown state with unknown bits stops no O',
    one((state) => good({ ...state, state: 0xff })),
  ),
  obeyed('every-byte', ['FLT2'], 'all 256 byte values, then a good line: it is taken', (state) => [
    Buffer.concat([everyByte, latin1(`\n${good(state)}\n`)]),
  ]),
  obeyed('long-run', ['FLT3'], '10 kB without an LF, then a good line: it is taken', (state) => [
    Buffer.concat([Buffer.alloc(LONG_RUN, 0x41), latin1(`\n${good(state)}\n`)]),
  ]),
  obeyed('run-of-starts', ['FLT3', 'LINE5'], '10 kB of $, then a good line: it is taken', (state) => [
    Buffer.concat([Buffer.alloc(LONG_RUN, 0x24), latin1(`\n${good(state)}\n`)]),
  ]),
];
