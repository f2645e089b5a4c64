import { FORM_PICK, MAX_POSITIONS } from './ballot.ts';
import { PAPER_CHUNK } from './messages.ts';
import { fail, ok, type Result } from './result.ts';

/**
 * The paper (票样) as the keypads get it: numbers only, names stand on the big screen (PROTOCOL PAP1).
 *
 *     form 1 | version 1 | round 2 | maxMarks 1 | minMarks 1 | flags 1 | count 1 | frozen hash 16 | number 1 × count
 *
 * flags bit 0: the first submission locks (press = first). Sent in chunks of 48 bytes, the last one padded with zeros.
 */
export interface Paper {
  readonly form: number;
  readonly round: number;
  readonly maxMarks: number;
  readonly minMarks: number;
  readonly firstPress: boolean;
  /** First 16 bytes of the hash over all that was frozen at ready. */
  readonly frozen: Uint8Array;
  /** Candidate numbers 1–99 in the order of the paper: position i of a ballot is `numbers[i]`. */
  readonly numbers: readonly number[];
}

export const PAPER_VERSION = 1;
const HEAD = 24;
const FIRST_PRESS = 0x01;
const MAX_ROUND = 65_534;

/** PROTOCOL PAP2. */
const within = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;
const limitsHold = (round: number, maxMarks: number, minMarks: number): boolean =>
  within(round, 1, MAX_ROUND) && within(maxMarks, 1, MAX_POSITIONS) && within(minMarks, 0, maxMarks);
/** PROTOCOL PAP1. */
const numbersHold = (numbers: readonly number[]): boolean =>
  numbers.every((no) => within(no, 1, 99)) && new Set(numbers).size === numbers.length;

export function encodePaper(paper: Paper): Uint8Array {
  if (paper.numbers.length < 1 || paper.numbers.length > MAX_POSITIONS) {
    throw new RangeError(`expected 1 to ${MAX_POSITIONS} candidates, got ${paper.numbers.length}`);
  }
  if (!limitsHold(paper.round, paper.maxMarks, paper.minMarks)) {
    throw new RangeError(
      `expected a round from 1 to ${MAX_ROUND} and marks from 0 ≤ least ≤ most ≤ ${MAX_POSITIONS}, most ≥ 1, ` +
        `got round ${paper.round}, least ${paper.minMarks}, most ${paper.maxMarks}`,
    );
  }
  if (!numbersHold(paper.numbers)) throw new RangeError('expected candidate numbers from 1 to 99, each once');
  if (paper.frozen.length !== 16) throw new RangeError(`expected a hash of 16 bytes, got ${paper.frozen.length}`);
  const out = new Uint8Array(HEAD + paper.numbers.length);
  const view = new DataView(out.buffer);
  out[0] = paper.form;
  out[1] = PAPER_VERSION;
  view.setUint16(2, paper.round);
  out[4] = paper.maxMarks;
  out[5] = paper.minMarks;
  out[6] = paper.firstPress ? FIRST_PRESS : 0;
  out[7] = paper.numbers.length;
  out.set(paper.frozen, 8);
  out.set(paper.numbers, HEAD);
  return out;
}

export type PaperFault = 'too-short' | 'unknown-form' | 'unknown-version' | 'bad-count' | 'bad-limits' | 'bad-number';

/** Takes the bytes of all chunks glued together; padding after the numbers is cut off. Never throws. */
export function decodePaper(bytes: Uint8Array): Result<{ paper: Paper; bytes: Uint8Array }, PaperFault> {
  if (bytes.length < HEAD + 1) return fail('too-short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint8(0) !== FORM_PICK) return fail('unknown-form');
  if (view.getUint8(1) !== PAPER_VERSION) return fail('unknown-version');
  const count = view.getUint8(7);
  if (count < 1 || count > MAX_POSITIONS || bytes.length < HEAD + count) return fail('bad-count');
  if (!limitsHold(view.getUint16(2), view.getUint8(4), view.getUint8(5))) return fail('bad-limits');
  const numbers = Array.from(bytes.subarray(HEAD, HEAD + count));
  if (!numbersHold(numbers)) return fail('bad-number');
  return ok({
    bytes: bytes.slice(0, HEAD + count),
    paper: {
      form: view.getUint8(0),
      round: view.getUint16(2),
      maxMarks: view.getUint8(4),
      minMarks: view.getUint8(5),
      firstPress: (view.getUint8(6) & FIRST_PRESS) !== 0,
      frozen: bytes.slice(8, HEAD),
      numbers,
    },
  });
}

/** The payloads of lines P. */
export function paperChunks(bytes: Uint8Array): { index: number; of: number; bytes: Uint8Array }[] {
  const of = Math.ceil(bytes.length / PAPER_CHUNK);
  return Array.from({ length: of }, (_, index) => {
    const chunk = new Uint8Array(PAPER_CHUNK);
    chunk.set(bytes.subarray(index * PAPER_CHUNK, (index + 1) * PAPER_CHUNK));
    return { index, of, bytes: chunk };
  });
}
