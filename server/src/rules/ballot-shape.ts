import type { Contest } from '@piaojue/contract/contest';
import { FORM_CHOICE, FORM_GRADES, FORM_PICK, type Form } from '@piaojue/firmware-protocol/ballot';

/** What a ballot of a contest looks like, and which number of marks makes it valid. */
export interface BallotShape {
  readonly form: Form;
  /** Grades on the ballot: 3 or 4; 0 where none are given. */
  readonly grades: number;
  /** Marks, or 赞成 where each candidate is answered. Not asked of grades. */
  readonly maxMarks: number;
  readonly minMarks: number;
  readonly exactly: boolean;
}

/** RULES §1 Ballot forms: a pick list, 赞成/反对/弃权 for each candidate or for the motion, or a grade for each item. */
export function ballotShape(contest: Contest): BallotShape {
  switch (contest.kind) {
    case 'selection':
      return { form: FORM_PICK, grades: 0, ...marks(contest.rules) };
    case 'perProject':
      return { form: FORM_CHOICE, grades: 0, ...marks(contest.rules) };
    case 'election':
      return { form: contest.rules.form === 'perItem' ? FORM_CHOICE : FORM_PICK, grades: 0, ...marks(contest.rules) };
    case 'resolution':
    case 'namedResolution':
      return { form: FORM_CHOICE, grades: 0, maxMarks: 1, minMarks: 0, exactly: false };
    case 'evaluation':
      return {
        form: FORM_GRADES,
        grades: contest.rules.scale,
        maxMarks: contest.candidates.length,
        minMarks: 0,
        exactly: false,
      };
  }
}

const marks = ({ maxMarks, minMarks, exactly }: Pick<BallotShape, 'maxMarks' | 'minMarks' | 'exactly'>) => ({
  maxMarks,
  minMarks,
  exactly,
});

/** The fewest marks of a valid ballot (RULES §1 decision 4). */
export const leastMarks = ({ maxMarks, minMarks, exactly }: Pick<BallotShape, 'maxMarks' | 'minMarks' | 'exactly'>) =>
  exactly ? maxMarks : minMarks;
