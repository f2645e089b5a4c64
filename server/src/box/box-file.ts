import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { closeSync, fdatasyncSync, fsyncSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { syncFolder } from '../durable.ts';

/**
 * The ballot box on the disk: one preallocated file to which sealed frames are appended, and nothing else.
 *
 *     frame = length of the body 4 | nonce 12 | AES-256-GCM(round key; type 1 + body) | tag 16
 *     associated data = round 2 | frame number 4 | tag of the frame before 16 (zeros for the first)
 *
 * The rest of the file is zeros, so a length of 0 is the end. One frame and one fdatasync a group of ballots. The
 * chain of tags makes a frame that was cut out, put in, swapped or changed break everything after it.
 */
export const HEADER_FRAME = 1;
export const GROUP_FRAME = 2;
export const END_FRAME = 3;

/** Voter slot 2 | generation 1 | counter 4 | tag 8 | ballot 16. */
export const RECORD_BYTES = 31;
export const MAX_GROUP = 2048;
const MAX_BODY = 1 + RECORD_BYTES * MAX_GROUP;
const NONCE = 12;
const TAG = 16;
const FRAME_OVERHEAD = 4 + NONCE + TAG;
const SHORTEST_FRAME = FRAME_OVERHEAD + 1;
const GROW = 256 * 1024;
/** When frames were cut out, the number of a later one is looked for this far ahead. */
const REMOVED_AT_MOST = 16;

function associatedData(round: number, frame: number, previous: Uint8Array): Buffer {
  const data = Buffer.alloc(6 + TAG);
  data.writeUInt16BE(round, 0);
  data.writeUInt32BE(frame, 2);
  data.set(previous, 6);
  return data;
}

export interface BoxPosition {
  /** Number of the next frame. */
  readonly frame: number;
  readonly offset: number;
  readonly previous: Uint8Array;
}

/** Room for `voters` who send `2` single ballots each, in steps of 256 KiB. */
const preallocation = (voters: number): number =>
  Math.max(1, Math.ceil((voters * 2 * (FRAME_OVERHEAD + 1 + RECORD_BYTES)) / GROW)) * GROW;

/** Makes the preallocated file (step O3) and returns its size. It must not exist. The caller appends the header frame. */
export function createBoxFile(path: string, voters: number): number {
  const size = preallocation(voters);
  const fd = openSync(path, 'wx', 0o600);
  try {
    // Not writeSync, which may write less than it was given.
    writeFileSync(fd, Buffer.alloc(size));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  syncFolder(dirname(path));
  return size;
}

/** The two calls that a commit hangs on. */
export interface Disk {
  readonly writeSync: (fd: number, bytes: Uint8Array, from: number, length: number, position: number) => number;
  readonly fdatasyncSync: (fd: number) => void;
}

export class BoxWriter {
  readonly #fd: number;
  readonly #key: KeyObject;
  readonly #round: number;
  readonly #disk: Disk;
  #at: BoxPosition;
  #size: number;
  /** Bytes of a frame that failed or was torn may stand up to here; the next frame clears them. */
  #dirtyEnd: number;

  /** `size`: bytes of the file; `dirtyEnd`: as `readBox` says. */
  constructor(
    path: string,
    key: Uint8Array,
    round: number,
    at: BoxPosition,
    size: number,
    dirtyEnd = 0,
    disk: Disk = { writeSync, fdatasyncSync },
  ) {
    this.#disk = disk;
    this.#fd = openSync(path, 'r+');
    this.#key = createSecretKey(key);
    this.#round = round;
    this.#at = at;
    this.#size = size;
    this.#dirtyEnd = dirtyEnd;
  }

  static readonly start: BoxPosition = { frame: 0, offset: 0, previous: Buffer.alloc(TAG) };

  /**
   * Returns when the frame is on the disk (fdatasync returned), with undefined or the error of the disk. After an
   * error the next frame is written over the failed one. One at a time.
   */
  append(type: number, body: Uint8Array): Error | undefined {
    const { frame, offset, previous } = this.#at;
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    cipher.setAAD(associatedData(this.#round, frame, previous));
    const out = Buffer.alloc(FRAME_OVERHEAD + 1 + body.length);
    out.writeUInt32BE(1 + body.length, 0);
    nonce.copy(out, 4);
    cipher.update(Uint8Array.of(type)).copy(out, 16);
    cipher.update(body).copy(out, 17);
    cipher.final();
    const tag = cipher.getAuthTag();
    tag.copy(out, 17 + body.length);
    const end = offset + out.length;
    // The four zero bytes after the last frame must be there: they say that it is the last.
    const padding = end + 4 > this.#size ? GROW : Math.max(0, this.#dirtyEnd - end);
    const bytes = padding ? Buffer.concat([out, Buffer.alloc(padding)]) : out;
    this.#dirtyEnd = Math.max(this.#dirtyEnd, end);
    try {
      // The process has nothing else to do: what comes meanwhile waits in its pipe and makes the next group.
      const written = this.#disk.writeSync(this.#fd, bytes, 0, bytes.length, offset);
      if (written !== bytes.length) throw new Error(`expected to write ${bytes.length} bytes, wrote ${written}`);
      this.#disk.fdatasyncSync(this.#fd);
    } catch (error) {
      return error as Error;
    }
    this.#at = { frame: frame + 1, offset: end, previous: tag };
    this.#size = Math.max(this.#size, offset + bytes.length);
    return undefined;
  }

  close(): void {
    closeSync(this.#fd);
  }
}

export interface BoxContents {
  readonly position: BoxPosition;
  readonly size: number;
  /** The number of ballots that the END frame names; undefined in a box that was not ended. */
  readonly ended: number | undefined;
  /** A last frame that a power cut tore off; nobody got a receipt for it. */
  readonly torn: boolean;
  /** Bytes of a torn frame stand up to here. */
  readonly dirtyEnd: number;
}

export type BoxFault =
  | { readonly code: 'missing'; readonly detail: string }
  | { readonly code: 'broken'; readonly detail: string };

interface Opened {
  readonly body: Buffer;
  readonly end: number;
  readonly tag: Buffer;
}

/**
 * Reads a box from its first frame. `visit` gets each body once, in order, without the type byte, in a buffer that is
 * wiped afterwards. A torn last frame is dropped; any other break is `broken`, and the file stays as it is.
 */
export function readBox(
  path: string,
  key: Uint8Array,
  round: number,
  visit: (type: number, body: Buffer) => void,
): Result<BoxContents, BoxFault> {
  let file: Buffer;
  try {
    file = readFileSync(path);
  } catch (error) {
    return fail({ code: 'missing', detail: `${path}: ${(error as Error).message}` });
  }
  const secret = createSecretKey(key);
  const open = (frame: number, offset: number, previous: Uint8Array): Opened | undefined => {
    if (offset + FRAME_OVERHEAD > file.length) return undefined;
    const length = file.readUInt32BE(offset);
    const end = offset + FRAME_OVERHEAD + length;
    if (length < 1 || length > MAX_BODY || end > file.length) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', secret, file.subarray(offset + 4, offset + 16));
    decipher.setAAD(associatedData(round, frame, previous));
    const tag = file.subarray(end - TAG, end);
    decipher.setAuthTag(tag);
    const body = decipher.update(file.subarray(offset + 16, end - TAG));
    try {
      decipher.final();
      return { body, end, tag };
    } catch {
      body.fill(0);
      return undefined;
    }
  };

  let { frame, offset, previous } = BoxWriter.start;
  let ended: number | undefined;
  while (ended === undefined && offset + 4 <= file.length && file.readUInt32BE(offset) !== 0) {
    const opened = open(frame, offset, previous);
    if (!opened) break;
    const type = opened.body[0] ?? 0;
    if (type === END_FRAME) ended = opened.body.readUInt32BE(1);
    visit(type, opened.body.subarray(1));
    opened.body.fill(0);
    frame += 1;
    offset = opened.end;
    previous = Buffer.from(opened.tag);
  }
  const rest = lastNonZero(file, offset);
  const position = { frame, offset, previous };
  if (rest < offset) return ok({ position, size: file.length, ended, torn: false, dirtyEnd: 0 });
  const broken = (detail: string): Result<never, BoxFault> =>
    fail({ code: 'broken', detail: `${path}: frame ${frame} at byte ${offset}${detail}` });
  if (frame === 0) return broken(': the first frame does not open with the key of this round');
  if (ended !== undefined) return broken(': something stands behind the end of the box');
  // Only the last frame can be torn: the one before it was on the disk before the next began. So a frame that opens
  // further on, or more bytes than one frame has, is damage and not a power cut.
  if (rest >= offset + FRAME_OVERHEAD + MAX_BODY) return broken(' does not open, and more follows than one frame has');
  const mended = tagOfBody(file, secret, round, position);
  for (let p = offset + SHORTEST_FRAME; p <= rest && p + SHORTEST_FRAME <= file.length; p++) {
    const length = file.readUInt32BE(p);
    if (length < 1 || length > MAX_BODY) continue;
    const before = file.subarray(p - TAG, p);
    const most = frame + Math.floor((p - offset) / SHORTEST_FRAME) + REMOVED_AT_MOST;
    let later = open(frame, p, previous);
    if (mended) later ??= open(frame + 1, p, mended);
    for (let number = frame + 1; !later && number <= most; number++) later = open(number, p, before);
    if (!later) continue;
    later.body.fill(0);
    return broken(` does not open, but one at byte ${p} after it does`);
  }
  return ok({ position, size: file.length, ended, torn: true, dirtyEnd: rest + 1 });
}

/**
 * The tag that belongs to the bytes of a frame that does not open. Where only its tag was damaged this is what the next
 * frame is chained to, so that the next one can still be found. undefined where there is no whole frame.
 */
function tagOfBody(file: Buffer, secret: KeyObject, round: number, { frame, offset, previous }: BoxPosition) {
  // A file that was cut within the length itself.
  if (offset + FRAME_OVERHEAD > file.length) return undefined;
  const length = file.readUInt32BE(offset);
  const end = offset + FRAME_OVERHEAD + length;
  if (length < 1 || length > MAX_BODY || end > file.length) return undefined;
  const nonce = file.subarray(offset + 4, offset + 16);
  const data = associatedData(round, frame, previous);
  const decipher = createDecipheriv('aes-256-gcm', secret, nonce).setAAD(data);
  const body = decipher.update(file.subarray(offset + 16, end - TAG));
  const cipher = createCipheriv('aes-256-gcm', secret, nonce).setAAD(data);
  cipher.update(body);
  cipher.final();
  body.fill(0);
  return cipher.getAuthTag();
}

function lastNonZero(file: Buffer, from: number): number {
  for (let i = file.length - 1; i >= from; i--) if (file[i] !== 0) return i;
  return -1;
}
