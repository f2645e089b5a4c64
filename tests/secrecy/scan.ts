import type { Found } from './readings.ts';

export interface Hit<T> {
  readonly found: Found;
  readonly at: number;
  readonly what: T;
}

/** Most of what a process has reserved was never written: whole pages of zeros. */
const PAGE = 4096;
const BLANK = Buffer.alloc(PAGE);

/** Where which of these byte strings (4 or more) stand, in one pass. */
export function scan<T>(
  hay: readonly Found[],
  needles: readonly { readonly bytes: Uint8Array; readonly what: T }[],
): Hit<T>[] {
  const first = new Uint8Array(65_536);
  const byStart = new Map<number, { bytes: Buffer; what: T }[]>();
  for (const { bytes, what } of needles) {
    const buffer = Buffer.from(bytes);
    first[buffer.readUInt16BE(0)] = 1;
    const start = buffer.readUInt32BE(0);
    const list = byStart.get(start);
    if (list) list.push({ bytes: buffer, what });
    else byStart.set(start, [{ bytes: buffer, what }]);
  }
  // What begins in a blank page begins near its end, or it would be nothing but zeros.
  const overlap = Math.max(0, ...needles.map(({ bytes }) => bytes.length)) - 1;
  const skipsBlanks = overlap < PAGE && needles.every(({ bytes }) => bytes.some((byte) => byte !== 0));
  const hits: Hit<T>[] = [];
  for (const found of hay) {
    const { bytes } = found;
    for (let at = 0; at + 4 <= bytes.length; at++) {
      if (skipsBlanks && at % PAGE === 0 && at + PAGE <= bytes.length && BLANK.compare(bytes, at, at + PAGE) === 0) {
        at += PAGE - overlap - 1;
        continue;
      }
      if (!first[((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)]) continue;
      for (const needle of byStart.get(bytes.readUInt32BE(at)) ?? [])
        if (needle.bytes.equals(bytes.subarray(at, at + needle.bytes.length)))
          hits.push({ found, at, what: needle.what });
    }
  }
  return hits;
}
