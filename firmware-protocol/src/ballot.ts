/**
 * The plaintext of a ballot: 16 bytes for every kind of paper, so that length tells nothing (PROTOCOL BAL1).
 *
 * Byte 0 is the form, the 120 bits after it are the answers in the order of the paper, most significant bit first:
 *
 *     form 1  pick list   60 × 2 bits   0 blank, 1 marked; 2 and 3 are nonsense
 *     form 2  per item    60 × 2 bits   0 blank, 1 赞成, 2 反对, 3 弃权
 *     form 3  grades      30 × 4 bits   0 blank, 1 (the best) to k; the rest is nonsense
 *
 * Nonsense makes the ballot invalid; that is for the tally to say (PROTOCOL BAL4).
 */
export const BALLOT_BYTES = 16;
/** Of forms 1 and 2. */
export const MAX_POSITIONS = 60;

/** First byte of a ballot and of a paper. */
export const FORM_PICK = 1;
export const FORM_CHOICE = 2;
export const FORM_GRADES = 3;
export type Form = typeof FORM_PICK | typeof FORM_CHOICE | typeof FORM_GRADES;

export const isForm = (value: number): value is Form => value >= FORM_PICK && value <= FORM_GRADES;

/** Places for answers on a ballot of this form. */
export const positionsOf = (form: Form): number => (form === FORM_GRADES ? 30 : MAX_POSITIONS);

/** Form 1. */
export const MARK_BLANK = 0;
export const MARK_PICKED = 1;

/** Form 2. */
export const CHOICE_BLANK = 0;
export const CHOICE_FOR = 1;
export const CHOICE_AGAINST = 2;
export const CHOICE_ABSTAIN = 3;

/** Form 3: no grade; grades count from 1 = 满意. */
export const GRADE_BLANK = 0;

/** Value 0–3 at a position (0-based, order of the paper) of a ballot of form 1 or 2 that starts at `offset`. PROTOCOL BAL2. */
export function markAt(ballot: Uint8Array, position: number, offset = 0): number {
  const byte = ballot[offset + 1 + (position >> 2)] ?? 0;
  return (byte >> (6 - 2 * (position & 3))) & 3;
}

/** Value 0–15 at a position of a ballot of form 3. PROTOCOL BAL5. */
function gradeAt(ballot: Uint8Array, position: number, offset: number): number {
  const byte = ballot[offset + 1 + (position >> 1)] ?? 0;
  return (byte >> (4 - 4 * (position & 1))) & 15;
}

/** What stands at a position (0-based, order of the paper) of a ballot that is read as this form: 0–3, or 0–15 of form 3. */
export function answerAt(form: Form, ballot: Uint8Array, position: number, offset = 0): number {
  return form === FORM_GRADES ? gradeAt(ballot, position, offset) : markAt(ballot, position, offset);
}

function expectWhole(what: string, value: number, most: number): void {
  if (!Number.isInteger(value) || value < 0 || value > most) {
    throw new RangeError(`${what}: expected 0 to ${most}, got ${value}`);
  }
}

/** A ballot of this form with these values from position 0 on; positions past the last value are blank. */
function ballotOf(form: Form, answers: readonly number[]): Uint8Array {
  const positions = positionsOf(form);
  const bits = 120 / positions;
  const perByte = 8 / bits;
  if (answers.length > positions) {
    throw new RangeError(`answers of a ballot: expected at most ${positions}, got ${answers.length}`);
  }
  const ballot = new Uint8Array(BALLOT_BYTES);
  ballot[0] = form;
  answers.forEach((answer, position) => {
    expectWhole('answer of a ballot', answer, 2 ** bits - 1);
    const index = 1 + Math.floor(position / perByte);
    ballot[index] = (ballot[index] ?? 0) | (answer << (8 - bits - bits * (position % perByte)));
  });
  return ballot;
}

/**
 * A pick-list ballot with marks at these positions (0-based, order of the paper). More marks than the paper allows is
 * sealed all the same: an over-vote is for the tally to judge, not for the keypad to trim.
 */
export function pickBallot(positions: Iterable<number>): Uint8Array {
  const marks = Array.from({ length: MAX_POSITIONS }, () => MARK_BLANK as number);
  for (const position of positions) {
    expectWhole('position on a paper', position, MAX_POSITIONS - 1);
    marks[position] = MARK_PICKED;
  }
  return ballotOf(FORM_PICK, marks);
}

/** A ballot of form 2: 0 blank, 1 赞成, 2 反对, 3 弃权, in the order of the paper. A resolution is a paper of one item. */
export const choiceBallot = (answers: readonly number[]): Uint8Array => ballotOf(FORM_CHOICE, answers);

/** A ballot of form 3: 0 blank, 1 to k, in the order of the paper. Grades that the paper does not have are nonsense, and sealed. */
export const gradeBallot = (grades: readonly number[]): Uint8Array => ballotOf(FORM_GRADES, grades);

/**
 * What a script says that no ballot of the form can hold (two answers for one item, a number that is not on a full
 * paper): a form that is none. The tally finds it invalid on every paper (PROTOCOL BAL4).
 */
export const spoiltBallot = (): Uint8Array => new Uint8Array(BALLOT_BYTES).fill(0xff);
