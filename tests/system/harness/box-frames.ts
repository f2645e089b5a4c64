import { readFileSync, writeFileSync } from 'node:fs';

/** Length 4, nonce 12 before the body, tag 16 behind it: the clear outside of a box file, for those who damage it. */
const HEAD = 16;
const TAG = 16;

export interface FramePlace {
  readonly start: number;
  readonly nonce: number;
  readonly body: number;
  readonly tag: number;
  readonly end: number;
}

/** Where the frames stand; the header frame is the first. */
export function framesOf(box: Uint8Array): FramePlace[] {
  const view = new DataView(box.buffer, box.byteOffset, box.byteLength);
  const frames: FramePlace[] = [];
  for (let start = 0; ; ) {
    const length = view.getUint32(start);
    if (length === 0) return frames;
    const tag = start + HEAD + length;
    frames.push({ start, nonce: start + 4, body: start + HEAD, tag, end: tag + TAG });
    start = tag + TAG;
  }
}

/** A changed copy of the bytes, written in place of the file. */
export function rewrite(path: string, original: Uint8Array, change: (bytes: Buffer) => Buffer): Buffer {
  const bytes = change(Buffer.from(original));
  writeFileSync(path, bytes);
  return bytes;
}

export const zeroed = (bytes: Buffer, from: number, to: number): Buffer => bytes.fill(0, from, to);

export function flipped(bytes: Buffer, at: number, mask = 0x01): Buffer {
  bytes.writeUInt8(bytes.readUInt8(at) ^ mask, at);
  return bytes;
}

export const readBytes = (path: string): Buffer => readFileSync(path);
