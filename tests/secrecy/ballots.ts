import { pickBallot } from '@piaojue/firmware-protocol/ballot';
import { FORM_PICK, answerAt } from '@piaojue/firmware-protocol/ballot';

/** Most candidates that the game is played with. */
const FIELD = 60;

/** The marked numbers of a pick list, 1 … C in the order of the paper. */
export const marksIn = (ballot: Uint8Array): number[] =>
  Array.from({ length: FIELD }, (_, i) => i + 1).filter((no) => answerAt(FORM_PICK, ballot, no - 1) !== 0);

export const countOfMarks = (ballot: Uint8Array): number => marksIn(ballot).length;

/** The 16 bytes of a pick list. */
export const ballotWith = (numbers: readonly number[]): Uint8Array => pickBallot(numbers.map((no) => no - 1));
