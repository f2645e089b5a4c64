import { isDeepStrictEqual } from 'node:util';
import type { Random } from '@piaojue/device-gateway/simulator/random';
import {
  AIR_BODIES,
  AIR_TYPES,
  type AirType,
  decodeAirFrame,
  decodeBeacon,
  encodeAirFrame,
  encodeBeacon,
} from '@piaojue/firmware-protocol/air-frame';
import { crc16 } from '@piaojue/firmware-protocol/crc16';
import {
  decodeCradleDown,
  decodeCradleUp,
  decodeDown,
  decodeLine,
  decodeUp,
  encodeLine,
  payloadOf,
} from '@piaojue/firmware-protocol/line';
import { DOWN, UP } from '@piaojue/firmware-protocol/messages';
import { CRADLE_DOWN, CRADLE_UP } from '@piaojue/firmware-protocol/cradle';
import { decodePaper, encodePaper, type Paper } from '@piaojue/firmware-protocol/paper';
import { anyBytes, mutateBytes, pick, size } from '../mutate.ts';
import { hex, hold, opened, type Suspect, type Target } from '../target.ts';

/** The codecs of the wire: what comes from receivers and from the air. */
const CODECS = { ...UP, ...DOWN, ...CRADLE_UP, ...CRADLE_DOWN };
const LETTERS = Object.keys(CODECS) as (keyof typeof CODECS)[];
const LINE_FAULTS = ['too-long', 'no-start', 'too-short', 'bad-crc', 'bad-sequence', 'bad-payload'];
const MESSAGE_FAULTS = ['unknown-type', 'bad-length', 'bad-field'];
const DECODERS = [decodeUp, decodeDown, decodeCradleUp, decodeCradleDown];

/** A line whose payload has the length of its letter. Its values may be out of range. */
export function anyLine(random: Random, letters: readonly string[] = LETTERS): string {
  const letter = pick(random, letters) as keyof typeof CODECS;
  const { minimum, maximum } = CODECS[letter];
  const payload = anyBytes(random, random.chance(0.8) ? pick(random, [minimum, maximum]) : size(random, 110));
  if (minimum !== maximum) payload[0] = Math.max(1, Math.round((payload.length - 1) / (maximum === 91 ? 15 : 4)));
  return encodeLine(letter, random.below(4096), payload);
}

