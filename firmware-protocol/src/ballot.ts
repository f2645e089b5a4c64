/**
 * The plaintext of a ballot: 16 bytes for every kind of paper, so that length tells nothing (PROTOCOL BAL1).
 *
 * Byte 0 is the form, the 120 bits after it are the marks, most significant bit first:
 * 60 candidates × 2 bits. On a pick list 0 is blank and 1 is marked; 2 and 3 are nonsense and make the ballot invalid.
 */
export const BALLOT_BYTES = 16;
export const MAX_POSITIONS = 60;

/** First byte of a ballot and of a paper. */
export const FORM_PICK = 1;

export const MARK_BLANK = 0;
export const MARK_PICKED = 1;

/** Value 0–3 at a position (0-based, order of the paper) of a ballot that starts at `offset`. PROTOCOL BAL2. */
export function markAt(ballot: Uint8Array, position: number, offset = 0): number {
  const byte = ballot[offset + 1 + (position >> 2)] ?? 0;
  return (byte >> (6 - 2 * (position & 3))) & 3;
}

function setMark(ballot: Uint8Array, position: number, value: number): void {
  const index = 1 + (position >> 2);
  ballot[index] = (ballot[index] ?? 0) | ((value & 3) << (6 - 2 * (position & 3)));
}

/**
 * A pick-list ballot with marks at these positions (0-based, order of the paper). More marks than the paper allows is
 * sealed all the same: an over-vote is for the tally to judge, not for the keypad to trim.
 */
export function pickBallot(positions: Iterable<number>): Uint8Array {
  const ballot = new Uint8Array(BALLOT_BYTES);
  ballot[0] = FORM_PICK;
  for (const position of positions) {
    if (!Number.isInteger(position) || position < 0 || position >= MAX_POSITIONS) {
      throw new RangeError(`position on a paper: expected 0 to ${MAX_POSITIONS - 1}, got ${position}`);
    }
    setMark(ballot, position, MARK_PICKED);
  }
  return ballot;
}
