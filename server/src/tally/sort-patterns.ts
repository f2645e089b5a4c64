import { BALLOT_BYTES } from '@piaojue/firmware-protocol/ballot';

/**
 * Sorts 16-byte patterns in place by value, first byte first. A radix sort, last byte to first: it works on bytes of
 * typed arrays only. A sort with a comparing function would leave copies, or the order of the voters by choice, in
 * memory that nobody can wipe.
 */
export function sortPatterns(patterns: Uint8Array): void {
  const scratch = new Uint8Array(patterns.length);
  const starts = new Uint32Array(256);
  let from: Uint8Array = patterns;
  let to: Uint8Array = scratch;
  // An even number of passes ends where it began: in `patterns`.
  for (let key = BALLOT_BYTES - 1; key >= 0; key--) {
    pass(from, to, key, starts);
    [from, to] = [to, from];
  }
  scratch.fill(0);
  starts.fill(0);
}

/** One stable distribution of `from` into `to` by the byte at `key` of each pattern. */
function pass(from: Uint8Array, to: Uint8Array, key: number, starts: Uint32Array): void {
  starts.fill(0);
  for (let at = key; at < from.length; at += BALLOT_BYTES) {
    const byte = from[at] ?? 0;
    starts[byte] = (starts[byte] ?? 0) + 1;
  }
  let next = 0;
  for (let byte = 0; byte < starts.length; byte++) {
    const count = starts[byte] ?? 0;
    starts[byte] = next;
    next += count;
  }
  for (let at = 0; at < from.length; at += BALLOT_BYTES) {
    const byte = from[at + key] ?? 0;
    const target = starts[byte] ?? 0;
    starts[byte] = target + 1;
    for (let i = 0; i < BALLOT_BYTES; i++) to[target * BALLOT_BYTES + i] = from[at + i] ?? 0;
  }
}
