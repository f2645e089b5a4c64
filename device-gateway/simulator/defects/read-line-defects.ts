import { fromBase64url, toBase64url } from '@piaojue/firmware-protocol/base64url';
import { decodeLine, encodeLine } from '@piaojue/firmware-protocol/line';
import type { DownMessage } from '@piaojue/firmware-protocol/messages';
import type { Defect } from './defect.ts';
import { LF, at, recrc, runLength, isOrder } from './bend.ts';

/** A run of bytes that no sound receiver holds for a line. */
const LONG_RUN = 4096;

/** Of an O. */
const ORDER_BYTES = 21;

/** The lines it reads. */
export const READ_LINE_DEFECTS: Readonly<Record<string, Defect>> = {
  'deaf-after-long-run': {
    breaks: 'hears nothing any more after a long run without an LF',
    caughtBy: 'long-run',
    alsoFails: ['run-of-starts'],
    plant: () => {
      let deaf = false;
      const run = runLength();
      return {
        bytesFromHost(bytes) {
          deaf ||= run(bytes) > LONG_RUN;
          return deaf ? Buffer.alloc(0) : bytes;
        },
      };
    },
  },
  'resets-on-long-run': {
    breaks: 'restarts when its buffer runs over',
    caughtBy: 'one-boot',
    alsoFails: ['long-run', 'run-of-starts', 'heartbeat', 'uptime', 'heard-times'],
    plant: () => {
      let over = false;
      const run = runLength();
      return {
        bytesFromHost(bytes) {
          over ||= run(bytes) > LONG_RUN;
          return bytes;
        },
        tick(receiver) {
          if (over) receiver.restart();
          over = false;
        },
      };
    },
  },
  'obeys-bad-crc': {
    breaks: 'does not look at the CRC',
    caughtBy: 'wrong-crc',
    alsoFails: ['lower-case-crc'],
    plant: () => ({
      textFromHost: (text) => (/\$[^$\r]{7,}$/.test(text) ? recrc(text.slice(text.lastIndexOf('$'))) : text),
    }),
  },
  'takes-lower-case-crc': {
    breaks: 'takes a CRC in lower case',
    caughtBy: 'lower-case-crc',
    plant: () => ({ textFromHost: (text) => text.replace(/[0-9a-f]{4}$/, (crc) => crc.toUpperCase()) }),
  },
  'takes-spare-bits': {
    breaks: 'takes any spelling of base64url',
    caughtBy: 'spare-bits',
    alsoFails: ['padding'],
    plant: () => ({
      textFromHost(text) {
        const start = text.lastIndexOf('$');
        const payload = text.slice(start + 4, -4);
        if (start < 0 || decodeLine(recrc(text.slice(start))).ok || fromBase64url(payload)) return text;
        const kind = toBase64url(new Uint8Array(Buffer.from(payload, 'base64url')));
        return recrc(`${text.slice(start, start + 4)}${kind}0000`);
      },
    }),
  },
  'takes-padding': {
    breaks: 'takes base64url with =',
    caughtBy: 'padding',
    plant: () => ({ textFromHost: (text) => (/=.{4}$/.test(text) ? recrc(text.replaceAll('=', '')) : text) }),
  },
  'takes-shorter-messages': {
    breaks: 'takes an O that is cut, and reads zeros behind it',
    caughtBy: 'short',
    plant: () => ({
      textFromHost(text) {
        const line = decodeLine(text);
        if (!line.ok || line.value.letter !== 'O') return text;
        const payload = new Uint8Array(Math.max(ORDER_BYTES, line.value.payload.length));
        payload.set(line.value.payload);
        return encodeLine('O', line.value.sequence, payload);
      },
    }),
  },
  'takes-long-lines': {
    breaks: 'takes lines of any length',
    caughtBy: 'over-160',
    plant: () => ({
      textFromHost: (text) => (text.length > 159 && text.startsWith('$O') ? recrc(`${text.slice(0, 32)}0000`) : text),
    }),
  },
  'greets-at-short-lines': {
    breaks: 'takes $O alone for an order',
    caughtBy: 'too-short',
    plant: () => {
      let last: DownMessage | undefined;
      return {
        fromHost(message) {
          if (isOrder(message)) last = message;
          return message;
        },
        textFromHost(text, receiver) {
          if (text === '$O' && last) receiver.obey(last, 0);
          return text;
        },
      };
    },
  },
  'greets-at-g': {
    breaks: 'greets when the host sends a G',
    caughtBy: 'up-types',
    plant: () => ({
      textFromHost(text) {
        const line = decodeLine(text);
        return line.ok && line.value.letter === 'G' ? encodeLine('O', 0, line.value.payload) : text;
      },
    }),
  },
  'takes-round-0': {
    breaks: 'closes where no round is on',
    caughtBy: 'out-of-range',
    plant: () => ({
      textFromHost(text, receiver) {
        const line = decodeLine(text);
        const nobody =
          line.ok && line.value.letter === 'C' && at(line.value.payload, 4) + at(line.value.payload, 5) === 0;
        if (nobody) receiver.sayFrame({ letter: 'D', payload: line.value.payload });
        return text;
      },
    }),
  },
  'pause-ends-line': {
    breaks: 'takes a pause for the end of a line',
    caughtBy: 'in-pieces',
    plant: () => ({ bytesFromHost: (bytes) => (bytes.at(-1) === LF ? bytes : Buffer.concat([bytes, Buffer.of(LF)])) }),
  },
  'noise-spoils-line': {
    breaks: 'drops a line that anything but ASCII stood before',
    caughtBy: 'noise-before',
    plant: () => ({ textFromHost: (text) => (/[\x80-\xff]/.test(text) ? undefined : text) }),
  },
  'empty-lines-spoil': {
    breaks: 'loses what comes with an empty line',
    caughtBy: 'empty-lines',
    plant: () => ({ bytesFromHost: (bytes) => (bytes.includes('\n\r\n') ? Buffer.alloc(0) : bytes) }),
  },
  'nul-ends-input': {
    breaks: 'stops reading at a byte 00 until something new comes',
    caughtBy: 'every-byte',
    plant: () => ({ bytesFromHost: (bytes) => (bytes.includes(0) ? bytes.subarray(0, bytes.indexOf(0)) : bytes) }),
  },
  'lost-in-starts': {
    breaks: 'looks for a line behind each $, and gives up behind a thousand',
    caughtBy: 'run-of-starts',
    plant: () => ({ bytesFromHost: (bytes) => (bytes.includes('$'.repeat(1000)) ? Buffer.alloc(0) : bytes) }),
  },
  'refuses-repeated-numbers': {
    breaks: 'drops a line that has the sequence of the one before',
    caughtBy: 'sequence-jumps',
    plant: () => {
      let last = -1;
      return {
        textFromHost(text) {
          const line = decodeLine(text);
          if (!line.ok) return text;
          const again = line.value.sequence === last;
          last = line.value.sequence;
          return again ? undefined : text;
        },
      };
    },
  },
  'takes-longer-messages': {
    breaks: 'takes a message with bytes behind its end',
    caughtBy: 'long',
    plant: () => ({
      textFromHost(text) {
        const line = decodeLine(text);
        return line.ok && line.value.letter === 'O'
          ? encodeLine('O', line.value.sequence, line.value.payload.slice(0, ORDER_BYTES))
          : text;
      },
    }),
  },
  'takes-any-letter-case': {
    breaks: 'takes o for O',
    caughtBy: 'unknown-type',
    plant: () => ({
      textFromHost(text) {
        const line = decodeLine(text);
        return line.ok ? encodeLine(line.value.letter.toUpperCase(), line.value.sequence, line.value.payload) : text;
      },
    }),
  },
  'first-start': {
    breaks: 'begins to decode at the first $ of a line',
    caughtBy: 'glued',
    plant: () => ({
      // What comes through the simulator's own limiter has lost its first part where it was long.
      textFromHost: (text) => (text.indexOf('$') === text.lastIndexOf('$') ? text : undefined),
    }),
  },
  'refuses-cr-lf': {
    breaks: 'refuses lines that end in CR LF',
    caughtBy: 'cr-lf',
    plant: () => ({ textFromHost: (text) => (text.endsWith('\r') ? undefined : text) }),
  },
  'refuses-unknown-states': {
    breaks: 'drops an O whose state it does not know',
    caughtBy: 'unknown-state',
    plant: () => ({
      fromHost: (message) => (isOrder(message) && (message.state & 0x0f) > 8 ? undefined : message),
    }),
  },
};
