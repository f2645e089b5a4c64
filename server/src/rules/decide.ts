import type { RollFigures } from '@piaojue/contract/contest';
import type { Totals } from '@piaojue/contract/outcome';
import { FORM_CHOICE, FORM_GRADES } from '@piaojue/firmware-protocol/ballot';
import { ballotShape } from './ballot-shape.ts';
import type { CheckedContest } from './contest-check.ts';
import { decideEvaluation } from './decide-evaluation.ts';
import { decideMotion } from './decide-motion.ts';
import { decideSeats } from './decide-seats.ts';
import type { CountedDecision, Decision } from './decision.ts';
import { deepFreeze } from './deep-freeze.ts';
import { type Quorum, quorum } from './quorum.ts';

export type {
  CountedDecision,
  Decision,
  EvaluationDecision,
  MotionDecision,
  NoDecision,
  SeatDecision,
} from './decision.ts';

/**
 * What the rules make of a count (RULES §1 "Deciding, in this order"): quorum → R ≤ I → invalid ballots are out of the
 * totals already → what the kind of vote decides. Lists of the totals are in contest order. When the quorum fails or
 * R > I only `returned` is read of them. `overfull`: more ballots came out of one box of several than went out for it, which
 * is R > I of its own.
 *
 * Throws when `I ≤ P ≤ N` or, in a round that counts, `V + X = R` or the sums over the answers to one candidate do not
 * hold: that is a bug of the caller.
 */
export function decide(contest: CheckedContest, roll: RollFigures, totals: Totals, overfull = false): Decision {
  assertRoll(roll);
  const attendance = quorum(contest.rules.quorum, roll);
  if (!attendance.met || totals.returned > roll.issued || overfull) {
    return deepFreeze({
      outcome: attendance.met ? 'void' : 'no-quorum',
      quorum: attendance,
      rows: contest.candidates.map(({ no }) => ({ no, status: 'none' as const })),
    });
  }
  assertTotals(contest, totals);
  return deepFreeze(decideCounted(contest, roll, totals, attendance));
}

function decideCounted(
  contest: CheckedContest,
  roll: RollFigures,
  totals: Totals,
  attendance: Quorum,
): CountedDecision {
  switch (contest.kind) {
    case 'selection':
    case 'perProject':
    case 'election':
      return decideSeats(contest, roll, totals, attendance);
    case 'resolution':
    case 'namedResolution':
      return decideMotion(contest, roll, totals, attendance);
    case 'evaluation':
      return decideEvaluation(contest, roll, totals, attendance);
  }
}

function assertRoll({ all, present, issued }: RollFigures): void {
  if (!(issued <= present && present <= all)) {
    throw new RangeError(`roll: expected I ≤ P ≤ N, got ${issued}, ${present}, ${all}`);
  }
}

// No figure of a candidate in the texts: an error may end in a log, and a log holds no choice.
function assertTotals(contest: CheckedContest, totals: Totals): void {
  const { returned, valid, invalid, votes, against, abstained, grades } = totals;
  const { form, grades: scale } = ballotShape(contest);
  if (valid + invalid !== returned) {
    throw new RangeError(`totals: expected V + X = R, got ${valid} + ${invalid} and ${returned}`);
  }
  const candidates = contest.candidates.length;
  for (const [name, list, expected] of [
    ['votes', votes, true],
    ['against', against, form === FORM_CHOICE],
    ['abstained', abstained, form === FORM_CHOICE],
    ['grades', grades, form === FORM_GRADES],
  ] as const) {
    const length = expected ? candidates : 0;
    if ((list?.length ?? 0) !== length) {
      throw new RangeError(`totals: expected ${name} of ${length} candidates, got ${list?.length ?? 0}`);
    }
  }
  for (const place of votes.keys()) {
    const answers = form === FORM_GRADES ? (grades?.[place] ?? []) : columns(totals, place);
    if (!answers.every((count) => Number.isInteger(count) && count >= 0 && count <= valid)) {
      throw new RangeError(`totals: expected each candidate's votes from 0 to V = ${valid}`);
    }
    const inFull = form === FORM_CHOICE || form === FORM_GRADES;
    if (inFull && answers.reduce((sum, count) => sum + count, 0) !== valid) {
      throw new RangeError(`totals: expected the answers to each candidate to make up V = ${valid}`);
    }
    if (form === FORM_GRADES && (answers.length !== scale + 1 || answers[0] !== votes[place])) {
      throw new RangeError(`totals: expected ${scale} grades and 弃权 for each item, and 满意 as its votes`);
    }
  }
}

const columns = ({ votes, against, abstained }: Totals, place: number): number[] =>
  [votes, against, abstained].flatMap((list) => (list ? [list[place] ?? 0] : []));
