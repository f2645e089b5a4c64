import { inflateRawSync } from 'node:zlib';
import { fail, ok, type Result } from '@piaojue/contract/result';

/** Just enough of the zip format (PKWARE APPNOTE 4.3) to know what unpacking would bring, before anything is unpacked. */
export interface ZipEntry {
  readonly name: string;
  readonly encrypted: boolean;
  readonly method: number;
  readonly packed: Uint8Array;
}

const END = 0x06054b50;
const DIRECTORY = 0x02014b50;
const END_LENGTH = 22;
const ENTRY_LENGTH = 46;
const LOCAL_LENGTH = 30;
const MAX_COMMENT = 65_535;
const MAX_ENTRIES = 2000;
const DEFLATED = 8;

/** The entries of the central directory; a reader that goes by it unpacks these and no others. */
export function zipEntries(bytes: Uint8Array): Result<ZipEntry[], 'broken'> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  if (end === undefined) return fail('broken');
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count > MAX_ENTRIES) return fail('broken');
  const entries: ZipEntry[] = [];
  for (let i = 0; i < count; i++) {
    if (at + ENTRY_LENGTH > end || view.getUint32(at, true) !== DIRECTORY) return fail('broken');
    const length = view.getUint32(at + 20, true);
    const nameLength = view.getUint16(at + 28, true);
    const local = view.getUint32(at + 42, true);
    if (local + LOCAL_LENGTH > end) return fail('broken');
    const from = local + LOCAL_LENGTH + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    if (from + length > end) return fail('broken');
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + ENTRY_LENGTH, at + ENTRY_LENGTH + nameLength)),
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      method: view.getUint16(at + 10, true),
      packed: bytes.subarray(from, from + length),
    });
    at += ENTRY_LENGTH + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return ok(entries);
}

function endOf(view: DataView): number | undefined {
  const earliest = Math.max(0, view.byteLength - END_LENGTH - MAX_COMMENT);
  for (let at = view.byteLength - END_LENGTH; at >= earliest; at--) if (view.getUint32(at, true) === END) return at;
  return undefined;
}

/** All of them unpacked, if that is at most `most` bytes together. Never holds more. */
export function unpacked(
  entries: readonly ZipEntry[],
  most: number,
): Result<ReadonlyMap<string, Uint8Array>, 'broken' | 'too-large'> {
  let left = most;
  const files = new Map<string, Uint8Array>();
  for (const { name, method, packed } of entries) {
    let content = packed;
    if (method === DEFLATED) {
      try {
        content = inflateRawSync(packed, { maxOutputLength: left + 1 });
      } catch (error) {
        return fail((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'broken');
      }
    }
    left -= content.length;
    if (left < 0) return fail('too-large');
    files.set(name, content);
  }
  return ok(files);
}
