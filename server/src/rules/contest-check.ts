import type { ContestWarning } from '@piaojue/contract/console-view';
import { type Base, Contest, type Fraction } from '@piaojue/contract/contest';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { deepFreeze } from './deep-freeze.ts';
import { type Fault, type SchemaFaultCode, schemaFaults } from './schema-faults.ts';

declare const checked: unique symbol;
/** A contest that passed `checkContest`, frozen to its leaves. Only `checkContest` makes one. */
export type CheckedContest = Readonly<Contest> & { readonly [checked]: true };

export type ContestFaultCode =
  | SchemaFaultCode
  /** Two candidates with one number: a keyed number must mean one of them. */
  | 'duplicate-number'
  /** C ≥ S + 1 (差额) does not hold. */
  | 'not-differential'
  /** More marks than candidates: with `exactly` no ballot could ever be valid. */
  | 'marks-above-candidates'
  | 'min-above-max-marks'
  /** A share of more than the whole, or strictly more than the whole: nobody can ever reach it. */
  | 'fraction-out-of-reach'
  /** A pick list has no 反对 (RULES §1 decision 3). */
  | 'for-against-on-pick-list'
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

/** What is allowed but should be said before the vote: a field with (C − S) / S under 20 % (RULES §1 Differential). */
export function contestWarnings(contest: Pick<Contest, 'candidates' | 'rules'>): readonly ContestWarning[] {
  const { seats } = contest.rules;
  return 5 * (contest.candidates.length - seats) < seats ? ['narrow-field'] : [];
}

function meaningFaults({ candidates, rules, roll, expectedVotes }: Contest): ContestFault[] {
  const faults: ContestFault[] = [];
  const add = (code: ContestFaultCode, path: string, expected: string, got: string | number) =>
    faults.push({ code, path, expected, got: String(got) });

  const seen = new Set<number>();
  for (const [index, { no }] of candidates.entries()) {
    if (seen.has(no)) add('duplicate-number', `/candidates/${index}/no`, 'a number no other candidate has', no);
    seen.add(no);
  }

  const field = candidates.length;
  if (field < rules.seats + 1) {
    const expected = `at least ${rules.seats + 1} candidates for ${rules.seats} seats (差额: C ≥ S + 1)`;
    add('not-differential', '/candidates', expected, `${field} candidates`);
  }
  if (rules.maxMarks > field) {
    add('marks-above-candidates', '/rules/maxMarks', `at most ${field}, the number of candidates`, rules.maxMarks);
  }
  if (rules.minMarks > rules.maxMarks) {
    add('min-above-max-marks', '/rules/minMarks', `at most ${rules.maxMarks}, as maxMarks says`, rules.minMarks);
  }

  const fraction = ({ num, den, strict }: Fraction, path: string) => {
    if (num > den || (strict && num === den)) {
      const got = `${strict ? 'more than' : 'at least'} ${num}/${den}`;
      add('fraction-out-of-reach', path, 'a share that everybody together can reach', got);
    }
  };
  fraction(rules.quorum, '/rules/quorum');
  const base = (value: Base, path: string) => {
    if (value === 'forAgainst') {
      const expected = '"all" or "present" or "returned" or "valid": a pick list has no 反对';
      add('for-against-on-pick-list', path, expected, '"forAgainst"');
    }
  };
  base(rules.rateBase, '/rules/rateBase');
  if (rules.majority) {
    fraction(rules.majority, '/rules/majority');
    base(rules.majority.base, '/rules/majority/base');
  }

  if (roll && (roll.issued > roll.present || roll.present > roll.all)) {
    add('roll-order', '/roll', 'issued ≤ present ≤ all', `${roll.issued}, ${roll.present}, ${roll.all}`);
  }
  if (expectedVotes && expectedVotes.length !== field) {
    add('expected-votes-length', '/expectedVotes', `${field} figures, one a candidate`, expectedVotes.length);
  }
  return faults;
}
