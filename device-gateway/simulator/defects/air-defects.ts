import { BUSY_FLAG, type DownMessage } from '@piaojue/firmware-protocol/messages';
import type { Beacon } from '../air/beacon.ts';
import type { Defect } from './defect.ts';
import { set, isOrder } from './bend.ts';

/** A long time, in the field `lease`. */
const FOR_EVER_MS = 65_535;

/** What it says on the air, and when. */
export const AIR_DEFECTS: Readonly<Record<string, Defect>> = {
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
};
