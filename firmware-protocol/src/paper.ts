import { FORM_GRADES, type Form, isForm, MAX_POSITIONS, positionsOf } from './ballot.ts';
import { PAPER_CHUNK } from './messages.ts';
import { fail, ok, type Result } from './result.ts';

/**
 * The paper (票样) as the keypads get it: numbers only, names stand on the big screen (PROTOCOL PAP1).
 *
 *     form 1 | version 1 | round 2 | maxMarks 1 | minMarks 1 | flags 1 | count 1 | frozen hash 16 | number 1 × count
 *
 * flags bit 0: the first submission locks (press = first); bit 1: a named vote, 记名; bits 2–4: number of grades of form 3.
 * Sent in chunks of 48 bytes, the last one padded with zeros.
 */
export interface Paper {
  readonly form: Form;
  readonly round: number;
  /** Marks of a pick list, 赞成 of form 2. On form 3, which has no limits, the number of items. */
  readonly maxMarks: number;
  /** 0 on form 3. */
  readonly minMarks: number;
  readonly firstPress: boolean;
  /** The keypad says 记名: who answered what is published. */
  readonly named: boolean;
  /** 3 or 4 on form 3, else 0. */
  readonly grades: number;
  /** First 16 bytes of the hash over all that was frozen at ready. */
  readonly frozen: Uint8Array;
  /** Candidate numbers 1–99 in the order of the paper: position i of a ballot is `numbers[i]`. */
  readonly numbers: readonly number[];
}

export const PAPER_VERSION = 1;
const HEAD = 24;
const FIRST_PRESS = 0x01;
const NAMED = 0x02;
const GRADES_SHIFT = 2;
const GRADES_MASK = 0x07;
const MAX_ROUND = 65_534;

/** PROTOCOL PAP2. */
const within = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;
const countHolds = (form: Form, count: number): boolean => within(count, 1, positionsOf(form));
const limitsHold = (paper: Pick<Paper, 'form' | 'round' | 'maxMarks' | 'minMarks'>, count: number): boolean => {
  const { form, round, maxMarks, minMarks } = paper;
  if (!within(round, 1, MAX_ROUND)) return false;
  if (form === FORM_GRADES) return maxMarks === count && minMarks === 0;
  return within(maxMarks, 1, MAX_POSITIONS) && within(minMarks, 0, maxMarks);
};
/** PROTOCOL PAP8. */
const gradesHold = (form: Form, grades: number): boolean =>
  form === FORM_GRADES ? within(grades, 3, 4) : grades === 0;
/** PROTOCOL PAP1. */
const numbersHold = (numbers: readonly number[]): boolean =>
  numbers.every((no) => within(no, 1, 99)) && new Set(numbers).size === numbers.length;

export function encodePaper(paper: Paper): Uint8Array {
  const { form, round, maxMarks, minMarks, firstPress, named, grades, frozen, numbers } = paper;
  if (!isForm(form)) throw new RangeError(`expected form 1, 2 or 3, got ${String(form)}`);
  if (!countHolds(form, numbers.length)) {
    throw new RangeError(`expected 1 to ${positionsOf(form)} candidates, got ${numbers.length}`);
  }
  if (!limitsHold(paper, numbers.length)) {
    const limits =
      form === FORM_GRADES
        ? `most marks ${numbers.length} and least marks 0 for ${numbers.length} graded items`
        : `marks from 0 ≤ least ≤ most ≤ ${MAX_POSITIONS}, most ≥ 1`;
    throw new RangeError(
      `expected a round from 1 to ${MAX_ROUND} and ${limits}, got round ${round}, least ${minMarks}, most ${maxMarks}`,
    );
  }
  if (!gradesHold(form, grades)) {
    throw new RangeError(`expected ${form === FORM_GRADES ? '3 or 4 grades' : 'no grades (0)'}, got ${grades}`);
  }
  if (!numbersHold(numbers)) throw new RangeError('expected candidate numbers from 1 to 99, each once');
  if (frozen.length !== 16) throw new RangeError(`expected a hash of 16 bytes, got ${frozen.length}`);
  const out = new Uint8Array(HEAD + numbers.length);
  const view = new DataView(out.buffer);
  out[0] = form;
  out[1] = PAPER_VERSION;
  view.setUint16(2, round);
  out[4] = maxMarks;
  out[5] = minMarks;
  out[6] = (firstPress ? FIRST_PRESS : 0) | (named ? NAMED : 0) | (grades << GRADES_SHIFT);
  out[7] = numbers.length;
  out.set(frozen, 8);
  out.set(numbers, HEAD);
  return out;
}

export type PaperFault =
  | 'too-short'
  | 'unknown-form'
  | 'unknown-version'
  | 'bad-count'
  | 'bad-limits'
  | 'bad-grades'
  | 'bad-number';

/** Takes the bytes of all chunks glued together; padding after the numbers is cut off. Never throws. */
export function decodePaper(bytes: Uint8Array): Result<{ paper: Paper; bytes: Uint8Array }, PaperFault> {
  if (bytes.length < HEAD + 1) return fail('too-short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const form = view.getUint8(0);
  if (!isForm(form)) return fail('unknown-form');
  if (view.getUint8(1) !== PAPER_VERSION) return fail('unknown-version');
  const count = view.getUint8(7);
  if (!countHolds(form, count) || bytes.length < HEAD + count) return fail('bad-count');
  const limits = { form, round: view.getUint16(2), maxMarks: view.getUint8(4), minMarks: view.getUint8(5) };
  if (!limitsHold(limits, count)) return fail('bad-limits');
  const flags = view.getUint8(6);
  const grades = form === FORM_GRADES ? (flags >> GRADES_SHIFT) & GRADES_MASK : 0;
  if (!gradesHold(form, grades)) return fail('bad-grades');
  const numbers = Array.from(bytes.subarray(HEAD, HEAD + count));
  if (!numbersHold(numbers)) return fail('bad-number');
  return ok({
    bytes: bytes.slice(0, HEAD + count),
    paper: {
      ...limits,
      firstPress: (flags & FIRST_PRESS) !== 0,
      named: (flags & NAMED) !== 0,
      grades,
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
