import type { Defect, UpFrame } from './defect.ts';
import { onType, without, set, at, every, reversed } from './bend.ts';

/** What it tells of keypads that it heard. */
export const HEARD_DEFECTS: Readonly<Record<string, Defect>> = {
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
};
