import type { CountedRound, OfficersRound, OfficersView } from '@piaojue/contract/officers-view';
import type { EvaluationResult, MotionResult, RankingResult, ResultRow } from '@piaojue/contract/screen-view';
import type { ConsoleText } from '../i18n/console-text.ts';
import { byRank, hasFigures, tallies } from '../screen/result-order.ts';
import { countWords, numberWords, rateWords } from './read-aloud.ts';

/** What is done and what is counted, in the language of the page. */
export interface RoundWords {
  readonly act: string;
  readonly unit: string;
}

/**
 * What the presiding officer says now, sentence by sentence, with the figures filled in (RULES §3). A figure per candidate is
 * said only of a round that was counted.
 */
export function script(view: OfficersView, words: RoundWords | null, t: ConsoleText): readonly string[] {
  const { round, signIn } = view;
  const onPaper = round?.method === 'hand';
  const presence = signIn.quorum.met
    ? t('say.quorum', { all: signIn.all, present: signIn.present })
    : t('say.noQuorumYet', { all: signIn.all, present: signIn.present, needed: signIn.quorum.needed });
  if (view.ended && (round === null || words === null || !round.counted)) return [t('say.adjourn')];
  if (round === null || words === null)
    return signIn.quorum.met
      ? [presence, t('say.openMeeting', { ...view.sitting, plenary: signIn.plenary })]
      : signIn.open
        ? [t('say.signIn'), presence]
        : [presence];
  if (round.counted) return counted(round, view, words, t);
  switch (round.state) {
    case 'draft':
    case 'ready':
      return [presence, t('say.title', { title: round.round.title }), ...rules(round, words, t), ...box(round, t)];
    case 'opening':
      return [t('say.open', { ...words })];
    case 'open': {
      if (onPaper) return [t('say.openPaper', { ...words })];
      const { issued, returned } = round.figures;
      // Of the keypads: whoever was moved to paper is not awaited there.
      const pending = Math.max((issued ?? 0) - (round.paper?.issued ?? 0) - (returned ?? 0), 0);
      return [t('say.open', { ...words }), t('say.turnout', { returned: returned ?? 0, pending }), t('say.closeNow')];
    }
    case 'closing':
    case 'counting':
      return [
        t(onPaper ? 'say.closedPaper' : 'say.closed', { ...words }),
        t(round.paper?.awaited === true ? 'say.paper' : 'say.checking'),
      ];
    case 'disputed':
      return [t('say.checking')];
    case 'aborting':
    case 'aborted':
      return [t(onPaper ? 'say.abortedPaper' : 'say.aborted', { ...words })];
  }
}

/**
 * What follows once somebody has acted, as far as it is known beforehand: it holds no figure of the vote. The words of a tie or
 * a shortfall stand in the script of the result itself.
 */
export function upcoming(view: OfficersView, words: RoundWords | null, t: ConsoleText): readonly string[] {
  const { round, signIn } = view;
  if (view.ended) return [];
  if (round === null || words === null) return signIn.quorum.met ? [] : [t('say.startMeeting')];
  const onPaper = round.method === 'hand';
  const close = [t(onPaper ? 'say.closedPaper' : 'say.closed', { ...words }), t('say.checking')];
  switch (round.state) {
    case 'draft':
    case 'ready':
      return [t(onPaper ? 'say.openPaper' : 'say.open', { ...words })];
    case 'opening':
    case 'open':
      return close;
    case 'closing':
    case 'counting':
    case 'disputed':
      return [t('say.resultFollows', { title: round.round.title })];
    case 'aborting':
    case 'aborted':
    case 'tallied':
    case 'recorded':
    case 'destroying':
    case 'closed':
      return [];
  }
}

/** The sentence of a ranked result that reads row `row` (1: the first by rank); null where no rows are read. */
export function sentenceOfRow({ result }: CountedRound, row: number, t: ConsoleText): number | null {
  if (result.form !== 'ranking' || !hasFigures(result) || row < 1 || row > result.rows.length) return null;
  const figures = 1;
  return figures + majority(result, t).length + share(result, t).length + row - 1;
}

/**
 * The sentence that the hall's screen is at while a result is read out row by row: the first of those that came with the last
 * step, since a shared rank comes whole. null: before the first row, or nothing is read out.
 */
export function sentenceReadNow(round: OfficersRound | null, t: ConsoleText): number | null {
  if (!round?.counted || round.reading === null || round.result.form !== 'ranking') return null;
  const rows = byRank(round.result.rows);
  const last = rows[round.reading.shown - 1];
  if (last === undefined) return null;
  const first = last.rank === null ? round.reading.shown : rows.findIndex(({ rank }) => rank === last.rank) + 1;
  return sentenceOfRow(round, first, t);
}

const box = (round: OfficersRound, t: ConsoleText): string[] =>
  round.agreements.some(({ what, given }) => what === 'emptyBox' && given === null) ? [t('say.boxEmpty')] : [];

