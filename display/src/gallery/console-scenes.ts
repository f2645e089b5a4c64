import type { AlarmView } from '@piaojue/contract/alarm';
import type { ChainView, ConsoleView, NextStep, RoundDetail } from '@piaojue/contract/console-view';
import type { Candidate } from '@piaojue/contract/contest';
import type { ImportAnswer } from '@piaojue/contract/import';
import type { AgreementView, RecordLine } from '@piaojue/contract/officers-view';
import type { EvaluationResult, Figures, MotionResult, RankingResult } from '@piaojue/contract/screen-view';
import type { Sources } from '../console/sources.ts';
import { sampleConsole } from './console-samples.ts';
import { candidates } from './sample-candidates.ts';

/** The console in the moments of a day that a picture of the hall does not tell apart. */
export const SCENES = [
  'ready',
  'consents',
  'paper',
  'tieAgain',
  'shortfall',
  'void',
  'aborted',
  'handTotals',
  'handGrades',
  'resolution',
  'named',
  'perProject',
  'evaluation',
  'unlisted',
  'walk',
  'alarms',
  'flood',
] as const;
export type Scene = (typeof SCENES)[number];
export const isScene = (name: string): name is Scene => SCENES.some((scene) => scene === name);

const FIGURES: Figures = {
  all: 101,
  present: 98,
  issued: 98,
  returned: 96,
  valid: 95,
  invalid: 1,
  notSubmitted: 2,
};
/** What the ballots of the scenes ask. */
const BALLOTS: Readonly<Record<RoundDetail['round']['kind'], RoundDetail['round']['ballot']>> = {
  selection: 'marks',
  perProject: 'answers',
  election: 'marks',
  resolution: 'answers',
  namedResolution: 'answers',
  evaluation: 'grades4',
};
const OPENED = Date.UTC(2027, 2, 12, 6, 5);
const HALF_OF_ALL = { num: 1, den: 2, strict: true, base: 'all' } as const;

const asked = (what: AgreementView['what'], roles: AgreementView['roles']): AgreementView => ({
  what,
  roles,
  asked: true,
  given: null,
});
const MONITORS = ['chiefMonitor', 'monitor'] as const;
const given = (what: AgreementView['what'], by: 'chiefMonitor' | 'presiding'): AgreementView => ({
  what,
  roles: by === 'presiding' ? ['presiding'] : MONITORS,
  asked: true,
  given: { at: OPENED - 60_000, by },
});

/** The sample of a phase, with another round and another next step. */
function scene(round: Partial<RoundDetail>, next: Partial<NextStep> | null, rest: Partial<ConsoleView> = {}) {
  const view = sampleConsole(round.state === 'open' ? 'voting' : 'complete');
  if (view.current === null || view.next === null) throw new Error('the sample has a round and a next step');
  const current: RoundDetail = {
    ...view.current,
    agreements: [given('emptyBox', 'chiefMonitor'), given('sums', 'chiefMonitor')],
    ...round,
  };
  return {
    ...view,
    current,
    rounds: [{ round: current.round, state: current.state, announced: current.announced }],
    next: next === null ? null : { ...view.next, ...next },
    ...rest,
  } satisfies ConsoleView;
}

const field = (...nos: readonly number[]): ChainView['field'] =>
  candidates(12).flatMap(({ no, name = '' }) => (nos.includes(no) ? [{ no, name }] : []));
const chain = (part: Partial<ChainView>): ChainView => ({
  rounds: [3],
  adopted: candidates(12)
    .slice(0, 9)
    .map(({ no, name }) => ({ no, name: name ?? '', round: 3, by: 'vote' })),
  pending: { kind: 'nothing' },
  field: [],
  may: [],
  of: 3,
  bundleHash: null,
  ...part,
});

