import { decodeLine } from '@piaojue/firmware-protocol/line';
import { DOWN } from '@piaojue/firmware-protocol/messages';
import type { Defect } from './defect.ts';
import { recrc, every } from './bend.ts';

const OVERLONG_BYTES = 130;

/** The lines it sends. */
export const SENT_LINE_DEFECTS: Readonly<Record<string, Defect>> = {
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
};
