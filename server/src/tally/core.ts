import type { Press } from '@piaojue/contract/contest';
import type { Totals } from '@piaojue/contract/outcome';
import {
  answerAt,
  BALLOT_BYTES,
  CHOICE_ABSTAIN,
  CHOICE_FOR,
  FORM_CHOICE,
  FORM_GRADES,
  FORM_PICK,
  type Form,
  MARK_PICKED,
  positionsOf,
} from '@piaojue/firmware-protocol/ballot';
import { sortPatterns } from './sort-patterns.ts';

/** What a paper and a hall fix for a count. `positions` is C; `slots` is the number of frozen voter slots. */
export interface TallySpec {
  readonly form: Form;
  /** Of form 3: 3 or 4. */
  readonly grades?: number;
  readonly positions: number;
  readonly slots: number;
  /** Marks, or 赞成 of form 2; form 3 has no limits. */
  readonly minMarks: number;
  readonly maxMarks: number;
  readonly exactly: boolean;
  readonly press: Press;
}

const ABSENT = 0;
const VALID = 1;
const INVALID = 2;

/** Answers to one candidate that are counted apart: marks; 赞成, 反对, 弃权; grade 1 … grade k, 弃权. */
function columnsOf({ form, grades = 0 }: TallySpec): number {
  if (form === FORM_PICK) return 1;
  return form === FORM_CHOICE ? 3 : grades + 1;
}

/**
 * Counts ballots of one form over fixed typed arrays, keyed by voter slot. No string and no object ever holds a choice: those
 * stay in memory after the close, wiped typed arrays do not. Nothing is allocated per ballot, and no
 * answer or error of `accept` tells what is on the ballot, not even whether it is valid.
 */
export class Tally {
  readonly #spec: TallySpec;
  readonly #least: number;
  readonly #ballots: Uint8Array;
  readonly #state: Uint8Array;
  /** Doubles, so that a caller may put a keypad's generation above its 32-bit counter. */
  readonly #counters: Float64Array;
  /** Candidates by columns. */
  readonly #answers: Uint32Array;
  readonly #columns: number;
  /** By state: slots that are VALID, slots that are INVALID. */
  readonly #sums = new Uint32Array(3);
  #wiped = false;

  constructor(spec: TallySpec) {
    expectInteger('form', spec.form, FORM_PICK, FORM_GRADES);
    if (spec.form === FORM_GRADES) expectInteger('grades', spec.grades ?? 0, 3, 4);
    expectInteger('positions', spec.positions, 1, positionsOf(spec.form));
    expectInteger('slots', spec.slots, 0, 65_534);
    this.#spec = { ...spec };
    this.#least = spec.exactly ? spec.maxMarks : spec.minMarks;
    this.#ballots = new Uint8Array(spec.slots * BALLOT_BYTES);
    this.#state = new Uint8Array(spec.slots);
    this.#counters = new Float64Array(spec.slots);
    this.#columns = columnsOf(spec);
    this.#answers = new Uint32Array(spec.positions * this.#columns);
  }

