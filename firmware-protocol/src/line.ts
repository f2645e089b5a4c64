import { fromBase64url, fromDigits, toBase64url, toDigits } from './base64url.ts';
import { crc16 } from './crc16.ts';
import { CRADLE_DOWN, CRADLE_UP, type CradleDown, type CradleUp } from './cradle.ts';
import type { Codec, FieldFault } from './fields.ts';
import { DOWN, type DownMessage, UP, type UpMessage } from './messages.ts';
import { fail, ok, type Result } from './result.ts';

/**
 * The serial line (PROTOCOL, part 2): `$` type sequence payload CRC LF, printable ASCII.
 *
 *     $ B AB <payload base64url> 29B1 \n
 *
 * A line is handled as a latin1 text: one character is one byte, whatever came.
 */
export const MAX_LINE = 160;
/** `$`, type, two digits of sequence, four of CRC. */
const OVERHEAD = 8;
export const SEQUENCES = 4096;

export interface Line {
  readonly letter: string;
  /** 0–4095 */
  readonly sequence: number;
  readonly payload: Uint8Array;
}

/** Why a line was not taken. Each is one counter (PROTOCOL FLT1). */
export type LineFault = 'too-long' | 'no-start' | 'too-short' | 'bad-crc' | 'bad-sequence' | 'bad-payload';

/** Without the line end. */
export function encodeLine(letter: string, sequence: number, payload: Uint8Array): string {
  const body = `${letter}${toDigits(sequence)}${toBase64url(payload)}`;
  const line = `$${body}${crc16(body).toString(16).toUpperCase().padStart(4, '0')}`;
  if (line.length + 1 > MAX_LINE)
    throw new RangeError(`expected a line of at most ${MAX_LINE} bytes, got ${line.length + 1}`);
  return line;
}

/**
 * Takes a line without its LF; a CR at its end is tolerated. Starts at the last `$`, so that whatever was cut or
 * glued before it is passed over (PROTOCOL LINE5).
 */
export function decodeLine(text: string): Result<Line, LineFault> {
  const end = text.endsWith('\r') ? text.length - 1 : text.length;
  const start = text.lastIndexOf('$', end);
  if (start < 0) return fail('no-start');
  const length = end - start;
  if (length + 1 > MAX_LINE) return fail('too-long');
  if (length < OVERHEAD) return fail('too-short');
  const crc = text.slice(end - 4, end);
  if (!/^[0-9A-F]{4}$/.test(crc) || Number.parseInt(crc, 16) !== crc16(text, start + 1, end - 4))
    return fail('bad-crc');
  const sequence = fromDigits(text.slice(start + 2, start + 4));
  if (sequence === undefined) return fail('bad-sequence');
  const payload = fromBase64url(text.slice(start + 4, end - 4));
  if (!payload) return fail('bad-payload');
  return ok({ letter: text.charAt(start + 1), sequence, payload });
}

export type MessageFault =
  | { readonly code: 'unknown-type'; readonly expected: string; readonly got: string }
  | FieldFault;

function decodeWith<T>(codecs: Readonly<Record<string, Codec<unknown>>>, line: Line): Result<T, MessageFault> {
  const codec = Object.hasOwn(codecs, line.letter) ? codecs[line.letter] : undefined;
  if (!codec) {
    return fail({ code: 'unknown-type', expected: `one of ${Object.keys(codecs).join(' ')}`, got: line.letter });
  }
  const body = codec.decode(line.payload);
  return body.ok ? ok({ type: line.letter, ...(body.value as object) } as T) : body;
}

/** What a receiver said. Never throws. */
export const decodeUp = (line: Line): Result<UpMessage, MessageFault> => decodeWith(UP, line);
/** What a gateway said. Never throws. */
export const decodeDown = (line: Line): Result<DownMessage, MessageFault> => decodeWith(DOWN, line);

/** What a provisioning cradle said. Never throws. */
export const decodeCradleUp = (line: Line): Result<CradleUp, MessageFault> => decodeWith(CRADLE_UP, line);
/** What was said to a cradle. Never throws. */
export const decodeCradleDown = (line: Line): Result<CradleDown, MessageFault> => decodeWith(CRADLE_DOWN, line);

/** The payload of a message; `encodeLine(message.type, sequence, payload(message))` is its line. */
export function payloadOf(message: UpMessage | DownMessage | CradleUp | CradleDown): Uint8Array {
  const codecs: Record<string, { encode(value: never): Uint8Array }> = { ...UP, ...DOWN, ...CRADLE_UP, ...CRADLE_DOWN };
  const codec = codecs[message.type];
  if (!codec) throw new RangeError(`no message of type ${message.type}`);
  return codec.encode(message as never);
}

/**
 * Lines that are missing between two sequence numbers of one direction: counted, never asked for again (PROTOCOL LINE7).
 * A repeated line, and one from before, such as the first after a restart, are no gap.
 */
export function sequenceGap(last: number, next: number): number {
  const ahead = (next - last + SEQUENCES) % SEQUENCES;
  return ahead === 0 || ahead > SEQUENCES / 2 ? 0 : ahead - 1;
}
