import { fromBase64url, fromDigits } from '@piaojue/firmware-protocol/base64url';
import { crc16 } from '@piaojue/firmware-protocol/crc16';
import { decodeUp, MAX_LINE } from '@piaojue/firmware-protocol/line';
import { DOWN, UP, type UpLetter } from '@piaojue/firmware-protocol/messages';
import type { Received } from './recording.ts';

/** One way in which a line that came breaks a rule. */
export interface Flaw {
  readonly rule: string;
  readonly expected: string;
  readonly came: string;
}

/** Where each message is described. */
const MESSAGE_RULES: Readonly<Record<UpLetter, string>> = {
  B: 'MSG1',
  S: 'MSG2',
  H: 'MSG3',
  L: 'MSG4',
  T: 'MSG5',
  G: 'MSG6',
  D: 'MSG7',
};
/** The reserve of a greeting (PROTOCOL MSG6). */
const GREETING_RESERVE = [19, 24] as const;
const OVERHEAD = 8;

/**
 * Reads one line of a receiver as kindly as possible and names all that is wrong with it, where the codec of the product
 * stops at the first fault: a maker wants to see everything at once, and one flaw shall not make all other checks blind.
 */
export function readReceived(bytes: Buffer, at: number): Received {
  const flaws: Flaw[] = [];
  const flaw = (rule: string, expected: string, came: string): void => void flaws.push({ rule, expected, came });
  const line = bytes.toString('latin1');
  // LINE1: a CR before the LF is tolerated.
  const text = line.replace(/\r?\n$/, '');
  const nothing = {
    kind: 'received',
    at,
    bytes,
    flaws,
    letter: null,
    sequence: null,
    payload: null,
    message: null,
  } as const;
  const start = text.lastIndexOf('$');
  if (start < 0) {
    flaw('LINE1', 'a line that begins with $', 'no $ in it');
    return nothing;
  }
  if (start > 0 && text.indexOf('$') === start) flaw('LINE1', '$ as the first byte', `${start} bytes before it`);
  if (text.indexOf('$') !== start) flaw('LINE2', '$ nowhere but at the start', `another one ${start} bytes behind it`);
  const length = line.length - start;
  if (length > MAX_LINE) flaw('LINE2', `at most ${MAX_LINE} bytes`, `${length} bytes`);
  const odd = /[^\x21-\x7e]/.exec(text);
  if (odd) flaw('LINE2', 'printable ASCII only', `byte ${hex(odd[0].charCodeAt(0), 2)} at offset ${odd.index}`);
  if (text.length - start < OVERHEAD) {
    flaw('LINE1', 'a type, two digits of sequence and four of CRC', `${text.length - start} bytes`);
    return nothing;
  }
  const end = text.length - 4;
  const crc = text.slice(end);
  const right = hex(crc16(text, start + 1, end), 4);
  if (crc !== right) {
    const lower = crc.toUpperCase() === right;
    flaw('LINE4', lower ? `CRC in upper case: ${right}` : `CRC ${right}`, crc);
    if (!lower) return nothing;
  }
  const letter = text.charAt(start + 1);
  const sequence = fromDigits(text.slice(start + 2, start + 4)) ?? null;
  if (sequence === null) flaw('LINE7', 'two base64url digits', text.slice(start + 2, start + 4));
  const payload = readPayload(text.slice(start + 4, end), flaw);
  return { ...nothing, letter, sequence, payload, message: readMessage(letter, payload, flaw) };
}

type Say = (rule: string, expected: string, came: string) => void;

function readPayload(text: string, flaw: Say): Uint8Array {
  const strict = fromBase64url(text);
  if (strict) return strict;
  const kind = new Uint8Array(Buffer.from(text, 'base64url'));
  const spelling = Buffer.from(kind).toString('base64url');
  const why = text.includes('=')
    ? 'padding with ='
    : text.length === spelling.length && text.slice(0, -1) === spelling.slice(0, -1)
      ? 'spare bits that are not zero'
      : 'bytes that are no base64url';
  flaw('LINE3', `the one spelling …${spelling.slice(-4)}`, `…${text.slice(-4)}: ${why}`);
  return kind;
}

function readMessage(letter: string, payload: Uint8Array, flaw: Say): Received['message'] {
  if (!(letter in UP)) {
    // VER4: a type that nobody knows yet may be sent; one of the host's may not.
    if (letter in DOWN) flaw('LINE9', `a type that goes up: ${Object.keys(UP).join(' ')}`, letter);
    return null;
  }
  const message = decodeUp({ letter, sequence: 0, payload });
  if (!message.ok) {
    const { code, expected, got } = message.error;
    const rule = code === 'bad-length' ? 'LINE11' : (MESSAGE_RULES[letter as UpLetter] ?? 'LINE11');
    flaw(rule, `${letter} with ${expected}`, got);
    return null;
  }
  const reserve = letter === 'G' ? payload.subarray(...GREETING_RESERVE) : new Uint8Array(0);
  if (reserve.some((byte) => byte !== 0)) flaw('LINE8', 'reserved bytes of G as zeros', spaced(reserve));
  return message.value;
}

const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0');
/** `24 47 41` */
export const spaced = (bytes: Uint8Array): string => [...bytes].map((byte) => hex(byte, 2)).join(' ');
