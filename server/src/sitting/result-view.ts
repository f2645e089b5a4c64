import type {
  ColumnFigures,
  EvaluationResult,
  Figures,
  GradeCounts,
  HandFigures,
  MotionResult,
  NamedAnswer,
  QuorumView,
  RankingResult,
  ResultView,
  RoundTitle,
} from '@piaojue/contract/screen-view';
import type { Contest, EvaluationContest, Fraction, MotionContest, SeatContest } from '@piaojue/contract/contest';
import { FORM_CHOICE, FORM_PICK } from '@piaojue/firmware-protocol/ballot';
import { ballotShape, leastMarks } from '../rules/ballot-shape.ts';
import { type Decision, isCounted, isSeatDecision } from '../rules/decision.ts';
import { answersBySeat } from '../rules/named-answers.ts';
import { quorum } from '../rules/quorum.ts';
import { isCountedState } from '../rounds/machine.ts';
import type { Column, RoundRow } from '../store/store.ts';

/** Pure views of a round. */
export const roundTitle = ({ id, contest, turn, parent, frozen }: RoundRow): RoundTitle => ({
  id,
  title: contest.title ?? '',
  turn,
  parent,
  hash: frozen?.hash ?? null,
  kind: contest.kind,
  ...limits(contest),
});

function limits(contest: Contest): Pick<RoundTitle, 'seats' | 'maxMarks' | 'exactly' | 'minMarks' | 'ballot'> {
  switch (contest.kind) {
    case 'selection':
    case 'perProject':
    case 'election': {
      const { seats, maxMarks, exactly } = contest.rules;
      const shape = ballotShape(contest);
      const ballot = shape.form === FORM_PICK ? 'marks' : 'answers';
      return { seats, maxMarks, exactly, minMarks: leastMarks(shape), ballot };
    }
    case 'resolution':
    case 'namedResolution':
      return { seats: 1, maxMarks: 1, exactly: false, minMarks: 0, ballot: 'answers' };
    case 'evaluation':
      return { seats: 0, maxMarks: 0, exactly: false, minMarks: 0, ballot: `grades${contest.rules.scale}` };
  }
}

export function quorumView(fraction: Fraction, all: number, present: number): QuorumView {
  return { ...quorum(fraction, { all, present }), num: fraction.num, den: fraction.den, strict: fraction.strict };
}

/** The public result, or null before the round was tallied: there is nothing to take figures from. */
export function resultView(round: RoundRow): ResultView | null {
  const { contest, decision } = round;
  const counted = countedRound(round);
  if (!counted || !decision) return null;
  switch (contest.kind) {
    case 'selection':
    case 'perProject':
    case 'election':
      return { ...counted, ...ranking(contest, decision) };
    case 'resolution':
    case 'namedResolution':
      return { ...counted, ...motion(contest, decision), named: isCounted(decision) ? namedAnswers(round) : null };
    case 'evaluation':
      return { ...counted, ...evaluation(contest, decision) };
  }
}

/** What every result says, whatever was voted on. */
type CountedRound = Omit<RankingResult, keyof ReturnType<typeof ranking>>;

function countedRound(round: RoundRow): CountedRound | null {
  const { contest, state, frozen, presence, totals, decision } = round;
  if (!isCountedState(state) || !frozen || !presence || !totals || !decision) return null;
  const counts = isCounted(decision);
  const figures: Figures = {
    all: frozen.all,
    present: presence.present,
    issued: presence.issued,
    returned: totals.returned,
    valid: counts ? totals.valid : null,
    invalid: counts ? totals.invalid : null,
    notSubmitted: counts ? presence.issued - totals.returned : null,
  };
  return {
    round: roundTitle(round),
    kind: contest.kind,
    outcome: decision.outcome,
    figures,
    quorum: quorumView(contest.rules.quorum, frozen.all, presence.present),
    openedAt: round.openedAt ?? 0,
    closedAt: round.closingAt ?? 0,
    announced: round.announcedAt !== null,
    confirmed: contest.rules.people?.sums !== true || round.agreements?.sums !== undefined,
    byHand: byHand(round, counts),
    ruling: round.ruling?.ruling ?? null,
  };
}

