import {
  choiceBallot,
  FORM_CHOICE,
  FORM_PICK,
  gradeBallot,
  MAX_POSITIONS,
  pickBallot,
  positionsOf,
  spoiltBallot,
} from './ballot.ts';
import type { Paper } from './paper.ts';

/**
 * What is wanted for one number of a paper: the number alone is a mark (form 1), 赞成 (form 2) or grade 1 (form 3); a pair
 * says the answer, 1 赞成, 2 反对, 3 弃权, or the grade.
 */
export type Mark = number | readonly [no: number, answer: number];

const asPair = (mark: Mark): readonly [no: number, answer: number] => (typeof mark === 'number' ? [mark, 1] : mark);

/**
 * The 16 bytes for marks by number, as a script or a deck has them. What no keypad can enter (a number that is not on the
 * paper, two answers for one number, an answer that the form has no bits for) gives a ballot that the tally finds invalid
 * (PROTOCOL BAL4): on a pick list a mark past the paper's count as long as there is room, else one of no form.
 */
export function ballotOf(paper: Pick<Paper, 'form' | 'numbers'>, marks: readonly Mark[]): Uint8Array {
  return paper.form === FORM_PICK ? pickBallotOf(paper.numbers, marks) : answersOf(paper, marks);
}

function pickBallotOf(numbers: readonly number[], marks: readonly Mark[]): Uint8Array {
  const pairs = marks.map(asPair);
  const positions = pairs.map(([no]) => numbers.indexOf(no));
  if (pairs.some(([, answer]) => answer !== 1)) return spoiltBallot();
  if (positions.every((position) => position >= 0)) return pickBallot(positions);
  if (numbers.length === MAX_POSITIONS) return spoiltBallot();
  return pickBallot(positions.map((position) => (position >= 0 ? position : numbers.length)));
}

function answersOf({ form, numbers }: Pick<Paper, 'form' | 'numbers'>, marks: readonly Mark[]): Uint8Array {
  const most = 2 ** (120 / positionsOf(form)) - 1;
  const answers = numbers.map(() => 0);
  for (const [no, answer] of marks.map(asPair)) {
    const position = numbers.indexOf(no);
    if (position < 0 || answers[position] !== 0 || !Number.isInteger(answer) || answer < 1 || answer > most) {
      return spoiltBallot();
    }
    answers[position] = answer;
  }
  return form === FORM_CHOICE ? choiceBallot(answers) : gradeBallot(answers);
}
