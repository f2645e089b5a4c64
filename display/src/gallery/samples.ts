import type { Kind } from '@piaojue/contract/contest';
import type {
  Picture,
  QuorumView,
  RankingResult,
  ResultRow,
  ResultView,
  RoundTitle,
  ScreenPlace,
  ScreenView,
  SecretVoting,
} from '@piaojue/contract/screen-view';
import { evaluationSample, motionSample, perItemSample, readingSample, summarySample } from './result-samples.ts';
import { candidates, persons } from './sample-candidates.ts';

export const round = (count = 12, seats = 10, kind: Kind = 'selection'): RoundTitle => ({
  id: 3,
  title: '2027年度民生实事项目票决',
  turn: 1,
  parent: null,
  hash: '5e0c9a71d4f2b86e3c1a07f9d2b4e6a85e0c9a71d4f2b86e3c1a07f9d2b4e6a8',
  seats: Math.min(seats, count - 1),
  maxMarks: Math.min(seats, count - 1),
  exactly: false,
  minMarks: 0,
  kind,
  ballot: 'marks',
});

const quorum = (present: number): QuorumView => ({ needed: 68, met: present >= 68, num: 2, den: 3, strict: false });

export type Outcome = 'complete' | 'runoff' | 'shortfall' | 'void' | 'no-quorum';

/** Votes by ballot place; ties and lines follow from them as the server's rules would have it. */
const VOTES: Record<'complete' | 'runoff' | 'shortfall', readonly number[]> = {
  complete: [91, 80, 88, 76, 85, 93, 58, 83, 72, 66, 70, 41],
  runoff: [91, 64, 88, 76, 85, 93, 64, 83, 72, 80, 70, 33],
  shortfall: [91, 44, 88, 76, 85, 93, 47, 83, 72, 80, 49, 21],
};

export function result(outcome: Outcome, count = 12, long = false): RankingResult {
  const title = round(count);
  const decided = outcome === 'complete' || outcome === 'runoff' || outcome === 'shortfall';
  const pattern = VOTES[decided ? outcome : 'complete'];
  const votes = Array.from({ length: count }, (_, at) =>
    Math.max((pattern[at % pattern.length] ?? 0) - Math.floor(at / pattern.length) * 3, 0),
  );
  const rows = candidates(count, long).map((candidate, at): ResultRow => {
    const mine = votes[at] ?? 0;
    const above = votes.filter((other) => other > mine).length;
    const equal = votes.filter((other) => other === mine).length;
    const passed = outcome !== 'shortfall' || mine > 50;
    const fits = above + equal <= title.seats;
    const status = !passed ? 'notChosen' : fits ? 'chosen' : above < title.seats ? 'runoff' : 'notChosen';
    return {
      no: candidate.no,
      name: candidate.name ?? '',
      votes: decided ? mine : null,
      against: null,
      abstained: null,
      needed: null,
      rate: decided ? ((100 * mine) / 96).toFixed(2) : null,
      rank: decided ? above + 1 : null,
      tied: decided && equal > 1,
      status: decided ? status : 'none',
    };
  });
  const present = outcome === 'no-quorum' ? 64 : 98;
  const returned = outcome === 'void' ? 99 : 96;
  const chosen = rows.filter((row) => row.status === 'chosen').length;
  const tied = rows.some((row) => row.status === 'runoff');
  return {
    form: 'ranking',
    kind: title.kind,
    columns: 'pick',
    round: title,
    outcome: tied ? 'runoff' : outcome,
    figures: {
      all: 101,
      present,
      issued: present,
      returned: outcome === 'no-quorum' ? 0 : returned,
      valid: decided ? 95 : null,
      invalid: decided ? 1 : null,
      notSubmitted: decided ? present - returned : null,
    },
    quorum: quorum(present),
    majority: { num: 1, den: 2, strict: true, base: 'all' },
    needed: 51,
    rateBase: { base: 'returned', value: decided ? 96 : 0 },
    rows,
    runoffSeats: tied ? title.seats - chosen : 0,
    vacancies: outcome === 'shortfall' ? title.seats - chosen : 0,
    openedAt: Date.UTC(2027, 2, 12, 6, 5),
    closedAt: Date.UTC(2027, 2, 12, 6, 8),
    announced: false,
    confirmed: false,
    byHand: null,
    ruling: null,
  };
}

export const NOW = Date.UTC(2027, 2, 12, 6, 6, 47);
const MOTION = '关于江南镇2026年财政预算执行情况和2027年财政预算草案报告的决议（草案）';
const AGENDA = (
  [
    '第一次全体会议',
    '听取和审议镇人民政府工作报告',
    '听取镇人大主席团工作报告',
    '2027年度民生实事项目票决',
    '关于2027年财政预算的表决',
    '镇人民政府2026年民生实事项目完成情况满意度测评',
    '闭幕',
  ] as const
).map((title, at) => ({ title, state: at < 3 ? 'done' : at === 3 ? 'now' : 'next' }) as const);

