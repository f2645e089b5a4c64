/**
 * A vote of 江南镇 whose figures are worked out by hand. 58 deputies, 56 present, 10 of 12 to choose.
 *
 * 52 deputies mark ten projects, leaving out two; project k is left out this often:
 *
 *     1: 2   2: 3   3: 4   4: 5   5: 6   6: 7   7: 8   8: 9   9: 10   10: 11   11: 19   12: 20      (104 = 52 × 2)
 *
 * One marks eleven (invalid), one submits a blank (valid), two never press. One deputy first submits something else.
 */
export const PRESENT = 56;
const LEFT_OUT = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 19, 20];
const FULL = 52;

export interface Ballot {
  readonly keypad: number;
  readonly marks: readonly number[];
}

export function jiangnanBallots(): Ballot[] {
  const omitted = LEFT_OUT.flatMap((times, index) => Array<number>(times).fill(index + 1));
  const all = LEFT_OUT.map((_, index) => index + 1);
  // Sorted and half the list apart, the two that a ballot leaves out are never the same.
  const full = Array.from({ length: FULL }, (_, i) => ({
    keypad: i + 1,
    marks: all.filter((no) => no !== omitted[i] && no !== omitted[i + FULL]),
  }));
  return [
    { keypad: 1, marks: [11, 12] },
    ...full,
    { keypad: FULL + 1, marks: all.slice(0, 11) },
    { keypad: FULL + 2, marks: [] },
  ];
}

/** By hand, from the comment above. */
export const JIANGNAN_RESULT = {
  all: 58,
  present: PRESENT,
  issued: PRESENT,
  returned: 54,
  valid: 53,
  invalid: 1,
  notSubmitted: 2,
  /** More than half of 58. */
  needed: 30,
  votes: [50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 33, 32],
  /** Of 54 returned. */
  rates: ['92.59', '90.74', '88.89', '87.04', '85.19', '83.33', '81.48', '79.63', '77.78', '75.93', '61.11', '59.26'],
  chosen: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
} as const;
