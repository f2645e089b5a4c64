import type { Defect } from './defect.ts';
import { set } from './bend.ts';

/** No faults: what a receiver may do, and the kit has to bear. */
export const VARIANTS: Readonly<Record<string, Defect>> = {
  crlf: {
    breaks: 'nothing: CR LF at the end of its lines is tolerated',
    caughtBy: null,
    plant: () => ({ spell: (text) => `${text}\r` }),
  },
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
