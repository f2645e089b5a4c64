import { type Contest, CountCase } from '@piaojue/contract/contest';
import type { Totals } from '@piaojue/contract/outcome';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { FORM_GRADES } from '@piaojue/firmware-protocol/ballot';
import { ballotOf, type Mark } from '@piaojue/firmware-protocol/marks';
import { ballotShape } from '../rules/ballot-shape.ts';
import { checkContest, type ContestFaultCode } from '../rules/contest-check.ts';
import { decide } from '../rules/decide.ts';
import { type CountedDecision, type EvaluatedItem, isCounted } from '../rules/decision.ts';
import { describeValue, type Fault, schemaFaults } from '../rules/schema-faults.ts';
import { createTally } from './core.ts';
import { MARKS_OF_FORM, readMark, wordsOf } from './marks.ts';
import { tallySpec } from './spec.ts';

/** What one case came to: the keys that its outcome prints, in this order (`piaojue count`). */
export type CaseResult =
  | { readonly id: string; readonly outcome: 'void' | 'no-quorum' }
  | (SeatFigures & { readonly outcome: 'complete' | 'shortfall'; readonly vacancies: number })
  | (SeatFigures & { readonly outcome: 'runoff'; readonly tied: readonly number[]; readonly runoffSeats: number })
  | (CaseFigures & { readonly outcome: 'passed' | 'rejected'; readonly needed: number; readonly rate: string | null })
  | (CaseFigures & { readonly outcome: 'evaluated'; readonly items: readonly EvaluatedItem[] });

interface CaseFigures {
  readonly id: string;
  readonly valid: number;
  readonly invalid: number;
  /** 未按 = I − R */
  readonly notSubmitted: number;
  /** In contest order. */
  readonly votes: readonly number[];
  /** Where each candidate is answered. */
  readonly against?: readonly number[];
  readonly abstained?: readonly number[];
}
interface SeatFigures extends CaseFigures {
  /** null: each candidate has its own, in `neededEach`. */
  readonly needed: number | null;
  readonly neededEach?: readonly number[];
  readonly chosen: readonly number[];
}

export type CaseFaultCode =
  | ContestFaultCode
  | 'not-a-list'
  /** A case is counted without a sitting, so its contest must bring the roll. */
  | 'no-roll'
  /** Not a mark of the ballot's form. */
  | 'bad-mark'
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
  const papers = readPapers(contest, ballots);
  if (!papers.ok) return papers;

  const cast = ballots.reduce((sum, { n }) => sum + n, 0);
  const most = Math.max(cast, returned ?? 0);
  // More ballots than were issued are not even counted: there is no result to show.
  const totals =
    most > roll.issued ? { returned: most, valid: 0, invalid: 0, votes: [] } : count(contest, papers.value, cast);
  const decision = decide(contest, roll, totals);
  if (!isCounted(decision)) return ok({ id, outcome: decision.outcome });
  if (returned !== undefined && returned !== cast) {
    const expected = `${cast}, the number of ballots, or more than the ${roll.issued} issued`;
    return fail([{ code: 'returned-mismatch', path: '/returned', expected, got: String(returned) }]);
  }
  return ok(resultOf(id, decision, totals, roll.issued));
}

function resultOf(id: string, decision: CountedDecision, totals: Totals, issued: number): CaseResult {
  const { returned, valid, invalid, votes, against, abstained } = totals;
  const head = { id, outcome: decision.outcome };
  const figures = { valid, invalid, notSubmitted: issued - returned, votes };
  const answers = { ...(against && { against }), ...(abstained && { abstained }) };
  switch (decision.outcome) {
    case 'evaluated':
      return { ...head, ...figures, outcome: decision.outcome, items: decision.rows };
    case 'passed':
    case 'rejected': {
      const { outcome, needed, rate } = decision;
      return { ...head, ...figures, ...answers, outcome, needed, rate };
    }
    case 'complete':
    case 'shortfall':
    case 'runoff': {
      const { outcome, needed, rows, chosen, tied, runoffSeats, vacancies } = decision;
      const each = needed === null ? { neededEach: rows.map((row) => row.needed ?? 0) } : {};
      const seats = { ...head, ...figures, ...answers, needed, ...each, chosen };
      return outcome === 'runoff' ? { ...seats, outcome, tied, runoffSeats } : { ...seats, outcome, vacancies };
    }
  }
}

interface Papers {
  readonly n: number;
  readonly bytes: Uint8Array;
}

/** What can't be on a ballot is for the core to find invalid (RULES §1 Marks); what is no mark at all is a fault. */
function readPapers(contest: Contest, ballots: CountCase['ballots']): Result<readonly Papers[], readonly CaseFault[]> {
  const { form } = ballotShape(contest);
  const paper = { form, numbers: contest.candidates.map(({ no }) => no) };
  const faults: CaseFault[] = [];
  const papers = ballots.map(({ n, marks }, index) => {
    const entries = typeof marks === 'string' ? [marks] : marks;
    const words = entries.flatMap((entry): (string | number)[] =>
      typeof entry === 'string' ? wordsOf(entry) : [entry],
    );
    const read = words.flatMap((word): Mark[] => {
      // A number alone is a mark or 赞成; of grades it could be either half.
      if (typeof word === 'number' && form !== FORM_GRADES) return [word];
      const mark = readMark(String(word), form);
      if (mark !== null) return [mark];
      const path = `/ballots/${index}/marks`;
      faults.push({ code: 'bad-mark', path, expected: MARKS_OF_FORM[form], got: describeValue(word) });
      return [];
    });
    return { n, bytes: ballotOf(paper, read) };
  });
  return faults.length > 0 ? fail(faults) : ok(papers);
}

/** Each paper in a slot of its own, through the core that counts in the hall. */
function count(contest: Contest, papers: readonly Papers[], slots: number): Totals {
  const tally = createTally(tallySpec(contest, slots));
  let slot = 0;
  for (const { n, bytes } of papers) for (let i = 0; i < n; i++) tally.accept(slot++, 1, bytes);
  return tally.totals();
}