  /**
   * One opened ballot: the 16 bytes of `bytes` from `offset`. The later counter of a voter replaces the earlier ballot
   * whole; under press `first` the lowest counter counts (RULES §1 decision 11). True when this ballot stands now, false
   * when it is a repeat or superseded. O(1) in voters. Throws RangeError on a slot, counter or offset that can't be.
   */
  accept(slot: number, counter: number, bytes: Uint8Array, offset = 0): boolean {
    this.#expectAlive();
    expectInteger('slot', slot, 0, this.#spec.slots - 1);
    expectInteger('counter', counter, 0, Number.MAX_SAFE_INTEGER);
    expectInteger('offset', offset, 0, bytes.length - BALLOT_BYTES);
    if (this.#state[slot] !== ABSENT) {
      const standing = this.#counters[slot] ?? 0;
      if (this.#spec.press === 'first' ? counter >= standing : counter <= standing) return false;
      this.#count(slot, -1);
    }
    const start = slot * BALLOT_BYTES;
    for (let i = 0; i < BALLOT_BYTES; i++) this.#ballots[start + i] = bytes[offset + i] ?? 0;
    this.#counters[slot] = counter;
    this.#state[slot] = this.#isValid(start) ? VALID : INVALID;
    this.#count(slot, 1);
    return true;
  }

  /** R so far: the turnout, without a choice in it. */
  returned(): number {
    this.#expectAlive();
    return (this.#sums[VALID] ?? 0) + (this.#sums[INVALID] ?? 0);
  }

  /** V + X = R; answers in paper order, of valid ballots only. For the close: nobody asks before the cut-off. */
  totals(): Totals {
    const returned = this.returned();
    const sums = { returned, valid: this.#sums[VALID] ?? 0, invalid: this.#sums[INVALID] ?? 0 };
    const column = (index: number) =>
      Array.from(
        { length: this.#spec.positions },
        (_, position) => this.#answers[position * this.#columns + index] ?? 0,
      );
    const votes = column(0);
    if (this.#spec.form === FORM_PICK) return { ...sums, votes };
    if (this.#spec.form === FORM_CHOICE) return { ...sums, votes, against: column(1), abstained: column(2) };
    const grades = votes.map((_, position) =>
      Array.from(this.#answers.subarray(position * this.#columns, (position + 1) * this.#columns)),
    );
    return { ...sums, votes, grades };
  }

  /** Whether this voter's slot has a ballot. */
  tookPart(slot: number): boolean {
    this.#expectAlive();
    expectInteger('slot', slot, 0, this.#spec.slots - 1);
    return this.#state[slot] !== ABSENT;
  }

  /**
   * The ballots that stand, 16 bytes each, sorted by value, then all-zero entries up to `issued` (I). The padding is at
   * the end, so the first R entries are the ballots even if one of them is nonsense of zeros. The same set of ballots
   * gives the same bytes, whoever cast them in whatever order. To be wiped by the caller. Throws RangeError when R > I: a
   * void round keeps nothing.
   */
  sortedPatterns(issued: number): Uint8Array {
    const returned = this.returned();
    expectInteger('issued', issued, returned, 65_534);
    const patterns = new Uint8Array(issued * BALLOT_BYTES);
    let end = 0;
    for (let slot = 0; slot < this.#spec.slots; slot++) {
      if (this.#state[slot] === ABSENT) continue;
      const start = slot * BALLOT_BYTES;
      for (let i = 0; i < BALLOT_BYTES; i++) patterns[end + i] = this.#ballots[start + i] ?? 0;
      end += BALLOT_BYTES;
    }
    sortPatterns(patterns.subarray(0, end));
    return patterns;
  }

  /** Zeroes everything. Afterwards every other call throws. May be called again. */
  wipe(): void {
    this.#ballots.fill(0);
    this.#state.fill(0);
    this.#counters.fill(0);
    this.#answers.fill(0);
    this.#sums.fill(0);
    this.#wiped = true;
  }

  /** RULES §1 Marks: too many, too few, another form, an answer to no candidate or a nonsense value spoil the whole ballot. */
  #isValid(start: number): boolean {
    const { form, grades = 0, positions, maxMarks } = this.#spec;
    if (this.#ballots[start] !== form) return false;
    const highest = form === FORM_PICK ? MARK_PICKED : form === FORM_CHOICE ? CHOICE_ABSTAIN : grades;
    const places = positionsOf(form);
    let marks = 0;
    for (let position = 0; position < places; position++) {
      const answer = answerAt(form, this.#ballots, position, start);
      if (answer === 0) continue;
      if (answer > highest || position >= positions) return false;
      // A mark and 赞成 are the same value.
      if (answer === CHOICE_FOR) marks++;
    }
    return form === FORM_GRADES || (marks >= this.#least && marks <= maxMarks);
  }

  /** Adds what stands in the slot to the totals, or takes it out again. */
  #count(slot: number, by: 1 | -1): void {
    const state = this.#state[slot] ?? ABSENT;
    this.#sums[state] = (this.#sums[state] ?? 0) + by;
    if (state !== VALID) return;
    const { form, positions } = this.#spec;
    const start = slot * BALLOT_BYTES;
    // A blank is 弃权 where each candidate is answered (RULES §1 decisions 7 and 10), and nothing on a pick list.
    const blank = form === FORM_PICK ? -1 : this.#columns - 1;
    for (let position = 0; position < positions; position++) {
      const answer = answerAt(form, this.#ballots, position, start);
      const column = answer === 0 ? blank : answer - 1;
      if (column < 0) continue;
      const at = position * this.#columns + column;
      this.#answers[at] = (this.#answers[at] ?? 0) + by;
    }
  }

  #expectAlive(): void {
    if (this.#wiped) throw new Error('tally: expected a live count, got one that was wiped');
  }
}

/** The tally core of one round. Throws RangeError on a paper or hall that can't be. */
export function createTally(spec: TallySpec): Tally {
  return new Tally(spec);
}

function expectInteger(what: string, value: number, min: number, max: number): void {
  if (!Number.isSafeInteger(value) || value < min || value > max) {
    throw new RangeError(`tally ${what}: expected a whole number from ${min} to ${max}, got ${value}`);
  }
}
