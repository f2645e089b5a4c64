import { CountCase } from '@piaojue/contract/contest';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { BALLOT_BYTES, MAX_POSITIONS, pickBallot } from '@piaojue/firmware-protocol/ballot';
import { type CheckedContest, checkContest, type ContestFaultCode } from '../rules/contest-check.ts';
import { decide } from '../rules/decide.ts';
import { isCounted } from '../rules/decision.ts';
import { describeValue, type Fault, schemaFaults } from '../rules/schema-faults.ts';
import { createTally } from './core.ts';

/** What one case came to: the keys that its outcome prints, in this order (`piaojue count`). */
export type CaseResult =
  | { readonly id: string; readonly outcome: 'void' | 'no-quorum' }
  | (CaseFigures & { readonly outcome: 'complete' | 'shortfall'; readonly vacancies: number })
  | (CaseFigures & { readonly outcome: 'runoff'; readonly tied: readonly number[]; readonly runoffSeats: number });

interface CaseFigures {
  readonly id: string;
  readonly valid: number;
  readonly invalid: number;
  /** 未按 = I − R */
  readonly notSubmitted: number;
  /** In contest order. */
  readonly votes: readonly number[];
  readonly needed: number;
  readonly chosen: readonly number[];
}

export type CaseFaultCode =
  | ContestFaultCode
  | 'not-a-list'
  /** A case is counted without a sitting, so its contest must bring the roll. */
  | 'no-roll'
  /** R by hand is not the number of ballots: V + X = R can't hold. */
  | 'returned-mismatch';
/** `path` is a JSON pointer from the list of cases, so it starts with the index of the case. */
export type CaseFault = Fault<CaseFaultCode>;

/**
 * Plays cases through the real tally core and the real decision, without hardware: a list of `CountCase` in, a list of
 * results out, in the same order. One fault anywhere and nothing is counted.
 */
export function countCases(input: unknown): Result<readonly CaseResult[], readonly CaseFault[]> {
  if (!Array.isArray(input)) {
    return fail([{ code: 'not-a-list', path: '', expected: 'a list of cases', got: describeValue(input) }]);
  }
  const results: CaseResult[] = [];
  const faults: CaseFault[] = [];
  for (const [index, item] of input.entries()) {
    const result = countCase(item);
    if (result.ok) results.push(result.value);
    else faults.push(...result.error.map((fault) => ({ ...fault, path: `/${index}${fault.path}` })));
  }
  return faults.length > 0 ? fail(faults) : ok(results);
}

function countCase(input: unknown): Result<CaseResult, readonly CaseFault[]> {
  const shape = schemaFaults(CountCase, input);
  if (shape.length > 0) return fail(shape);
  const { id, contest: data, ballots, returned } = input as CountCase;
  const checked = checkContest(data);
  if (!checked.ok) return fail(checked.error.map((fault) => ({ ...fault, path: `/contest${fault.path}` })));
  const contest = checked.value;
  const { roll } = contest;
  if (roll === undefined) {
    return fail([{ code: 'no-roll', path: '/contest/roll', expected: 'all, present and issued', got: 'nothing' }]);
  }

  const cast = ballots.reduce((sum, { n }) => sum + n, 0);
  const most = Math.max(cast, returned ?? 0);
  // More ballots than were issued are not even counted: there is no result to show.
  const totals =
    most > roll.issued ? { returned: most, valid: 0, invalid: 0, votes: [] } : count(contest, ballots, cast);
  const decision = decide(contest, roll, totals);
  if (!isCounted(decision)) return ok({ id, outcome: decision.outcome });
  if (returned !== undefined && returned !== cast) {
    const expected = `${cast}, the number of ballots, or more than the ${roll.issued} issued`;
    return fail([{ code: 'returned-mismatch', path: '/returned', expected, got: String(returned) }]);
  }

  const { outcome, needed, chosen, tied, runoffSeats, vacancies } = decision;
  const { valid, invalid, votes } = totals;
  const notSubmitted = roll.issued - totals.returned;
  return ok(
    outcome === 'runoff'
      ? { id, outcome, valid, invalid, notSubmitted, votes, needed, chosen, tied, runoffSeats }
      : { id, outcome, valid, invalid, notSubmitted, votes, needed, chosen, vacancies },
  );
}

/** Each paper in a slot of its own, through the core that counts in the hall. */
function count(contest: CheckedContest, ballots: CountCase['ballots'], slots: number) {
  const { candidates, rules } = contest;
  const tally = createTally({ ...rules, positions: candidates.length, slots });
  let slot = 0;
  for (const { n, marks } of ballots) {
    const bytes = encode(contest, marks);
    for (let i = 0; i < n; i++) tally.accept(slot++, 1, bytes);
  }
  return tally.totals();
}

/**
 * Marks by candidate number as a ballot. A number that no candidate has becomes a mark beyond the last candidate, or on
 * a full paper a ballot of no known form, so that the core is the one that finds it invalid (RULES §1 Marks).
 */
function encode({ candidates }: CheckedContest, marks: readonly number[]): Uint8Array {
  const positions = new Map(candidates.map(({ no }, index) => [no, index]));
  const unknown = candidates.length;
  if (unknown === MAX_POSITIONS && marks.some((no) => !positions.has(no))) return new Uint8Array(BALLOT_BYTES);
  return pickBallot(marks.map((no) => positions.get(no) ?? unknown));
}