/** R, V and X of each column: no figure of a candidate (RULES §4). */
function byHand({ method, columns }: RoundRow, counts: boolean): HandFigures | null {
  if (method === 'keypads' || !columns || !counts) return null;
  const figures = ({ returned, valid, invalid }: Column): ColumnFigures => ({ returned, valid, invalid });
  return { method, keypads: columns.keypads && figures(columns.keypads), paper: figures(columns.paper) };
}

/** Who was given a ballot, in the order of the slots. */
function namedAnswers({ named, frozen, presence }: RoundRow): NamedAnswer[] | null {
  if (!named || !frozen || !presence) return null;
  return answersBySeat(named, frozen.seats, presence.authorised).map(({ name, answer }) => ({ name, answer }));
}

const namesOf = ({ candidates }: Contest): ReadonlyMap<number, string> =>
  new Map(candidates.map(({ no, name }) => [no, name ?? `${no}`]));

function ranking(contest: SeatContest, decision: Decision) {
  const names = namesOf(contest);
  const counted = isSeatDecision(decision) ? decision : null;
  const nothing = { votes: null, against: null, abstained: null, needed: null, rate: null, rank: null, tied: false };
  return {
    form: 'ranking',
    columns: ballotShape(contest).form === FORM_CHOICE ? 'perItem' : 'pick',
    majority: contest.rules.majority,
    needed: counted ? counted.needed : 0,
    rateBase: counted?.rateBase ?? { base: contest.rules.rateBase, value: 0 },
    rows: counted
      ? counted.rows.map(({ no, votes, against, abstained, needed, rate, rank, tiedRank, status }) => ({
          ...{ no, name: names.get(no) ?? `${no}`, votes },
          ...{ against: against ?? null, abstained: abstained ?? null, needed: needed ?? null },
          ...{ rate, rank, tied: tiedRank, status },
        }))
      : contest.candidates.map(({ no }) => ({
          no,
          name: names.get(no) ?? `${no}`,
          ...nothing,
          status: 'none' as const,
        })),
    runoffSeats: counted?.runoffSeats ?? 0,
    vacancies: counted?.vacancies ?? 0,
  } satisfies Partial<RankingResult>;
}

function motion(contest: MotionContest, decision: Decision) {
  const counted = 'for' in decision ? decision : null;
  const [only] = contest.candidates;
  return {
    form: 'motion',
    name: only?.name ?? contest.title ?? '',
    for: counted?.for ?? null,
    against: counted?.against ?? null,
    abstained: counted?.abstained ?? null,
    majority: contest.rules.majority,
    needed: counted?.needed ?? null,
    rate: counted?.rate ?? null,
    rateBase: counted?.rateBase ?? { base: contest.rules.rateBase, value: 0 },
  } satisfies Partial<MotionResult>;
}

function evaluation(contest: EvaluationContest, decision: Decision) {
  const { rules } = contest;
  const names = namesOf(contest);
  const counted = decision.outcome === 'evaluated' ? decision : null;
  const judged = new Map(counted?.rows.map((row) => [row.no, row]));
  return {
    form: 'evaluation',
    scale: rules.scale,
    halfPasses: rules.halfPasses,
    dontKnowCounts: rules.dontKnowCounts !== false,
    rateBase: counted?.rateBase ?? { base: rules.rateBase, value: 0 },
    gradeBase: counted?.gradeBase ?? { base: rules.gradeBase, value: 0 },
    rows: contest.candidates.map(({ no }) => {
      const row = judged.get(no);
      return {
        no,
        name: names.get(no) ?? `${no}`,
        counts: row ? gradeCounts(row.counts, rules.scale) : null,
        strictRate: row?.strictRate ?? null,
        broadRate: row?.broadRate ?? null,
        grade: row?.grade ?? null,
      };
    }),
  } satisfies Partial<EvaluationResult>;
}

function gradeCounts(counts: readonly number[], scale: 3 | 4): GradeCounts {
  const [satisfied = 0, basic = 0, dissatisfied = 0] = counts;
  const dontKnow = scale === 4 ? (counts[3] ?? 0) : null;
  return { satisfied, basic, dissatisfied, dontKnow, abstained: counts[scale] ?? 0 };
}