export const PHASES = [
  'idle',
  'signIn',
  'signInMet',
  'agenda',
  'item',
  'candidates',
  'one',
  'voting',
  'clock',
  'lastSeconds',
  'votingElection',
  'votingMotion',
  'votingNamed',
  'votingEvaluation',
  'votingRevote',
  'closing',
  'paper',
  'counting',
  'unrevealed',
  'complete',
  'runoff',
  'shortfall',
  'revote',
  'void',
  'no-quorum',
  'aborted',
  'perProject',
  'election',
  'ruledChosen',
  'ruledLeft',
  'mixed',
  'byHand',
  'passed',
  'rejected',
  'named',
  'evaluation',
  'evaluationOne',
  'overview',
  'reading',
  'summary',
  'summaryRunoff',
  'summaryShort',
  'summaryMotion',
  'calibration',
  'lost',
] as const;
export type Phase = (typeof PHASES)[number];

export interface SampleOptions {
  readonly theme?: 'light' | 'dark';
  readonly language?: 'zh-CN' | 'en';
  readonly r?: number;
  readonly count?: number;
  readonly long?: boolean;
  readonly rehearsal?: boolean;
  readonly announced?: boolean;
  readonly motion?: boolean;
  readonly safe?: 3.5 | 5;
  readonly place?: ScreenPlace;
  /** Names of those who came last, while they sign in. */
  readonly arrivals?: boolean;
  readonly page?: number;
  /** Rows that were read, of a result that is read row by row. */
  readonly shown?: number;
}

export function sampleView(phase: Phase, options: SampleOptions = {}): ScreenView {
  return {
    rev: 41,
    run: 'sample',
    now: NOW,
    rehearsal: options.rehearsal ?? false,
    sitting: { congress: '江南镇第十九届人民代表大会', meeting: '第四次会议', date: '2027-03-12' },
    hall: {
      theme: options.theme ?? 'light',
      language: options.language ?? 'zh-CN',
      r: options.r ?? 6,
      motion: options.motion ?? true,
      safe: options.safe ?? 3.5,
      arrivals: options.arrivals ?? false,
    },
    place: options.place ?? 'hall',
    paging: { page: options.page ?? 0, overview: phase === 'overview', auto: null },
    picture: samplePicture(phase, options),
  };
}

