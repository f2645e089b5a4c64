import { fromBase64url, toBase64url } from '@piaojue/firmware-protocol/base64url';
import { crc16 } from '@piaojue/firmware-protocol/crc16';
import { decodeLine, encodeLine } from '@piaojue/firmware-protocol/line';
import { BUSY_FLAG, DOWN, type DownMessage } from '@piaojue/firmware-protocol/messages';
import type { Beacon } from '../air/beacon.ts';
import type { Defect, Hooks, UpFrame } from './defect.ts';

/** An end of a line that no sound receiver holds for one. */
const LONG_RUN = 4096;
const LATE_MS = 5000;
const OVERLONG_BYTES = 130;
const ORDER_BYTES = 21;
/** Many frames at 250 kbit/s; less than a keypad is silent that was heard. */
const QUIET_MS = 300;
const LF = 0x0a;
/** A long time, in the field `lease`. */
const FOR_EVER_MS = 65_535;

type ToHost = NonNullable<Hooks['toHost']>;
/** Changes the payload of lines of this type. */
const onType =
  (letters: string, change: (payload: Uint8Array) => Uint8Array): ToHost =>
  (frame) => [letters.includes(frame.letter) ? { ...frame, payload: change(frame.payload) } : frame];
const without =
  (letters: string): ToHost =>
  (frame) =>
    letters.includes(frame.letter) ? [] : [frame];
const set = (bytes: Uint8Array, offset: number, value: number): Uint8Array => bytes.with(offset, value & 0xff);
const at = (bytes: Uint8Array, offset: number): number => bytes[offset] ?? 0;
/** The line with another CRC, however it came. */
const recrc = (line: string): string =>
  `${line.slice(0, -4)}${crc16(line, 1, line.length - 4)
    .toString(16)
    .toUpperCase()
    .padStart(4, '0')}`;
/** Something of the receiver's own accord, every so often. */
const every = (
  ms: number,
  act: (receiver: Parameters<NonNullable<Hooks['tick']>>[0]) => void,
): NonNullable<Hooks['tick']> => {
  let next = Number.NEGATIVE_INFINITY;
  return (receiver, now) => {
    if (now < next) return;
    if (next > 0) act(receiver);
    next = now + ms;
  };
};
/** The bytes since the last LF. */
function runLength(): (bytes: Buffer) => number {
  let run = 0;
  return (bytes) => {
    let longest = run;
    for (const byte of bytes) {
      run = byte === LF ? 0 : run + 1;
      longest = Math.max(longest, run);
    }
    return longest;
  };
}
const reversed = (byte: number): number =>
  Number.parseInt(byte.toString(2).padStart(8, '0').split('').reverse().join(''), 2);
const isOrder = (message: DownMessage): message is DownMessage & { readonly type: 'O' } => message.type === 'O';

/**
 * Faults that somebody could build into a receiver (`--defect NAME`), each with the check of `piaojue conform` that has to
 * catch it. A test plants one after another and holds the kit to it.
 */
