import { crc16 } from '@piaojue/firmware-protocol/crc16';
import type { DownMessage } from '@piaojue/firmware-protocol/messages';
import type { Hooks } from './defect.ts';

export const LF = 0x0a;

export type ToHost = NonNullable<Hooks['toHost']>;
/** Changes the payload of lines of this type. */
export const onType =
  (letters: string, change: (payload: Uint8Array) => Uint8Array): ToHost =>
  (frame) => [letters.includes(frame.letter) ? { ...frame, payload: change(frame.payload) } : frame];
export const without =
  (letters: string): ToHost =>
  (frame) =>
    letters.includes(frame.letter) ? [] : [frame];
export const set = (bytes: Uint8Array, offset: number, value: number): Uint8Array => bytes.with(offset, value & 0xff);
export const at = (bytes: Uint8Array, offset: number): number => bytes[offset] ?? 0;
/** The line with another CRC, however it came. */
export const recrc = (line: string): string =>
  `${line.slice(0, -4)}${crc16(line, 1, line.length - 4)
    .toString(16)
    .toUpperCase()
    .padStart(4, '0')}`;
/** Something of the receiver's own accord, every so often. */
export const every = (
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
export function runLength(): (bytes: Buffer) => number {
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
export const reversed = (byte: number): number =>
  Number.parseInt(byte.toString(2).padStart(8, '0').split('').reverse().join(''), 2);
export const isOrder = (message: DownMessage): message is DownMessage & { readonly type: 'O' } => message.type === 'O';