export function consoleScene(name: Scene): ConsoleView {
  const closed = { state: 'closed', announced: true } as const;
  const base = sampleConsole('complete').current;
  if (base === null) throw new Error('the sample has a round');
  const titled = (kind: RoundDetail['round']['kind']) => ({ ...base.round, kind, ballot: BALLOTS[kind] });
  switch (name) {
    case 'ready':
      return scene(
        { state: 'ready', result: null, bundleHash: null, agreements: [asked('emptyBox', MONITORS)] },
        { command: 'round:open', label: 'open', hold: true, blockedBy: ['box-not-confirmed'], warnings: [] },
      );
    case 'consents':
      return scene(
        {
          state: 'ready',
          result: null,
          bundleHash: null,
          agreements: [given('emptyBox', 'chiefMonitor'), asked('open', ['presiding'])],
        },
        { command: 'round:open', label: 'open', hold: true, blockedBy: ['no-consent'], warnings: [] },
      );
    case 'paper':
      return scene(
        {
          state: 'open',
          method: 'mixed',
          paper: { issued: 2, awaited: false, typedBy: null, agreed: false },
          replaced: 1,
        },
        { command: 'round:close', label: 'close', hold: true, blockedBy: [], warnings: [] },
      );
    case 'tieAgain':
      return scene(
        {
          ...closed,
          chain: chain({
            rounds: [3, 4],
            of: 4,
            pending: { kind: 'runoff', round: 4, seats: 1, second: true },
            field: field(2, 7),
            may: ['revote', 'byHand', 'rule:chosen'],
          }),
        },
        { command: 'round:rule', label: 'rule', hold: false, blockedBy: [], warnings: [] },
      );
    case 'shortfall':
      return scene(
        {
          ...closed,
          chain: chain({
            pending: { kind: 'shortfall', round: 3, seats: 1 },
            field: field(10, 11, 12),
            may: ['byHand', 'rule:revote', 'rule:left'],
          }),
        },
        { command: 'round:rule', label: 'rule', hold: false, blockedBy: [], warnings: [] },
      );
    case 'void':
      return scene(
        {
          ...closed,
          result: { ...ranking(), outcome: 'void', rows: [] },
          chain: chain({
            adopted: [],
            pending: { kind: 'repeat', round: 3, seats: 10 },
            may: ['revote', 'byHand'],
          }),
        },
        { command: 'round:revote', label: 'repeat', hold: false, blockedBy: [], warnings: [] },
      );
    case 'aborted':
      return scene(
        {
          state: 'aborted',
          result: null,
          bundleHash: null,
          chain: chain({ adopted: [], pending: { kind: 'repeat', round: 3, seats: 10 }, may: ['revote', 'byHand'] }),
        },
        { command: 'round:revote', label: 'again', hold: false, blockedBy: [], warnings: [] },
      );
    case 'handTotals':
      return scene(
        {
          state: 'counting',
          method: 'hand',
          issued: 98,
          result: null,
          bundleHash: null,
          paper: { issued: 98, awaited: true, typedBy: 'chiefMonitor', agreed: false },
        },
        { command: 'round:typeTotals', label: 'typeTotals', hold: false, blockedBy: [], warnings: [] },
      );
    case 'handGrades':
      return scene(
        {
          state: 'counting',
          method: 'mixed',
          round: titled('evaluation'),
          candidates: items(21),
          rules: {
            quorum: { num: 2, den: 3, strict: false },
            rateBase: 'returned',
            press: 'last',
            scale: 4,
            halfPasses: false,
            gradeBase: 'returned',
          },
          result: null,
          bundleHash: null,
          paper: { issued: 3, awaited: true, typedBy: null, agreed: false },
        },
        { command: 'round:typeTotals', label: 'typeTotals', hold: false, blockedBy: [], warnings: [] },
      );
    case 'resolution':
      return scene(
        { ...closed, announced: false, round: titled('resolution'), result: motion('resolution') },
        { command: 'round:announce', label: 'announce', hold: true, blockedBy: ['sums-not-confirmed'], warnings: [] },
      );
    case 'named':
      return scene(
        { ...closed, round: titled('namedResolution'), result: motion('namedResolution') },
        { command: 'agenda:go', label: 'nextItem', hold: false, blockedBy: [], warnings: [] },
      );
    case 'perProject':
      return scene(
        { ...closed, round: titled('perProject'), result: perItem() },
        { command: 'agenda:go', label: 'nextItem', hold: false, blockedBy: [], warnings: [] },
      );
    case 'evaluation':
      return scene(
        { ...closed, round: titled('evaluation'), candidates: items(21), result: evaluation() },
        { command: 'agenda:go', label: 'nextItem', hold: false, blockedBy: [], warnings: [] },
      );
    case 'unlisted': {
      const view = sampleConsole('voting');
      return {
        ...view,
        handout: 'unlisted',
        seats: view.seats.map((seat) => ({ ...seat, name: '', group: '' })),
      };
    }
    case 'alarms':
      return { ...sampleConsole('voting'), alarms: sampleAlarms() };
    case 'flood':
      return { ...sampleConsole('voting'), alarms: [...manyLost(14), ...sampleAlarms()] };
    case 'walk': {
      const view = sampleConsole('complete');
      return {
        ...view,
        current: null,
        rounds: [],
        agenda: { ...view.agenda, now: 'government', next: 'projects' },
        next: { command: 'agenda:go', label: 'nextItem', hold: false, blockedBy: [], warnings: [] },
      };
    }
  }
}

