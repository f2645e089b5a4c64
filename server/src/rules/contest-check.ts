import {
  type Base,
  Contest,
  type ElectionRules,
  type Fraction,
  type SeatContest,
  type SeatRules,
} from '@piaojue/contract/contest';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { FORM_PICK } from '@piaojue/firmware-protocol/ballot';
import { ballotShape } from './ballot-shape.ts';
import { deepFreeze } from './deep-freeze.ts';
import { type Fault, type SchemaFaultCode, schemaFaults } from './schema-faults.ts';

declare const checked: unique symbol;
/** A contest that passed `checkContest`, frozen to its leaves. Only `checkContest` makes one. */
export type Checked<C extends Contest> = Readonly<C> & { readonly [checked]: true };
export type CheckedContest = Checked<Contest>;

export type ContestFaultCode =
  | SchemaFaultCode
  /** Two candidates with one number: a keyed number must mean one of them. */
  | 'duplicate-number'
  /** C ≥ S + 1 (差额), or C ≥ S of a 等额 election, does not hold. */
  | 'not-differential'
  /** More marks than candidates: with `exactly` no ballot could ever be valid. */
  | 'marks-above-candidates'
  | 'min-above-max-marks'
  /** A share of more than the whole, or strictly more than the whole: nobody can ever reach it. */
  | 'fraction-out-of-reach'
  /** A pick list has no 反对 (RULES §1 decision 3). */
  | 'for-against-on-pick-list'
  /** Nobody is against an item that is graded. */
  | 'for-against-on-grades'
  /** A candidate was merged into one that is not on the list. */
  | 'unknown-candidate'
  /** I ≤ P ≤ N does not hold. */
  | 'roll-order'
  | 'expected-votes-length';
export type ContestFault = Fault<ContestFaultCode>;

/**
 * Whether these data are a contest that can be voted on: the schema first, then what a schema can't say (RULES §1).
 * The value is a frozen copy of the input; the error lists every fault that was found.
 */
export function checkContest(input: unknown): Result<CheckedContest, readonly ContestFault[]> {
  const shape = schemaFaults(Contest, input);
  if (shape.length > 0) return fail(shape);
  const contest = structuredClone(input) as Contest;
  const faults = meaningFaults(contest);
  return faults.length > 0 ? fail(faults) : ok(deepFreeze(contest) as CheckedContest);
}

export const isSeatKind = (kind: string): kind is SeatContest['kind'] =>
  kind === 'selection' || kind === 'perProject' || kind === 'election';
export const isSeatContest = (contest: CheckedContest): contest is Checked<SeatContest> => isSeatKind(contest.kind);

/** More candidates than seats are asked for; only an election may be 等额 (RULES §1 Differential). */
export const isDifferential = (rules: SeatRules | ElectionRules): boolean =>
  !('differential' in rules) || rules.differential;

/** Where a fault is and what it is; `got` is printed. */
type Add = (code: ContestFaultCode, path: string, expected: string, got: string | number) => void;

function meaningFaults(contest: Contest): ContestFault[] {
  const faults: ContestFault[] = [];
  const add: Add = (code, path, expected, got) => faults.push({ code, path, expected, got: String(got) });
  listFaults(contest, add);
  fractionFaults(contest.rules.quorum, '/rules/quorum', add);
  baseFaults(contest, contest.rules.rateBase, '/rules/rateBase', add);
  switch (contest.kind) {
    case 'selection':
    case 'perProject':
    case 'election':
      seatFaults(contest, add);
      break;
    case 'resolution':
    case 'namedResolution':
      fractionFaults(contest.rules.majority, '/rules/majority', add);
      break;
    case 'evaluation':
      baseFaults(contest, contest.rules.gradeBase, '/rules/gradeBase', add);
  }
  return faults;
}

function listFaults({ candidates, screened, roll, expectedVotes }: Contest, add: Add): void {
  const seen = new Set<number>();
  for (const [index, { no }] of candidates.entries()) {
    if (seen.has(no)) add('duplicate-number', `/candidates/${index}/no`, 'a number no other candidate has', no);
    seen.add(no);
  }
  for (const [index, { into }] of (screened ?? []).entries()) {
    if (into !== undefined && !seen.has(into))
      add('unknown-candidate', `/screened/${index}/into`, 'the number of a candidate', into);
  }
  if (roll && (roll.issued > roll.present || roll.present > roll.all)) {
    add('roll-order', '/roll', 'issued ≤ present ≤ all', `${roll.issued}, ${roll.present}, ${roll.all}`);
  }
  if (expectedVotes && expectedVotes.length !== candidates.length) {
    const expected = `${candidates.length} figures, one a candidate`;
    add('expected-votes-length', '/expectedVotes', expected, expectedVotes.length);
  }
}

function seatFaults(contest: SeatContest, add: Add): void {
  const { candidates, rules } = contest;
  const field = candidates.length;
  const [least, why] = isDifferential(rules) ? [rules.seats + 1, '差额: C ≥ S + 1'] : [rules.seats, '等额: C ≥ S'];
  if (field < least) {
    const expected = `at least ${least} candidates for ${rules.seats} seats (${why})`;
    add('not-differential', '/candidates', expected, `${field} candidates`);
  }
  if (rules.maxMarks > field) {
    add('marks-above-candidates', '/rules/maxMarks', `at most ${field}, the number of candidates`, rules.maxMarks);
  }
  if (rules.minMarks > rules.maxMarks) {
    add('min-above-max-marks', '/rules/minMarks', `at most ${rules.maxMarks}, as maxMarks says`, rules.minMarks);
  }
  if (rules.majority) {
    fractionFaults(rules.majority, '/rules/majority', add);
    baseFaults(contest, rules.majority.base, '/rules/majority/base', add);
  }
}

function fractionFaults({ num, den, strict }: Fraction, path: string, add: Add): void {
  if (num > den || (strict && num === den)) {
    const got = `${strict ? 'more than' : 'at least'} ${num}/${den}`;
    add('fraction-out-of-reach', path, 'a share that everybody together can reach', got);
  }
}

function baseFaults(contest: Contest, base: Base, path: string, add: Add): void {
  if (base !== 'forAgainst') return;
  const expected = '"all" or "present" or "returned" or "valid"';
  if (contest.kind === 'evaluation')
    add('for-against-on-grades', path, `${expected}: nobody is against an item that is graded`, '"forAgainst"');
  else if (ballotShape(contest).form === FORM_PICK)
    add('for-against-on-pick-list', path, `${expected}: a pick list has no 反对`, '"forAgainst"');
}