function samplePicture(phase: Phase, options: SampleOptions): Picture {
  const count = options.count ?? 12;
  const list = candidates(count, options.long);
  const title = round(count);
  const turnout = { all: 101, present: 98, issued: 98, returned: 61 };
  const arrivals = options.arrivals === true ? ['欧阳明珠', '阿不都热依木·买买提'] : [];
  const signIn = { kind: 'signIn', all: 101, open: true } as const;
  const voting: SecretVoting = {
    ...{ kind: 'voting', round: title, candidates: list, turnout, openedAt: Date.UTC(2027, 2, 12, 6, 5) },
    ...{ clock: null, named: false },
  };
  const motion = (kind: Kind): RoundTitle => ({
    ...{ ...title, kind, title: '关于2027年财政预算的表决', seats: 1, maxMarks: 1 },
    ballot: 'answers',
  });
  const shown = (view: ResultView): Picture => ({
    kind: 'result',
    result: { ...view, announced: options.announced ?? false },
  });
  switch (phase) {
    case 'idle':
      return { kind: 'idle' };
    case 'signIn':
      return { ...signIn, present: 57, quorum: quorum(57), plenary: '', observers: 0, arrivals };
    case 'signInMet':
      return {
        ...signIn,
        present: 98,
        quorum: quorum(98),
        plenary: '第二次全体会议',
        observers: 12,
        arrivals,
      };
    case 'candidates':
      return { kind: 'candidates', round: title, candidates: list, index: null };
    case 'one':
      return { kind: 'candidates', round: title, candidates: list, index: 3 };
    case 'voting':
      return voting;
    case 'votingRevote': {
      const { round: again, rows } = revote();
      const tied = new Set(rows.map(({ no }) => no));
      return { ...voting, round: again, candidates: voting.candidates.filter(({ no }) => tied.has(no)) };
    }
    case 'clock':
      return { ...voting, clock: { endsAt: NOW + 73_000, closes: false } };
    case 'lastSeconds':
      return { ...voting, clock: { endsAt: NOW + 8000, closes: true } };
    case 'votingElection':
      return {
        ...voting,
        round: { ...title, kind: 'election', title: '选举镇人大主席团常务成员' },
        candidates: persons(count),
      };
    case 'votingMotion':
      return { ...voting, round: motion('resolution'), candidates: [{ no: 1, name: MOTION }] };
    case 'votingNamed':
      return {
        ...{ ...voting, round: motion('namedResolution'), candidates: [{ no: 1, name: MOTION }] },
        named: true,
        live: { for: 48, against: 9, abstained: 4 },
      };
    case 'votingEvaluation':
      return { ...voting, round: { ...title, kind: 'evaluation', seats: 0, maxMarks: 0, ballot: 'grades3' } };
    case 'paper':
      return { kind: 'paper', round: title, turnout: { ...turnout, returned: 0 } };
    case 'agenda':
      return { kind: 'agenda', items: AGENDA, index: 3 };
    case 'item':
      return { kind: 'item', title: '听取和审议镇人民政府工作报告', presenter: '镇长 王建国' };
    case 'closing':
      return {
        kind: 'closing',
        round: title,
        turnout: { ...turnout, returned: 96 },
        since: Date.UTC(2027, 2, 12, 6, 8),
      };
    case 'counting':
      return { kind: 'counting', round: title };
    case 'unrevealed':
      return { kind: 'unrevealed', round: title };
    case 'aborted':
      return { kind: 'aborted', round: title, issued: 98, returned: 61 };
    case 'perProject':
      return shown(perItemSample(result('runoff', count, options.long)));
    case 'election': {
      const ranked = result('complete', count);
      return shown({
        ...ranked,
        kind: 'election',
        round: { ...ranked.round, kind: 'election', title: '选举镇人大主席团常务成员' },
        rows: ranked.rows.map((row, at) => ({ ...row, name: persons(count)[at]?.name ?? '' })),
      });
    }
    case 'ruledChosen':
      return shown({ ...result('runoff', count), ruling: { kind: 'chosen', nos: [2] } });
    case 'ruledLeft':
      return shown({ ...result('shortfall', count), ruling: { kind: 'left', until: 'nextSession' } });
    case 'mixed':
      return shown({
        ...result('runoff', count, options.long),
        byHand: {
          method: 'mixed',
          keypads: { returned: 93, valid: 92, invalid: 1 },
          paper: { returned: 3, valid: 3, invalid: 0 },
        },
      });
    case 'byHand':
      return shown({
        ...result('complete', count),
        byHand: { method: 'hand', keypads: null, paper: { returned: 96, valid: 95, invalid: 1 } },
      });
    case 'passed':
    case 'rejected':
    case 'named':
      return shown(
        motionSample(result('complete'), motion(phase === 'named' ? 'namedResolution' : 'resolution'), MOTION, phase),
      );
    case 'evaluation':
      return shown(evaluationSample(result('complete'), options.count ?? 21, options.long));
    case 'evaluationOne':
      return shown(evaluationSample(result('complete'), 1));
    case 'revote':
      return shown(revote());
    case 'overview':
      return shown(result('runoff', options.count ?? 24, options.long));
    case 'reading':
      return readingSample(result('runoff', count, options.long), list, options.shown ?? Math.min(5, count - 1));
    case 'summary':
      return summarySample({ ...result('complete', count, options.long), announced: true });
    case 'summaryRunoff':
      return summarySample({ ...result('runoff', count, options.long), announced: true }, revote());
    case 'summaryShort':
      return summarySample({ ...result('shortfall', count, options.long), announced: true });
    case 'summaryMotion':
      return {
        ...{ kind: 'summary', adopted: [], open: { seats: 0, by: 'nothing' } },
        result: { ...motionSample(result('complete'), motion('resolution'), MOTION, 'passed'), announced: true },
      };
    case 'calibration':
      return { kind: 'calibration' };
    case 'lost':
      return voting;
    case 'complete':
    case 'runoff':
    case 'shortfall':
    case 'void':
    case 'no-quorum':
      return shown(result(phase, count, options.long));
  }
}

/** The second round for the two that tied: plurality, one seat. */
function revote(): RankingResult {
  const first = result('runoff');
  const rows = first.rows.filter((row) => row.status === 'runoff');
  return {
    ...first,
    round: { ...first.round, id: 4, turn: 2, parent: 3, settled: 9, seats: 1, maxMarks: 1 },
    outcome: 'complete',
    majority: null,
    needed: 0,
    runoffSeats: 0,
    rows: rows.map((row, at) => ({
      ...row,
      votes: at === 0 ? 52 : 43,
      rate: at === 0 ? '54.17' : '44.79',
      rank: at + 1,
      tied: false,
      status: at === 0 ? 'chosen' : 'notChosen',
    })),
  };
}