const counted = {
  figures: FIGURES,
  quorum: { needed: 68, met: true, num: 2, den: 3, strict: false },
  openedAt: OPENED,
  closedAt: OPENED + 180_000,
  announced: true,
  confirmed: true,
  byHand: null,
  ruling: null,
} as const;
const title = (kind: RoundDetail['round']['kind']): RoundDetail['round'] => ({
  id: 3,
  title: '2027年度民生实事项目票决',
  turn: 1,
  parent: null,
  hash: '5e0c9a71'.repeat(8),
  kind,
  seats: 10,
  maxMarks: 10,
  exactly: false,
  minMarks: 0,
  ballot: BALLOTS[kind],
});

function ranking(): RankingResult {
  return {
    ...counted,
    form: 'ranking',
    kind: 'selection',
    round: title('selection'),
    columns: 'pick',
    outcome: 'complete',
    majority: HALF_OF_ALL,
    needed: 51,
    rateBase: { base: 'returned', value: 96 },
    runoffSeats: 0,
    vacancies: 0,
    rows: candidates(12).map(({ no, name }, at) => ({
      no,
      name: name ?? '',
      votes: 93 - at * 4,
      against: null,
      abstained: null,
      needed: null,
      rate: ((100 * (93 - at * 4)) / 96).toFixed(2),
      rank: at + 1,
      tied: false,
      status: at < 10 ? 'chosen' : 'notChosen',
    })),
  };
}

function perItem(): RankingResult {
  const result = ranking();
  return {
    ...result,
    kind: 'perProject',
    round: title('perProject'),
    columns: 'perItem',
    rateBase: { base: 'valid', value: 95 },
    byHand: {
      method: 'mixed',
      keypads: { returned: 94, valid: 93, invalid: 1 },
      paper: { returned: 2, valid: 2, invalid: 0 },
    },
    rows: result.rows.map((row, at) => ({ ...row, against: at * 3, abstained: at + 2, needed: 51 })),
  };
}

const motion = (kind: 'resolution' | 'namedResolution'): MotionResult => ({
  ...counted,
  form: 'motion',
  kind,
  round: title(kind),
  outcome: 'passed',
  name: '关于2026年财政预算执行情况和2027年预算的决议（草案）',
  for: 77,
  against: 12,
  abstained: 6,
  majority: HALF_OF_ALL,
  needed: 51,
  rate: '76.24',
  rateBase: { base: 'all', value: 101 },
  named:
    kind === 'resolution'
      ? null
      : Array.from({ length: 98 }, (_, at) => ({
          name: `代表${String(at + 1).padStart(3, '0')}`,
          answer: at % 8 === 0 ? 'against' : at % 17 === 0 ? 'abstained' : at > 95 ? 'notSubmitted' : 'for',
        })),
});

const items = (count: number): Candidate[] =>
  Array.from({ length: count }, (_, at) => ({ no: at + 1, name: candidates(12)[at % 12]?.name ?? '' }));

function evaluation(): EvaluationResult {
  return {
    ...counted,
    form: 'evaluation',
    kind: 'evaluation',
    round: title('evaluation'),
    outcome: 'evaluated',
    scale: 4,
    halfPasses: false,
    dontKnowCounts: true,
    rateBase: { base: 'returned', value: 96 },
    gradeBase: { base: 'returned', value: 96 },
    rows: items(21).map(({ no, name }, at) => {
      const satisfied = 80 - at * 3;
      const basic = 10 + at * 2;
      return {
        no,
        name: name ?? '',
        counts: { satisfied, basic, dissatisfied: 3, dontKnow: 1, abstained: 95 - satisfied - basic - 4 },
        strictRate: ((100 * satisfied) / 96).toFixed(2),
        broadRate: ((100 * (satisfied + basic)) / 96).toFixed(2),
        grade: satisfied > 48 ? 'satisfied' : 'basic',
      };
    }),
  };
}

