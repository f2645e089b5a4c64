import { fail, ok, type Result } from '@piaojue/contract/result';
import type { Candidate, Contest, Rules } from '@piaojue/contract/contest';
import { type CheckedContest, checkContest } from './contest-check.ts';
import type { Decision } from './decision.ts';
import { isCounted } from './decision.ts';
import type { Fault } from './schema-faults.ts';

export type RevoteFaultCode =
  /** The round has no tie across the line. */
  | 'no-tie'
  /** The round left no seat open for want of votes. */
  | 'no-shortfall'
  /** Not a candidate of that round. */
  | 'unknown-candidate'
  | 'candidate-named-twice'
  /** Chosen already. */
  | 'already-chosen'
  /** Fewer than vacancies + 1: with one candidate left 主席团 puts it as a 表决 (RULES §1 decision 6). */
  | 'too-few-candidates';
export type RevoteFault = Fault<RevoteFaultCode>;

/**
 * 再次票决: the child contest after a tie across the line (RULES §1 "Tie that straddles", decision 5). Only the tied ones
 * stand, under the numbers they had; seats = marks = the seats that remain; plurality, blanks and fewer marks allowed;
 * quorum rule, press, reveal and rate base are the parent's. The roll is the child's own and not part of it.
 */
export function runoffContest(parent: CheckedContest, decision: Decision): Result<CheckedContest, RevoteFault> {
  if (decision.outcome !== 'runoff') {
    return fail({ code: 'no-tie', path: '/outcome', expected: 'a tie across the line', got: decision.outcome });
  }
  const tied = new Set(decision.tied);
  const seats = decision.runoffSeats;
  return ok(
    child(
      parent,
      parent.candidates.filter(({ no }) => tied.has(no)),
      { ...parent.rules, seats, maxMarks: seats, minMarks: 0, exactly: false, majority: null },
    ),
  );
}

/**
 * The vote that 主席团 may order after a shortfall, over candidates it names (RULES §1 "Fewer than S passed",
 * decision 6). The parent's rules stay, the majority too: plurality never fills a seat on its own. Marks are limited to
 * the seats that remain.
 */
export function shortfallContest(
  parent: CheckedContest,
  decision: Decision,
  candidateNos: readonly number[],
): Result<CheckedContest, RevoteFault> {
  if (!isCounted(decision) || decision.outcome !== 'shortfall') {
    return fail({ code: 'no-shortfall', path: '/outcome', expected: 'a shortfall', got: decision.outcome });
  }
  const field = new Map(parent.candidates.map((candidate) => [candidate.no, candidate]));
  const named = new Set<number>();
  for (const [index, no] of candidateNos.entries()) {
    const path = `/candidates/${index}`;
    const refuse = (code: RevoteFaultCode, expected: string) => fail({ code, path, expected, got: String(no) });
    if (!field.has(no)) return refuse('unknown-candidate', `one of ${[...field.keys()].join(', ')}`);
    if (named.has(no)) return refuse('candidate-named-twice', 'each candidate once');
    if (decision.chosen.includes(no)) return refuse('already-chosen', 'a candidate who was not chosen yet');
    named.add(no);
  }
  const seats = decision.vacancies;
  if (named.size < seats + 1) {
    const expected = `at least ${seats + 1} candidates for ${seats} seats; a single candidate is put as a 表决`;
    return fail({ code: 'too-few-candidates', path: '/candidates', expected, got: `${named.size} candidates` });
  }
  const maxMarks = Math.min(parent.rules.maxMarks, seats);
  return ok(
    child(
      parent,
      parent.candidates.filter(({ no }) => named.has(no)),
      { ...parent.rules, seats, maxMarks, minMarks: Math.min(parent.rules.minMarks, maxMarks) },
    ),
  );
}

function child(parent: CheckedContest, candidates: Candidate[], rules: Rules): CheckedContest {
  // Roll, source and expected votes are facts of the parent's round.
  const contest: Contest = { kind: parent.kind, candidates, rules };
  if (parent.title !== undefined) contest.title = parent.title;
  const checked = checkContest(contest);
  if (!checked.ok) throw new Error(`a re-vote of a checked contest: expected no fault, got ${checked.error[0]?.code}`);
  return checked.value;
}