/** What is to be pressed, or written on paper, and which ballots do not count. */
function rules({ round, candidates, method }: OfficersRound, words: RoundWords, t: ConsoleText): string[] {
  const values = { ...words, candidates: candidates.length, seats: round.seats, marks: round.maxMarks };
  const onPaper = method === 'hand';
  const motion = t(onPaper ? 'say.rulesMotionPaper' : 'say.rulesMotion');
  switch (round.kind) {
    case 'resolution':
      return [motion];
    case 'namedResolution':
      return [t('say.rulesNamed'), motion];
    case 'evaluation':
      return [t(onPaper ? 'say.rulesGradesPaper' : 'say.rulesGrades', values)];
    case 'selection':
    case 'perProject':
    case 'election':
      return [
        t(round.exactly ? 'say.rulesExactly' : 'say.rulesSeats', values),
        ...(round.ballot === 'answers' ? [t(onPaper ? 'say.rulesAnswersPaper' : 'say.rulesAnswers', values)] : []),
      ];
  }
}

function counted(round: CountedRound, view: OfficersView, words: RoundWords, t: ConsoleText): string[] {
  const { result } = round;
  const { all, present, issued, returned, valid, invalid } = result.figures;
  if (!hasFigures(result)) {
    const values = { all, present, issued, returned, needed: result.quorum.needed, ...words };
    return [t(result.outcome === 'void' ? 'say.void' : 'say.noQuorum', values)];
  }
  const none = t('spoken.none');
  return [
    t('say.figures', { all, present, issued, returned, valid: valid ?? none, invalid: invalid ?? none, ...words }),
    ...(result.form === 'ranking'
      ? ranking(result, words, t)
      : result.form === 'motion'
        ? motion(result, t)
        : evaluation(result, t)),
    ...(view.ended ? [t('say.adjourn')] : [t('say.announce')]),
  ];
}

function ranking(result: RankingResult, words: RoundWords, t: ConsoleText): string[] {
  const { runoff } = tallies(result);
  const follows =
    result.ruling !== null
      ? [t('say.ruled')]
      : result.outcome === 'runoff'
        ? [t('say.runoff', { tied: countWords(runoff, t), seats: countWords(result.runoffSeats, t), ...words })]
        : result.outcome === 'shortfall'
          ? [t('say.shortfall', { vacancies: countWords(result.vacancies, t), ...words })]
          : [];
  const rows = byRank(result.rows).map((row) => rankedRow(result, row, words, t));
  return [...majority(result, t), ...share(result, t), ...rows, ...follows];
}

const majority = ({ majority: asked, needed }: RankingResult, t: ConsoleText): string[] => {
  if (asked === null) return [t('say.plurality')];
  return needed === null ? [] : [t('say.needed', { needed: countWords(needed, t) })];
};

/** Where each candidate is answered no rate is read out. */
const share = ({ columns, rateBase: { base, value } }: RankingResult, t: ConsoleText): string[] =>
  columns === 'pick' && value !== null ? [t('say.rateOf', { share: t(`share.${base}`, { value }) })] : [];

const STATUS = {
  chosen: 'spoken.chosen',
  runoff: 'spoken.runoff',
  notChosen: 'spoken.notChosen',
  none: 'spoken.noStatus',
} as const;

function rankedRow(result: RankingResult, row: ResultRow, words: RoundWords, t: ConsoleText): string {
  const number = (value: number | null) => (value === null ? t('spoken.none') : countWords(value, t));
  const values = {
    rank: row.rank === null ? t('spoken.none') : numberWords(row.rank, t),
    name: row.name,
    votes: number(row.votes),
    against: number(row.against),
    abstained: number(row.abstained),
    rate: rateWords(row.rate, t),
    status: t(STATUS[row.status], { ...words }),
  };
  if (result.columns === 'perItem') return t(row.tied ? 'say.rowAnswersTied' : 'say.rowAnswers', values);
  return t(row.tied ? 'say.rowTied' : 'say.row', values);
}

function motion(result: MotionResult, t: ConsoleText): string[] {
  const number = (value: number | null) => (value === null ? t('spoken.none') : countWords(value, t));
  return [
    t('say.rowMotion', {
      name: result.name,
      for: number(result.for),
      against: number(result.against),
      abstained: number(result.abstained),
      notSubmitted: number(result.figures.notSubmitted),
    }),
    t(result.outcome === 'passed' ? 'say.passed' : 'say.rejected'),
  ];
}

function evaluation(result: EvaluationResult, t: ConsoleText): string[] {
  const { base, value } = result.rateBase;
  const without = result.scale === 4 && !result.dontKnowCounts;
  const share = t(`share.${base}`, { value });
  const rows = result.rows.map(({ name, counts, strictRate, broadRate, grade }) => {
    if (counts === null || grade === null) return t('say.rowNoGrade', { name });
    return t('say.rowGrades', {
      name,
      satisfied: countWords(counts.satisfied, t),
      basic: countWords(counts.basic, t),
      dissatisfied: countWords(counts.dissatisfied, t),
      strict: rateWords(strictRate, t),
      broad: rateWords(broadRate, t),
      grade: t(`grade.${grade}`),
    });
  });
  return [t(without ? 'say.ratesOfWithout' : 'say.ratesOf', { share }), ...rows];
}