const WITH_FAULTS: ImportAnswer = {
  kind: 'roll',
  rows: 101,
  faults: [
    { row: 4, column: '表决器', expected: '1 至 65534 的整数', got: '十二' },
    { row: 19, column: '姓名', expected: '姓名', got: '（空）' },
    { row: 57, column: '表决器', expected: '未用过的表决器号', got: '33（第 34 行已用）' },
  ],
  changes: [{ row: 12, column: '姓名', from: '古丽仙•阿不都热西提', to: '古丽仙·阿不都热西提' }],
  notes: [{ row: 30, column: '姓名', code: 'rare-characters', text: '䶮' }],
  content: null,
  written: false,
};

const RECORD: readonly RecordLine[] = Array.from({ length: 60 }, (_, at) => ({
  seq: at + 1,
  at: OPENED + at * 11_000,
  by: at % 9 === 4 ? 'chiefMonitor' : at % 7 === 3 ? 'server' : 'operator',
  round: at < 8 ? null : 3,
  event: at % 9 === 4 ? 'round confirmed' : 'round open',
  words:
    at % 9 === 4
      ? { 'zh-CN': '确认票箱为空', en: 'confirmed that the box is empty' }
      : { 'zh-CN': '开始票决', en: 'voting opened' },
  hash: 'ab'.repeat(32),
  fields: {},
}));

/** What the server would send beside the snapshot. */
export const sampleSources: Omit<Sources, 'readiness'> = {
  imports: { send: async () => WITH_FAULTS, template: async () => null },
  profiles: {
    list: async () => [
      {
        id: 'township',
        version: 1,
        name: { 'zh-CN': '乡镇民生实事项目票决', en: 'Township livelihood projects' },
        kind: 'selection',
        readyMade: true,
        rules: {
          seats: 10,
          maxMarks: 10,
          minMarks: 0,
          exactly: false,
          quorum: { num: 2, den: 3, strict: false },
          majority: HALF_OF_ALL,
          rateBase: 'returned',
          tie: 'runoff',
          press: 'last',
          people: { emptyBox: true, sums: true, presiding: false },
          profile: { id: 'township', version: 1 },
        },
        words: {
          'zh-CN': ['无记名差额票决，应选 10 项。', '实到代表达到应到的三分之二以上方可进行。'],
          en: ['Secret selection, 10 seats.', 'At least two thirds of all members must be present.'],
        },
      },
    ],
    save: async () => 'rules/seats: expected 1 … 60, got 0',
  },
  record: { lines: async () => RECORD, csv: async () => null, backup: async () => ({ kind: 'offline' }) },
};

/** Row 7 with the receiver that heard it; one that was seen; one that is over. */
function sampleAlarms(): AlarmView[] {
  const { now } = sampleConsole('voting');
  const port = '/dev/serial/by-id/usb-receiver-b';
  const alarm = { level: 'act', times: 1, over: false, acknowledgedAt: null } as const;
  return [
    {
      ...alarm,
      id: `receiver-silent hall ${port}`,
      since: now - 4000,
      cause: {
        kind: 'receiver-silent',
        receiver: 2,
        gateway: 'hall',
        port,
        keypads: [{ group: '第 7 排 ', keypads: 6, of: 8 }],
      },
    },
    {
      ...alarm,
      id: 'screen-gone presidium',
      since: now - 200_000,
      times: 3,
      over: true,
      cause: { kind: 'screen-gone', place: 'presidium', missing: 1, connected: 0 },
    },
    {
      ...alarm,
      id: 'battery-low',
      since: now - 1_200_000,
      acknowledgedAt: now - 900_000,
      cause: { kind: 'battery-low', keypads: 5, groups: ['东片代表团', '西片代表团'] },
    },
    {
      ...alarm,
      level: 'log',
      id: 'clock-jumped 3600000',
      since: now - 60_000,
      cause: { kind: 'clock-jumped', byMs: 3_600_000 },
    },
  ];
}

const manyLost = (count: number): AlarmView[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `receiver-lost hall ${at}`,
    level: 'stops',
    since: sampleConsole('voting').now - 2000,
    times: 1,
    over: false,
    acknowledgedAt: null,
    cause: {
      kind: 'receiver-lost',
      receiver: at + 3,
      gateway: 'hall',
      port: `/dev/ttyUSB${at}`,
      fault: null,
      keypads: [],
    },
  }));
