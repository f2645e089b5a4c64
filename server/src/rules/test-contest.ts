import type {
  ElectionRules,
  EvaluationContest,
  EvaluationRules,
  Majority,
  MotionContest,
  MotionRules,
  ProjectContest,
  RollFigures,
  SeatContest,
  SeatRules,
} from '@piaojue/contract/contest';
import type { Totals } from '@piaojue/contract/outcome';
import { type Checked, checkContest } from './contest-check.ts';

/** Data for tests: a contest as a file would hold it, with the defaults of RULES §1. */

export const OVER_HALF_OF_ALL: Majority = { num: 1, den: 2, strict: true, base: 'all' };

const COMMON = {
  quorum: { num: 2, den: 3, strict: false },
  rateBase: 'returned',
  press: 'last',
} as const;

const field = (nos: number | readonly number[]) =>
  (typeof nos === 'number' ? Array.from({ length: nos }, (_, index) => index + 1) : nos).map((no) => ({ no }));

export interface ContestSketch extends Partial<SeatRules> {
  /** Candidates 1 … n, or these numbers. */
  readonly field: number | readonly number[];
  readonly seats: number;
  readonly roll?: RollFigures;
}

export function contestData({ field: nos, roll, ...rules }: ContestSketch): ProjectContest {
  return {
    kind: 'selection',
    candidates: field(nos),
    rules: {
      ...structuredClone(COMMON),
      maxMarks: rules.seats,
      minMarks: 0,
      exactly: false,
      majority: OVER_HALF_OF_ALL,
      tie: 'runoff',
      ...rules,
    },
    ...(roll && { roll }),
  };
}

/** The same rules for another kind of vote that fills seats. */
export const perProjectData = (sketch: ContestSketch): ProjectContest => ({
  ...contestData(sketch),
  kind: 'perProject',
});
export const electionData = ({
  form,
  differential,
  ...sketch
}: ContestSketch & Partial<ElectionRules>): SeatContest => {
  const { candidates, rules, ...rest } = contestData(sketch);
  return {
    ...rest,
    kind: 'election',
    candidates,
    rules: { ...rules, ...(form && { form }), ...(differential !== undefined && { differential }) },
  };
};

export const motionData = (
  rules: Partial<MotionRules> = {},
  kind: MotionContest['kind'] = 'resolution',
): MotionContest => ({
  kind,
  candidates: field(1),
  rules: { ...structuredClone(COMMON), majority: OVER_HALF_OF_ALL, ...rules },
});

export const evaluationData = (items: number, rules: Partial<EvaluationRules> = {}): EvaluationContest => ({
  kind: 'evaluation',
  candidates: field(items),
  rules: { ...structuredClone(COMMON), scale: 3, halfPasses: true, gradeBase: 'returned', ...rules },
});

export function checkedOf<C extends SeatContest | MotionContest | EvaluationContest>(data: C): Checked<C> {
  const checked = checkContest(data);
  if (!checked.ok) throw new Error(`test contest: ${JSON.stringify(checked.error)}`);
  return checked.value as Checked<C>;
}

export const contestOf = (sketch: ContestSketch): Checked<ProjectContest> => checkedOf(contestData(sketch));

export const hall = (all: number, present = all, issued = present): RollFigures => ({ all, present, issued });

export const totals = (votes: readonly number[], valid: number, invalid = 0): Totals => ({
  returned: valid + invalid,
  valid,
  invalid,
  votes,
});

/** Of a ballot per item or a motion: [赞成, 反对, 弃权] for each candidate. */
export const choiceTotals = (answers: readonly (readonly [number, number, number])[], invalid = 0): Totals => {
  const valid = answers[0]?.reduce((sum, count) => sum + count, 0) ?? 0;
  return {
    ...totals(
      answers.map(([votes]) => votes),
      valid,
      invalid,
    ),
    against: answers.map(([, against]) => against),
    abstained: answers.map(([, , abstained]) => abstained),
  };
};

/** Of an evaluation: grade 1 … grade k and 弃权 for each item. */
export const gradeTotals = (grades: readonly (readonly number[])[], invalid = 0): Totals => ({
  ...totals(
    grades.map(([satisfied]) => satisfied ?? 0),
    grades[0]?.reduce((sum, count) => sum + count, 0) ?? 0,
    invalid,
  ),
  grades,
});
