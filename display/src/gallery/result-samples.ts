import type { Candidate } from '@piaojue/contract/contest';
import type {
  AdoptedView,
  EvaluationResult,
  GradeCounts,
  MotionResult,
  NamedAnswer,
  RankingResult,
  ReadingPicture,
  RoundTitle,
  SummaryPicture,
} from '@piaojue/contract/screen-view';
import { candidates, persons } from './sample-candidates.ts';

/** The same list with 赞成, 反对 and 弃权 for each project. */
export function perItemSample(ranked: RankingResult): RankingResult {
  return {
    ...ranked,
    kind: 'perProject',
    round: { ...ranked.round, kind: 'perProject', ballot: 'answers' },
    columns: 'perItem',
    rateBase: { base: 'valid', value: 95 },
    rows: ranked.rows.map((row) => {
      const votes = row.votes ?? 0;
      const against = Math.floor((95 - votes) * 0.6);
      return { ...row, against, abstained: 95 - votes - against, needed: 51, rate: ((100 * votes) / 95).toFixed(2) };
    }),
  };
}

/** 101 deputies, 98 present, 95 valid: 77 or 44 in favour. */
export function motionSample(
  { figures, quorum, openedAt, closedAt }: RankingResult,
  round: RoundTitle,
  name: string,
  outcome: 'passed' | 'rejected' | 'named',
): MotionResult {
  const votes = outcome === 'rejected' ? 44 : 77;
  const against = outcome === 'rejected' ? 43 : 12;
  return {
    ...{ form: 'motion', kind: round.kind, round, outcome: outcome === 'rejected' ? 'rejected' : 'passed', name },
    ...{ figures, quorum, openedAt, closedAt, announced: false, confirmed: false, byHand: null, ruling: null },
    ...{ for: votes, against, abstained: 95 - votes - against },
    majority: { num: 1, den: 2, strict: true, base: 'all' },
    needed: 51,
    rate: ((100 * votes) / 101).toFixed(2),
    rateBase: { base: 'all', value: 101 },
    named:
      outcome === 'named'
        ? persons(98).map(
            ({ name: deputy }, at): NamedAnswer => ({
              name: deputy ?? '',
              answer:
                at < 12 ? 'against' : at < 18 ? 'abstained' : at < 20 ? 'notSubmitted' : at === 20 ? 'invalid' : 'for',
            }),
          )
        : null,
  };
}

/** Items from good to bad, so that every grade and every width of a segment is there. */
export function evaluationSample(
  { figures, quorum, round, openedAt, closedAt }: RankingResult,
  count: number,
  long = false,
): EvaluationResult {
  return {
    ...{ form: 'evaluation', kind: 'evaluation', outcome: 'evaluated', figures, quorum, openedAt, closedAt },
    ...{ announced: false, confirmed: false, byHand: null, ruling: null },
    round: {
      ...round,
      ...{ kind: 'evaluation', ballot: 'grades4', seats: 0, maxMarks: 0 },
      title: '2026年度民生实事项目完成情况满意度测评',
    },
    scale: 4,
    halfPasses: false,
    dontKnowCounts: true,
    rateBase: { base: 'returned', value: 96 },
    gradeBase: { base: 'returned', value: 96 },
    rows: candidates(count, long).map(({ no, name }, at) => {
      const counts: GradeCounts = {
        satisfied: Math.max(88 - at * 5, 4),
        basic: Math.min(3 + at * 4, 40),
        dissatisfied: Math.min(at, 46),
        dontKnow: at % 5,
        abstained: 0,
      };
      const { satisfied, basic, dissatisfied, dontKnow } = counts;
      const abstained = Math.max(95 - satisfied - basic - dissatisfied - (dontKnow ?? 0), 0);
      return {
        no,
        name: name ?? '',
        counts: { ...counts, abstained },
        strictRate: ((100 * satisfied) / 96).toFixed(2),
        broadRate: ((100 * (satisfied + basic)) / 96).toFixed(2),
        grade: satisfied > 48 ? 'satisfied' : satisfied + basic > 48 ? 'basic' : 'dissatisfied',
      };
    }),
  };
}

/** The first `shown` rows of a result, in the order of their ranks, and nothing of the others. */
export function readingSample(
  { outcome: _outcome, runoffSeats: _seats, vacancies: _vacancies, ruling: _ruling, ...told }: RankingResult,
  stood: readonly Candidate[],
  shown: number,
): ReadingPicture {
  const ranked = told.rows.toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0) || a.no - b.no);
  return {
    kind: 'reading',
    candidates: stood,
    result: { ...told, rows: ranked.slice(0, shown) },
    reading: { shown, of: ranked.length },
  };
}

/** What was adopted in a first vote, and in the one on those who tied. */
export function summarySample(first: RankingResult, second?: RankingResult): SummaryPicture {
  const adopted = [first, ...(second === undefined ? [] : [second])].flatMap(({ round, rows }) =>
    rows
      .filter(({ status }) => status === 'chosen')
      .toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0) || a.no - b.no)
      .map(({ no, name, votes }): AdoptedView => ({ no, name, votes, turn: round.turn, by: 'vote' })),
  );
  const seats = first.round.seats - adopted.length;
  return {
    kind: 'summary',
    result: first,
    adopted,
    open: { seats, by: seats === 0 ? 'nothing' : first.outcome === 'shortfall' ? 'shortfall' : 'runoff' },
  };
}