export const DEFECTS: Readonly<Record<string, Defect>> = {
  // Greeting and heartbeat
  'no-greeting': {
    breaks: 'greets when it pleases, not at an O with sequence 0',
    caughtBy: 'greets-when-asked',
    plant: () => ({
      textFromHost(text) {
        const line = decodeLine(text);
        return line.ok && line.value.letter === 'O' && line.value.sequence === 0
          ? encodeLine('O', 1, line.value.payload)
          : text;
      },
    }),
  },
  'greets-once': {
    breaks: 'greets once and never again',
    caughtBy: 'greets-when-asked',
    alsoFails: ['greets-after-silence'],
    plant: () => {
      let greeted = false;
      return {
        toHost(frame) {
          if (frame.letter !== 'G') return [frame];
          const again = greeted;
          greeted = true;
          return again ? [] : [frame];
        },
      };
    },
  },
  'noise-is-life': {
    breaks: 'takes bad lines for a sign of life of its host, so it neither falls silent nor greets',
    caughtBy: 'greets-after-silence',
    alsoFails: ['host-silent'],
    plant: () => {
      let order: DownMessage | undefined;
      return {
        fromHost: (message) => {
          if (isOrder(message)) order = message;
          return message;
        },
        textFromHost(text, receiver) {
          if (!decodeLine(text).ok && order) receiver.obey(order, 1);
          return text;
        },
      };
    },
  },
  'greets-always': {
    breaks: 'greets at every O',
    caughtBy: 'greets-only-then',
    plant: () => ({
      textFromHost(text) {
        const line = decodeLine(text);
        return line.ok && line.value.letter === 'O' ? encodeLine('O', 0, line.value.payload) : text;
      },
    }),
  },
  'other-versions': {
    breaks: 'greets with wire versions 2 to 3',
    caughtBy: 'versions',
    options: (options) => ({ ...options, versions: [2, 3] }),
    plant: () => ({}),
  },
  'reserved-set': {
    breaks: 'sends something in the reserve of the greeting',
    caughtBy: 'line-reserved',
    plant: () => ({ toHost: onType('G', (payload) => set(payload, 20, 0x80)) }),
  },
  'features-set': {
    breaks: 'sets feature bits that nobody knows',
    caughtBy: 'greeting-features',
    plant: () => ({ toHost: onType('G', (payload) => set(payload, 17, at(payload, 17) | 0x80)) }),
  },
  nameless: {
    breaks: 'has no serial number',
    caughtBy: 'greeting-fields',
    plant: () => ({ toHost: onType('G', (payload) => (payload.fill(0xff, 6, 14), payload)) }),
  },
  'boot-at-each-greeting': {
    breaks: 'draws its boot id at each greeting',
    caughtBy: 'one-boot',
    plant: () => {
      let greetings = 0;
      return { toHost: onType('G', (payload) => set(payload, 5, at(payload, 5) + greetings++)) };
    },
  },
  'same-boot-id': {
    breaks: 'has one boot id for life',
    caughtBy: 'new-boot',
    options: (options) => ({ ...options, boot: 7 }),
    plant: () => ({}),
  },
  'no-heartbeat': {
    breaks: 'never sends T',
    caughtBy: 'heartbeat',
    plant: () => ({ toHost: without('T') }),
  },
  'slow-heartbeat': {
    breaks: 'sends T every 3 s',
    caughtBy: 'heartbeat',
    plant: () => {
      let beats = 0;
      return { toHost: (frame) => (frame.letter === 'T' && beats++ % 3 !== 0 ? [] : [frame]) };
    },
  },
  'no-heartbeat-without-host': {
    breaks: 'sends T only while the host speaks',
    caughtBy: 'heartbeat',
    plant: () => {
      let heard = Number.NEGATIVE_INFINITY;
      return {
        fromHost: (message, _, now) => ((heard = now), message),
        toHost: (frame, now) => (frame.letter === 'T' && now - heard > 1500 ? [] : [frame]),
      };
    },
  },
  'uptime-goes-back': {
    breaks: 'begins its uptime again every 5 s',
    caughtBy: 'uptime',
    plant: () => ({ toHost: onType('T', (payload) => set(payload, 3, at(payload, 3) % 5)) }),
  },
  'load-in-bytes': {
    breaks: 'sends its load as 0 to 254, not as a percentage',
    caughtBy: 'heartbeat-fields',
    plant: () => ({ toHost: onType('T', (payload) => set(payload, 5, 180)) }),
  },
  late: {
    breaks: `holds every line back for ${LATE_MS / 1000} s`,
    caughtBy: 'greets-when-asked',
    alsoFails: [
      'greets-only-then',
      'greets-after-silence',
      'heartbeat',
      'drained',
      'drain-over',
      'busy',
      'lease-0',
      'lease-over',
      'host-silent',
      'receipts',
      'drained-again',
      'ballots-before-drained',
    ],
    plant: () => {
      const held: { readonly frame: UpFrame; readonly until: number }[] = [];
      return {
        toHost(frame, now) {
          held.push({ frame, until: now + LATE_MS });
          return [];
        },
        release(now) {
          const due: UpFrame[] = [];
          while (held[0] && held[0].until <= now) due.push(...held.splice(0, 1).map(({ frame }) => frame));
          return due;
        },
      };
    },
  },

  // The lines it sends
  crlf: {
    breaks: 'nothing: CR LF at the end of its lines is tolerated',
    caughtBy: null,
    plant: () => ({ spell: (text) => `${text}\r` }),
  },
  'sequence-stuck': {
    breaks: 'sends one sequence number for ever',
    caughtBy: 'line-sequence',
    plant: () => ({ number: () => 7 }),
  },
  'sequence-restarts': {
    breaks: 'counts its lines to 20 only',
    caughtBy: 'line-sequence',
    plant: () => ({ number: (number) => number % 20 }),
  },
  'sequence-jumps': {
    breaks: 'counts by three',
    caughtBy: 'line-sequence',
    plant: () => ({ number: (number) => (number * 3) % 4096 }),
  },
  'lower-case-crc': {
    breaks: 'sends its CRCs in lower case',
    caughtBy: 'line-crc',
    plant: () => ({ spell: (text) => text.slice(0, -4) + text.slice(-4).toLowerCase() }),
  },
  'spare-bits': {
    breaks: 'leaves the spare bits of the last base64url digit as they come',
    caughtBy: 'line-base64url',
    plant: () => ({
      spell(text) {
        const payload = text.slice(4, -4);
        if (payload.length % 4 === 0) return text;
        const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
        const last = digits.charAt(digits.indexOf(payload.slice(-1)) | 1);
        return recrc(`${text.slice(0, 4)}${payload.slice(0, -1)}${last}0000`);
      },
    }),
  },
  padded: {
    breaks: 'pads its base64url with =',
    caughtBy: 'line-base64url',
    plant: () => ({
      spell: (text) => recrc(`${text.slice(0, -4)}${'='.repeat((4 - ((text.length - 8) % 4)) % 4)}0000`),
    }),
  },
  overlong: {
    breaks: 'sends a line of more than 160 bytes now and then, of a type of its own',
    caughtBy: 'line-length',
    plant: () => ({
      tick: every(1500, (receiver) => receiver.sayFrame({ letter: 'V', payload: new Uint8Array(OVERLONG_BYTES) })),
    }),
  },
  prints: {
    breaks: 'prints what it is doing on the same line',
    caughtBy: 'line-shape',
    plant: () => ({ spell: (text) => (text.startsWith('$T') ? `tick\n${text}` : text) }),
  },
  echoes: {
    breaks: 'sends the lines of its host back',
    caughtBy: 'line-types',
    plant: () => ({
      textFromHost(text, receiver) {
        const line = decodeLine(text);
        if (line.ok && line.value.letter in DOWN) receiver.sayFrame(line.value);
        return text;
      },
    }),
  },
  'drops-every-fifth': {
    breaks: 'loses every fifth line about keypads on the way to the host',
    caughtBy: 'line-sequence',
    alsoFails: ['heard-times', 'receipts-without-lease'],
    plant: () => {
      let lines = 0;
      return { spell: (text) => (/^\$[BSH]/.test(text) && ++lines % 5 === 0 ? undefined : text) };
    },
  },

  // The lines it reads
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

  // Ballots and sign-ins
  'de-duplicates': {
    breaks: 'relays each ballot and each sign-in once',
    caughtBy: 'repetitions',
    plant: () => {
      const seen = new Set<string>();
      return {
        toHost(frame) {
          if (frame.letter !== 'B' && frame.letter !== 'S') return [frame];
          const name = toBase64url(frame.payload.subarray(1));
          if (seen.has(name)) return [];
          seen.add(name);
          return [frame];
        },
      };
    },
  },
  'alters-ballots': {
    breaks: 'turns a bit of every ballot',
    caughtBy: 'ballots',
    plant: () => ({
      ballot: (ballot) => ({ ...ballot, ciphertext: set(ballot.ciphertext, 3, at(ballot.ciphertext, 3) ^ 4) }),
    }),
  },
  'alters-copies': {
    breaks: 'sends a copy of a ballot with another byte in its tag',
    caughtBy: 'same-bytes',
    alsoFails: ['ballots'],
    plant: () => {
      let ballots = 0;
      return {
        ballot: (ballot) =>
          ++ballots % 3 === 0 ? { ...ballot, tag: set(ballot.tag, 0, at(ballot.tag, 0) ^ 1) } : ballot,
      };
    },
  },
  'signed-rssi': {
    breaks: 'sends the signal strength as a signed byte',
    caughtBy: 'ballots',
    alsoFails: ['sign-ins'],
    plant: () => ({ toHost: onType('BS', (payload) => set(payload, 0, -at(payload, 0))) }),
  },
  'stops-at-receipts': {
    breaks: 'relays nothing of a keypad that a receipt named, whatever its mac',
    caughtBy: 'wrong-receipts',
    alsoFails: ['goes-on', 'receipts-without-lease', 'heard-keypads'],
    plant: () => {
      const named = new Set<string>();
      return {
        fromHost(message) {
          if (message.type === 'R') for (const { keypad, number } of message.items) named.add(`${keypad}:${number}`);
          return message;
        },
        ballot: (ballot) => (named.has(`${ballot.keypad}:${ballot.counter}`) ? undefined : ballot),
      };
    },
  },
  'swallows-sign-ins': {
    breaks: 'relays ballots only',
    caughtBy: 'sign-ins',
    alsoFails: ['roll-call'],
    plant: () => ({ toHost: without('S') }),
  },

  // What it says on the air
  'no-heard-bits': {
    breaks: 'never says on the air whom it heard',
    caughtBy: 'heard-bits',
    alsoFails: ['lease-over', 'host-silent', 'heard-times'],
    plant: () => ({
      beacon: (said) =>
        said && { ...said, heard: new Set<number>(), heardSlots: new Uint8Array(said.heardSlots.length) },
    }),
  },
  'no-receipts': {
    breaks: 'never says receipts on the air',
    caughtBy: 'receipts',
    alsoFails: ['roll-call'],
    plant: () => ({ beacon: (said) => said && { ...said, receipts: new Map() } }),
  },
  'first-receipt-of-a-line': {
    breaks: 'reads the first receipt of a line only',
    caughtBy: 'receipts',
    plant: () => ({
      fromHost: (message) => (message.type === 'R' ? { ...message, items: message.items.slice(0, 1) } : message),
    }),
  },
  'keeps-receipts': {
    breaks: 'keeps the receipts that came while it had no lease, and says them when it has one',
    caughtBy: 'receipts-without-lease',
    plant: () => {
      let lease = 0;
      let kept: DownMessage[] = [];
      return {
        fromHost(message, receiver) {
          if (message.type === 'R' && lease === 0) kept.push(message);
          if (!isOrder(message)) return message;
          ({ lease } = message);
          if (lease === 0 || kept.length === 0) return message;
          for (const each of [message, ...kept]) receiver.obey(each);
          kept = [];
          return undefined;
        },
      };
    },
  },
  'no-paper': {
    breaks: 'never says the paper on the air',
    caughtBy: 'paper',
    plant: () => ({ beacon: (said) => said && { ...said, chunk: null } }),
  },
  'mangles-paper': {
    breaks: 'sets a byte of the paper that it does not understand to zero',
    caughtBy: 'paper',
    plant: () => ({
      beacon: (said) =>
        said?.chunk?.index === 0 ? { ...said, chunk: { ...said.chunk, bytes: set(said.chunk.bytes, 8, 0) } } : said,
    }),
  },
  'paper-in-order': {
    breaks: 'takes chunks of the paper only in the order of their index',
    caughtBy: 'paper',
    plant: () => {
      let next = 0;
      return {
        fromHost(message) {
          if (message.type !== 'P') return message;
          if (message.index !== next) return undefined;
          next++;
          return message;
        },
      };
    },
  },
  'ignores-roll-call': {
    breaks: 'offers roll calls and says none',
    caughtBy: 'roll-call',
    plant: () => ({ fromHost: (message) => (message.type === 'Q' ? undefined : message) }),
  },
  'ignores-busy': {
    breaks: 'asks keypads to send while the host is busy',
    caughtBy: 'busy',
    alsoFails: ['drain-over'],
    plant: () => ({
      fromHost: (message) => (isOrder(message) ? { ...message, state: message.state & ~BUSY_FLAG } : message),
    }),
  },
  'ignores-lease-0': {
    breaks: 'speaks with lease 0 too',
    caughtBy: 'lease-0',
    alsoFails: ['receipts-without-lease', 'drained-anew'],
    plant: () => ({
      fromHost: (message) => (isOrder(message) && message.lease === 0 ? { ...message, lease: 3000 } : message),
    }),
  },
  'ignores-lease-end': {
    breaks: 'takes any lease for one without end',
    caughtBy: 'lease-over',
    plant: () => ({
      fromHost: (message) => (isOrder(message) && message.lease > 0 ? { ...message, lease: FOR_EVER_MS } : message),
    }),
  },
  'speaks-without-host': {
    breaks: 'goes on speaking when its host is silent',
    caughtBy: 'host-silent',
    alsoFails: ['heard-times'],
    plant: () => {
      let until = Number.NEGATIVE_INFINITY;
      let last: Beacon | undefined;
      return {
        fromHost(message, _, now) {
          if (isOrder(message)) until = now + message.lease;
          return message;
        },
        beacon(said, now) {
          if (said)
            last = {
              ...said,
              receipts: new Map(),
              heard: new Set(),
              heardSlots: new Uint8Array(said.heardSlots.length),
            };
          return said ?? (now < until ? last : undefined);
        },
      };
    },
  },
  'falls-silent-for-good': {
    breaks: 'never speaks again after its lease was over',
    caughtBy: 'goes-on',
    alsoFails: ['receipts-without-lease', 'ballots-before-drained', 'heard-keypads'],
    plant: () => {
      let spoke = false;
      let silent = false;
      return {
        beacon(said) {
          silent ||= spoke && said === undefined;
          spoke ||= said !== undefined;
          return silent ? undefined : said;
        },
      };
    },
  },

  // Who was heard
  'heard-reversed': {
    breaks: 'sends the bits of H least significant first',
    caughtBy: 'heard-keypads',
    alsoFails: ['heard-blocks'],
    plant: () => ({ toHost: onType('H', (payload) => payload.map((byte, i) => (i < 2 ? byte : reversed(byte)))) }),
  },
  'heard-from-1': {
    breaks: 'begins a block of H at keypad 1',
    caughtBy: 'heard-blocks',
    alsoFails: ['heard-keypads'],
    plant: () => ({ toHost: onType('H', (payload) => set(payload, 1, at(payload, 1) + 1)) }),
  },
  'heard-too-often': {
    breaks: 'sends H without a pause',
    caughtBy: 'heard-times',
    plant: () => {
      let last: UpFrame | undefined;
      return {
        toHost(frame) {
          if (frame.letter === 'H') last = frame;
          return [frame];
        },
        tick: every(30, (receiver) => {
          if (last) receiver.sayFrame(last);
        }),
      };
    },
  },
  'no-heard': {
    breaks: 'offers H and sends none',
    caughtBy: 'heard-keypads',
    alsoFails: ['heard-blocks', 'heard-times'],
    plant: () => ({ toHost: without('H') }),
  },
  'level-count': {
    breaks: 'sends L with a count that its items do not bear out',
    caughtBy: 'line-lengths',
    plant: () => ({
      tick: every(2000, (receiver) => receiver.sayFrame({ letter: 'L', payload: new Uint8Array([3, 0, 1, 80, 60]) })),
    }),
  },
  'level-battery': {
    breaks: 'sends the battery as 0 to 254, not as a percentage, and too often',
    caughtBy: 'levels',
    plant: () => ({
      tick: every(2000, (receiver) => receiver.say({ type: 'L', items: [{ keypad: 1, battery: 204, rssi: 60 }] })),
    }),
  },

  // Closing
  'drained-at-once': {
    breaks: 'says drained at once, whatever waits',
    caughtBy: 'ballots-before-drained',
    alsoFails: ['drain-over', 'drained-anew', 'drained-when-answered'],
    plant: () => {
      let round = 0;
      return {
        fromHost(message, receiver) {
          if (isOrder(message)) ({ round } = message);
          if (message.type !== 'C') return message;
          if (message.round === round) receiver.say({ type: 'D', closeId: message.closeId, round, left: 0 });
          return undefined;
        },
      };
    },
  },
  'never-drained': {
    breaks: 'offers C and D and never says D',
    caughtBy: 'drained',
    alsoFails: ['drained-listening', 'drain-over', 'ballots-before-drained'],
    plant: () => ({ toHost: without('D') }),
  },
  'drained-in-silence': {
    breaks: 'takes the silence of keypads that it heard for a quiet air',
    caughtBy: 'drained-when-answered',
    alsoFails: ['drain-over', 'drained-anew', 'ballots-before-drained'],
    plant: () => {
      let round = 0;
      let heard = Number.NEGATIVE_INFINITY;
      let close: { closeId: number; at: number } | undefined;
      return {
        fromHost(message, receiver, now) {
          if (isOrder(message)) ({ round } = message);
          if (message.type !== 'C') return message;
          if (message.round === round) close = { closeId: message.closeId, at: now };
          return undefined;
        },
        toHost(frame, now) {
          if (frame.letter === 'B') heard = now;
          return [frame];
        },
        tick(receiver, now) {
          if (!close || now - Math.max(close.at, heard) < QUIET_MS) return;
          receiver.say({ type: 'D', closeId: close.closeId, round, left: 0 });
          close = undefined;
        },
      };
    },
  },
  'drained-stands': {
    breaks: 'lets stand what it said of a close while it listened',
    caughtBy: 'drained-anew',
    plant: () => {
      let answered = false;
      return {
        fromHost(message) {
          if (message.type === 'C') answered = false;
          return message;
        },
        toHost(frame) {
          if (frame.letter !== 'D') return [frame];
          const again = answered;
          answered = true;
          return again ? [] : [frame];
        },
      };
    },
  },
  'drained-when-it-speaks': {
    breaks: 'answers C only while it speaks',
    caughtBy: 'drained-listening',
    plant: () => {
      let lease = 0;
      return {
        fromHost(message) {
          if (isOrder(message)) ({ lease } = message);
          return message.type === 'C' && lease === 0 ? undefined : message;
        },
      };
    },
  },
  'drained-once': {
    breaks: 'passes over a repeated C',
    caughtBy: 'drained-again',
    plant: () => {
      const seen = new Set<number>();
      return {
        fromHost(message) {
          if (message.type !== 'C') return message;
          if (seen.has(message.closeId)) return undefined;
          seen.add(message.closeId);
          return message;
        },
      };
    },
  },
  'closes-any-round': {
    breaks: 'closes whatever round C names',
    caughtBy: 'other-round',
    alsoFails: ['close-id'],
    plant: () => {
      let round = 0;
      return {
        fromHost(message) {
          if (isOrder(message)) ({ round } = message);
          return message.type === 'C' && round > 0 ? { ...message, round } : message;
        },
      };
    },
  },
  'other-close-id': {
    breaks: 'answers with a close id of its own',
    caughtBy: 'close-id',
    plant: () => ({ toHost: onType('D', (payload) => set(payload, 3, at(payload, 3) + 1)) }),
  },
  'left-is-wrong': {
    breaks: 'says that ballots are left where none are',
    caughtBy: 'drained',
    alsoFails: ['drained-listening', 'ballots-before-drained'],
    plant: () => ({ toHost: onType('D', (payload) => set(payload, 7, 3)) }),
  },
  'forgets-the-drain': {
    breaks: 'waits for a quiet air for ever, however long the drain is',
    caughtBy: 'drain-over',
    plant: () => ({ fromHost: (message) => (message.type === 'C' ? { ...message, drain: 60_000 } : message) }),
  },

  // Not a fault
  simple: {
    breaks: 'nothing: a simple receiver offers no H, L, C, D, Q and no lease (PROTOCOL GW11)',
    caughtBy: null,
    plant: () => ({
      toHost: (frame) =>
        'HLD'.includes(frame.letter)
          ? []
          : [frame.letter === 'G' ? { ...frame, payload: set(frame.payload, 18, 0) } : frame],
      fromHost: (message) => (message.type === 'C' || message.type === 'Q' ? undefined : message),
    }),
  },
};
