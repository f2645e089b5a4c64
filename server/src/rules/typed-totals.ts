import type { TypedTotals } from '@piaojue/contract/commands';
import type { Contest } from '@piaojue/contract/contest';
import type { Totals } from '@piaojue/contract/outcome';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { FORM_CHOICE, FORM_GRADES } from '@piaojue/firmware-protocol/ballot';
import { ballotShape, leastMarks } from './ballot-shape.ts';
import type { Fault } from './schema-faults.ts';

export type TypedFaultCode =
  /** A list that this kind of ballot does not have, or not one figure a candidate. */
  | 'wrong-list'
  /** More invalid ballots than there are ballots. */
  | 'invalid-above-returned'
  /** The answers to one candidate do not make up V, or are more than V. */
  | 'wrong-sum'
  /** All marks together are more, or fewer, than so many valid ballots can have. */
  | 'wrong-marks';
export type TypedFault = Fault<TypedFaultCode>;

/**
 * Whether these sums of paper ballots can be true (RULES §4): V = R − X, the answers to each candidate make up V, and all
 * marks together fit so many valid ballots. That R ≤ I is not asked: too many ballots void the round, which is a decision.
 */
export function checkTypedTotals(contest: Contest, typed: TypedTotals): Result<Totals, readonly TypedFault[]> {
  const faults: TypedFault[] = [];
  const add = (code: TypedFaultCode, path: string, expected: string, got: string | number): void => {
    faults.push({ code, path, expected, got: String(got) });
  };
  const { returned, invalid } = typed;
  const valid = returned - invalid;
  if (valid < 0)
    add('invalid-above-returned', '/invalid', `at most the ${returned} ballots that were returned`, invalid);
  const totals = totalsOf(contest, typed, valid, add);
  if (faults.length) return fail(faults);
  for (const [index, { no }] of contest.candidates.entries()) sumFaults(contest, totals, index, no, add);
  markFaults(contest, totals, add);
  return faults.length ? fail(faults) : ok(totals);
}

type Add = (code: TypedFaultCode, path: string, expected: string, got: string | number) => void;

/** The lists that this kind of ballot has, each with a figure for every candidate. */
function totalsOf(contest: Contest, typed: TypedTotals, valid: number, add: Add): Totals {
  const { form, grades: scale } = ballotShape(contest);
  const count = contest.candidates.length;
  const list = <T>(name: keyof TypedTotals, given: readonly T[] | undefined, asked: boolean): readonly T[] => {
    const length = asked ? count : 0;
    if ((given?.length ?? 0) !== length)
      add(
        'wrong-list',
        `/${name}`,
        length ? `${length} figures, one a candidate` : 'nothing',
        given?.length ?? 'nothing',
      );
    return given ?? [];
  };
  const sums = { returned: typed.returned, valid, invalid: typed.invalid };
  const grades = list('grades', typed.grades, form === FORM_GRADES);
  for (const [index, row] of grades.entries()) {
    if (row.length !== scale + 1)
      add('wrong-list', `/grades/${index}`, `${scale + 1} figures: ${scale} grades and 弃权`, row.length);
  }
  if (form === FORM_GRADES) {
    list('votes', typed.votes, false);
    return { ...sums, votes: grades.map(([satisfied = 0]) => satisfied), grades };
  }
  const votes = list('votes', typed.votes, true);
  const against = list('against', typed.against, form === FORM_CHOICE);
  const abstained = list('abstained', typed.abstained, form === FORM_CHOICE);
  return form === FORM_CHOICE ? { ...sums, votes, against, abstained } : { ...sums, votes };
}

function sumFaults(contest: Contest, totals: Totals, index: number, no: number, add: Add): void {
  const { form } = ballotShape(contest);
  const { valid, votes, against, abstained, grades } = totals;
  if (form === FORM_GRADES || form === FORM_CHOICE) {
    const answers = grades?.[index] ?? [votes[index] ?? 0, against?.[index] ?? 0, abstained?.[index] ?? 0];
    const sum = answers.reduce((all, n) => all + n, 0);
    const path = form === FORM_GRADES ? `/grades/${index}` : `/votes/${index}`;
    if (sum !== valid) add('wrong-sum', path, `answers to no. ${no} that make up V = ${valid}`, sum);
  } else if ((votes[index] ?? 0) > valid) {
    add('wrong-sum', `/votes/${index}`, `votes of no. ${no} of at most V = ${valid}`, votes[index] ?? 0);
  }
}

function markFaults(contest: Contest, { valid, votes }: Totals, add: Add): void {
  const shape = ballotShape(contest);
  if (shape.form === FORM_GRADES) return;
  const marks = votes.reduce((all, n) => all + n, 0);
  const least = leastMarks(shape) * valid;
  const most = shape.maxMarks * valid;
  if (marks < least || marks > most)
    add('wrong-marks', '/votes', `${least} to ${most} marks on ${valid} valid ballots`, marks);
}

/** In what two typings differ, named without a figure: `returned`, `votes of no. 3`. Empty: in nothing. */
export function differences(contest: Contest, one: Totals, other: Totals): readonly string[] {
  const found: string[] = [];
  if (one.returned !== other.returned) found.push('returned');
  if (one.invalid !== other.invalid) found.push('invalid');
  for (const [index, { no }] of contest.candidates.entries()) {
    for (const name of ['votes', 'against', 'abstained'] as const)
      if (one[name]?.[index] !== other[name]?.[index]) found.push(`${name} of no. ${no}`);
    const [a = [], b = []] = [one.grades?.[index], other.grades?.[index]];
    if (a.some((n, grade) => grade > 0 && n !== b[grade])) found.push(`grades of no. ${no}`);
  }
  return found;
}

/** Two columns of one round, added (RULES §4 mixed round): the voters are not the same ones. */
export function addTotals(one: Totals, other: Totals): Totals {
  const add = (a: readonly number[] = [], b: readonly number[] = []): number[] => a.map((n, i) => n + (b[i] ?? 0));
  const { against, abstained, grades } = one;
  return {
    returned: one.returned + other.returned,
    valid: one.valid + other.valid,
    invalid: one.invalid + other.invalid,
    votes: add(one.votes, other.votes),
    ...(against && { against: add(against, other.against) }),
    ...(abstained && { abstained: add(abstained, other.abstained) }),
    ...(grades && { grades: grades.map((row, i) => add(row, other.grades?.[i])) }),
  };
}
