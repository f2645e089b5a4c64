import { toBase64url } from '@piaojue/firmware-protocol/base64url';
import type { Defect } from './defect.ts';
import { onType, without, set, at } from './bend.ts';

/** Ballots and sign-ins on their way. */
export const FRAME_DEFECTS: Readonly<Record<string, Defect>> = {
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
};