/** With a checksum that holds over whatever stands there, so that damage comes through to the codecs. */
export function mended(text: string): string {
  const start = text.lastIndexOf('$');
  if (text.length - start < 8) return text;
  const body = text.slice(start + 1, -4);
  return `${text.slice(0, start + 1)}${body}${crc16(body).toString(16).toUpperCase().padStart(4, '0')}`;
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

export function lineTarget(decode: typeof decodeLine = decodeLine): Target<Uint8Array> {
  return {
    name: 'line',
    about:
      'decoder of serial lines and all their messages: no exception, a closed set of faults, one spelling of each line (LINE1–LINE11, FLT1, FLT2)',
    share: 6000,
    make(random) {
      const line = Buffer.from(anyLine(random), 'latin1');
      if (random.chance(0.3)) return line;
      if (random.chance(0.1)) return anyBytes(random, size(random, 400));
      return this.mutate?.(random, line) ?? line;
    },
    mutate(random, input) {
      const changed = mutateBytes(random, input);
      return random.chance(0.6) ? Buffer.from(mended(latin1(changed)), 'latin1') : changed;
    },
    run(input) {
      const text = latin1(input);
      const line = decode(text);
      if (!line.ok) {
        hold(LINE_FAULTS.includes(line.error), `one of ${LINE_FAULTS.join(', ')}`, () => line.error);
        return 'refused';
      }
      const { letter, sequence, payload } = line.value;
      const spelt = encodeLine(letter, sequence, payload);
      hold(text.endsWith(spelt) || text.endsWith(`${spelt}\r`), `the one spelling ${spelt}`, () => text);
      let taken = false;
      for (const decodeMessage of DECODERS) {
        const message = decodeMessage(line.value);
        if (!message.ok) {
          hold(MESSAGE_FAULTS.includes(message.error.code), `one of ${MESSAGE_FAULTS.join(', ')}`, () => message.error);
          continue;
        }
        taken = true;
        const again = decodeMessage({ letter, sequence, payload: payloadOf(message.value) });
        hold(
          again.ok && isDeepStrictEqual(again.value, message.value),
          'the same message once more',
          () => message.value,
        );
      }
      return taken ? 'taken' : 'refused';
    },
    show: (input) => hex(input),
  };
}

export function paperTarget(decode: typeof decodePaper = decodePaper): Target<Uint8Array> {
  return {
    name: 'paper',
    about: 'paper decoder of a keypad: no exception, refused whole or the very paper that was sent (PAP2, PAP6)',
    share: 6000,
    make(random) {
      const bytes = encodePaper(anyPaper(random));
      const padded = random.chance(0.3) ? Buffer.concat([bytes, Buffer.alloc(random.below(48))]) : bytes;
      return random.chance(0.3) ? padded : mutateBytes(random, padded);
    },
    mutate: mutateBytes,
    run(input) {
      const decoded = decode(input);
      if (!decoded.ok) return 'refused';
      const { paper, bytes } = decoded.value;
      hold(Buffer.compare(bytes, input.subarray(0, 24 + paper.numbers.length)) === 0, 'the bytes of the paper', () =>
        hex(bytes),
      );
      const again = encodePaper(paper);
      // Flag bits that this version does not know are passed over (PAP2).
      again[6] = bytes[6] ?? 0;
      hold(Buffer.compare(again, bytes) === 0, hex(again), () => hex(bytes));
      return 'taken';
    },
    show: hex,
  };
}

function anyPaper(random: Random): Paper {
  const form = pick(random, [1, 2, 3] as const);
  const count = 1 + random.below(form === 3 ? 30 : 60);
  const first = 1 + random.below(100 - count);
  const maxMarks = form === 3 ? count : 1 + random.below(60);
  return {
    form,
    round: 1 + random.below(65_534),
    maxMarks,
    minMarks: form === 3 ? 0 : random.below(maxMarks + 1),
    firstPress: random.chance(0.3),
    named: random.chance(0.3),
    grades: form === 3 ? 3 + random.below(2) : 0,
    frozen: anyBytes(random, 16),
    numbers: Array.from({ length: count }, (_, i) => first + i),
  };
}

export function airTarget(decode: typeof decodeAirFrame = decodeAirFrame): Target<Uint8Array> {
  const frame = (random: Random): Uint8Array => {
    const type = pick(random, Object.keys(AIR_TYPES) as AirType[]);
    if (type !== 'beacon') return encodeAirFrame(type, anyBytes(random, AIR_BODIES[type].maximum));
    const receipts = random.below(41);
    const body = anyBytes(random, 30 + 15 * receipts);
    body[29] = receipts;
    return encodeAirFrame(type, body);
  };
  return {
    name: 'air',
    about: 'radio frames: no exception, what is taken is the frame as it was sent, to the bit (AIR1, AIR2)',
    share: 4000,
    make: (random) => (random.chance(0.4) ? frame(random) : mutateBytes(random, frame(random))),
    mutate: mutateBytes,
    run(input) {
      const decoded = decode(input);
      if (!decoded.ok) return 'refused';
      const { type, body } = decoded.value;
      hold(Buffer.compare(encodeAirFrame(type, body), input) === 0, 'the frame as it was sent', () => hex(input));
      if (type === 'beacon') {
        const beacon = decodeBeacon(body);
        if (!beacon) return 'refused';
        hold(Buffer.compare(encodeBeacon(beacon), body) === 0, 'the same beacon once more', () => hex(body));
        return 'taken';
      }
      return AIR_BODIES[type].decode(body).ok ? 'taken' : 'refused';
    },
    show: hex,
  };
}

export const wire: readonly Suspect[] = [
  {
    name: 'line',
    open: opened(() => lineTarget()),
    plants: {
      'a checksum that is not looked at': opened(() => lineTarget((text) => decodeLine(mended(text)))),
      'spare bits of the last digit that are passed over': opened(() =>
        lineTarget((text) => {
          const line = decodeLine(text);
          if (line.ok || line.error !== 'bad-payload') return line;
          const start = text.lastIndexOf('$');
          const payload = Uint8Array.from(Buffer.from(text.slice(start + 4, -4), 'base64url'));
          return { ok: true, value: { letter: text.charAt(start + 1), sequence: 0, payload } };
        }),
      ),
    },
  },
  {
    name: 'paper',
    open: opened(() => paperTarget()),
    plants: {
      'a number that stands twice': opened(() =>
        paperTarget((bytes) => {
          const decoded = decodePaper(bytes);
          if (decoded.ok || decoded.error !== 'bad-number') return decoded;
          const numbers = Array.from(bytes.subarray(24, 24 + (bytes[7] ?? 0)));
          const good = decodePaper(Uint8Array.from([...bytes.subarray(0, 24), ...numbers.map((_, i) => i + 1)]));
          return good.ok ? { ok: true, value: { bytes, paper: { ...good.value.paper, numbers } } } : good;
        }),
      ),
    },
  },
  {
    name: 'air',
    open: opened(() => airTarget()),
    plants: {
      'a checksum that is not looked at': opened(() =>
        airTarget((frame) => {
          const decoded = decodeAirFrame(frame);
          if (decoded.ok || decoded.error !== 'bad-crc') return decoded;
          const type = (Object.keys(AIR_TYPES) as AirType[]).find((name) => AIR_TYPES[name] === frame[9]) ?? 'alive';
          return { ok: true, value: { type, body: frame.slice(10, -2) } };
        }),
      ),
    },
  },
];
