import type { Defect } from './defect.ts';
import { onType, without, set, at, isOrder } from './bend.ts';

/** Many frames at 250 kbit/s; less than a keypad is silent that was heard. */
const QUIET_MS = 300;

/** Closing. */
export const CLOSING_DEFECTS: Readonly<Record<string, Defect>> = {
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
};
