import { decodeLine, encodeLine } from '@piaojue/firmware-protocol/line';
import type { DownMessage } from '@piaojue/firmware-protocol/messages';
import type { Defect, UpFrame } from './defect.ts';
import { onType, without, set, at, isOrder } from './bend.ts';

const LATE_MS = 5000;

/** Greeting and heartbeat. */
export const GREETING_DEFECTS: Readonly<Record<string, Defect>> = {
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
};
