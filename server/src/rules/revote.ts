import { fail, ok, type Result } from '@piaojue/contract/result';
import type { Candidate, Contest, Majority, MotionContest, SeatContest } from '@piaojue/contract/contest';
import { type Checked, type CheckedContest, checkContest, isDifferential, isSeatContest } from './contest-check.ts';
import type { Decision, SeatDecision } from './decision.ts';
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
  /** Fewer than vacancies + 1, and not a single one, which is put as a 表决 (RULES §1 decision 6). */
  | 'too-few-candidates';
export type RevoteFault = Fault<RevoteFaultCode>;

/**
 * 再次票决: the child contest after a tie across the line (RULES §1 "Tie that straddles", decision 5). Only the tied ones
 * stand, under the numbers they had; seats = marks = the seats that remain; plurality, blanks and fewer marks allowed;
 * kind, form, quorum rule, press, reveal and rate base are the parent's. The roll is the child's own and not part of it.
 */
export function runoffContest(parent: CheckedContest, decision: Decision): Result<Checked<SeatContest>, RevoteFault> {
  if (decision.outcome !== 'runoff' || !isSeatContest(parent)) {
    return fail({ code: 'no-tie', path: '/outcome', expected: 'a tie across the line', got: decision.outcome });
  }
  const tied = new Set(decision.tied);
  const seats = decision.runoffSeats;
  const rules = { seats, maxMarks: seats, minMarks: 0, exactly: false, majority: null };
  return ok(again(parent, tied, rules));
}

/** What a shortfall left: seats for which too few passed, and who has one already. */
export type OpenSeats = Pick<SeatDecision, 'vacancies' | 'chosen'>;

/**
 * The vote that 主席团 may order after a shortfall, over candidates it names (RULES §1 "Fewer than S passed",
 * decision 6). The parent's rules stay, the majority too: plurality never fills a seat on its own. Marks are limited to
 * the seats that remain. A single candidate is put as a 表决, which needs a majority: the parent's, or over half of all.
 */
export function shortfallContest(
  parent: CheckedContest,
  decision: Decision | (OpenSeats & { readonly outcome: 'shortfall' }),
  candidateNos: readonly number[],
): Result<Checked<SeatContest | MotionContest>, RevoteFault> {
  if (decision.outcome !== 'shortfall' || !isSeatContest(parent)) {
    return fail({ code: 'no-shortfall', path: '/outcome', expected: 'a shortfall', got: decision.outcome });
  }
  const named = namedCandidates(parent, decision, candidateNos);
  if (!named.ok) return named;
  if (named.value.size === 1) return ok(single(parent, named.value));
  const seats = decision.vacancies;
  const least = isDifferential(parent.rules) ? seats + 1 : seats;
  if (named.value.size < least) {
    const expected = `at least ${least} candidates for ${seats} seats, or a single one to be put as a 表决`;
    return fail({ code: 'too-few-candidates', path: '/candidates', expected, got: `${named.value.size} candidates` });
  }
  const maxMarks = Math.min(parent.rules.maxMarks, seats);
  return ok(again(parent, named.value, { seats, maxMarks, minMarks: Math.min(parent.rules.minMarks, maxMarks) }));
}

/** Those whom 主席团 named: candidates of that round who have no seat yet, each once. */
function namedCandidates(
  parent: Checked<SeatContest>,
  { chosen }: OpenSeats,
  candidateNos: readonly number[],
): Result<ReadonlySet<number>, RevoteFault> {
  const field = parent.candidates.map(({ no }) => no);
  const named = new Set<number>();
  for (const [index, no] of candidateNos.entries()) {
    const path = `/candidates/${index}`;
    const refuse = (code: RevoteFaultCode, expected: string) => fail({ code, path, expected, got: String(no) });
    if (!field.includes(no)) return refuse('unknown-candidate', `one of ${field.join(', ')}`);
    if (named.has(no)) return refuse('candidate-named-twice', 'each candidate once');
    if (chosen.includes(no)) return refuse('already-chosen', 'a candidate who was not chosen yet');
    named.add(no);
  }
  return ok(named);
}

const OVER_HALF_OF_ALL: Majority = { num: 1, den: 2, strict: true, base: 'all' };

function single(parent: Checked<SeatContest>, named: ReadonlySet<number>): Checked<MotionContest> {
  const { quorum, rateBase, press, reveal, clock, people, profile, majority } = parent.rules;
  return child<MotionContest>(parent, {
    kind: 'resolution',
    candidates: standing(parent, named),
    rules: {
      quorum,
      rateBase,
      press,
      ...(reveal && { reveal }),
      ...(clock && { clock }),
      ...(people && { people }),
      ...(profile && { profile }),
      majority: majority ?? OVER_HALF_OF_ALL,
    },
  });
}

/** The parent's vote over these candidates, with these rules instead of its own. */
function again(
  parent: Checked<SeatContest>,
  nos: ReadonlySet<number>,
  rules: Partial<SeatContest['rules']>,
): Checked<SeatContest> {
  const candidates = standing(parent, nos);
  return parent.kind === 'election'
    ? child<SeatContest>(parent, { kind: parent.kind, candidates, rules: { ...parent.rules, ...rules } })
    : child<SeatContest>(parent, { kind: parent.kind, candidates, rules: { ...parent.rules, ...rules } });
}

const standing = ({ candidates }: Checked<SeatContest>, nos: ReadonlySet<number>): Candidate[] =>
  candidates.filter(({ no }) => nos.has(no));

/** Roll, source and expected votes are facts of the parent's round; what was screened out is too. */
function child<C extends Contest>(parent: CheckedContest, contest: C): Checked<C> {
  const checked = checkContest(parent.title === undefined ? contest : { ...contest, title: parent.title });
  if (!checked.ok) throw new Error(`a re-vote of a checked contest: expected no fault, got ${checked.error[0]?.code}`);
  return checked.value as Checked<C>;
}
