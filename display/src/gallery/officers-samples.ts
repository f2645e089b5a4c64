import type { CountedRound, OfficersRound, OfficersView, UncountedRound } from '@piaojue/contract/officers-view';
import type { ResultView } from '@piaojue/contract/screen-view';
import { evaluationSample, motionSample } from './result-samples.ts';
import { candidates } from './sample-candidates.ts';
import { NOW, result, round } from './samples.ts';

const OPENED = Date.UTC(2027, 2, 12, 6, 5);
const MONITORS = ['chiefMonitor', 'monitor'] as const;

const common = {
  round: round(),
  method: 'keypads',
  candidates: candidates(),
  seals: {
    frozen: '5e0c9a71'.repeat(8),
    emptyBox: { ballots: 0, at: OPENED },
    presence: '77ab03de'.repeat(8),
    bundle: null,
    rebuiltAt: null,
  },
  agreements: [],
  blockedBy: [],
  paper: null,
  replaced: 0,
  absent: null,
  openedAt: OPENED,
  closingAt: null,
  closedAt: null,
  announcedAt: null,
} satisfies Partial<OfficersRound>;

/** An open round with 61 of 98 returned. */
export const openRound = (part: Partial<UncountedRound> = {}): UncountedRound => ({
  ...common,
  counted: false,
  state: 'open',
  figures: { all: 101, present: 98, issued: 98, returned: 61 },
  reason: null,
  ...part,
});

/** The same when it was counted. */
export function countedRound(part: Partial<CountedRound> = {}, shown: ResultView = result('runoff')): CountedRound {
  return {
    ...common,
    counted: true,
    state: 'closed',
    round: shown.round,
    seals: { ...common.seals, bundle: 'c41f20b7'.repeat(8) },
    closingAt: OPENED + 170_000,
    closedAt: OPENED + 180_000,
    figures: shown.figures,
    result: shown,
    reading: null,
    ...part,
  };
}

/** Names over which a reader stumbles: surnames that are read otherwise, and rare characters. */
const DEPUTIES = ['单志刚', '曾文辉', '尉迟䶮', '仇国强', '区海燕', '买买提江·阿不都热西提·吐尔逊', '覃喆'].map(
  (name, at) => ({
    no: at + 1,
    name,
  }),
);
function electionSample(): ResultView {
  const shown = result('complete', DEPUTIES.length);
  const rows = shown.rows.map((row) => ({ ...row, name: DEPUTIES[row.no - 1]?.name ?? row.name }));
  return { ...shown, kind: 'election', round: { ...shown.round, kind: 'election', title: '主席、副主席选举' }, rows };
}

const asked = (what: 'emptyBox' | 'sums' | 'open' | 'close' | 'announce') => ({
  what,
  roles: what === 'emptyBox' || what === 'sums' ? MONITORS : (['presiding'] as const),
  asked: true,
  given: null,
});

export const OFFICER_SCENES = [
  'signIn',
  'ready',
  'open',
  'disputed',
  'counted',
  'announced',
  'reading',
  'typing',
  'void',
  'noQuorum',
  'closing',
  'shortfall',
  'election',
  'motion',
  'evaluation',
  'aborted',
  'ended',
] as const;
export type OfficerScene = (typeof OFFICER_SCENES)[number];

function sceneRound(scene: OfficerScene): OfficersRound | null {
  const ready = openRound({
    state: 'ready',
    agreements: [asked('emptyBox'), asked('open')],
    openedAt: null,
    figures: { all: 101, present: 98, issued: null, returned: null },
    seals: { ...common.seals, emptyBox: null, presence: null },
  });
  switch (scene) {
    case 'signIn':
      return null;
    case 'ready':
      return ready;
    case 'open':
      return openRound({ agreements: [asked('close')] });
    case 'disputed':
      return openRound({
        state: 'disputed',
        closedAt: OPENED + 180_000,
        reason: '票箱 95 张，实时计数 96 张',
        agreements: [{ what: 'box', roles: ['operator', ...MONITORS], asked: true, given: null }],
      });
    case 'counted':
      return countedRound({ agreements: [asked('sums'), asked('announce')] });
    case 'announced':
      return countedRound({ announcedAt: OPENED + 240_000 }, { ...result('runoff'), announced: true });
    case 'reading':
      return countedRound(
        { announcedAt: OPENED + 240_000, reading: { shown: 4, of: 12 } },
        { ...result('complete'), announced: true },
      );
    case 'typing':
      return openRound({
        method: 'mixed',
        state: 'counting',
        closedAt: OPENED + 180_000,
        figures: { all: 101, present: 98, issued: 98, returned: 93 },
        paper: { issued: 3, awaited: true, typedBy: 'operator', agreed: false },
      });
    case 'void':
      return countedRound({}, result('void'));
    case 'noQuorum':
      return null;
    case 'closing':
      return openRound({ state: 'closing', closingAt: OPENED + 170_000 });
    case 'shortfall':
      return countedRound({ agreements: [asked('announce')] }, result('shortfall'));
    case 'election':
      return countedRound({ agreements: [asked('announce')], candidates: DEPUTIES }, electionSample());
    case 'motion':
      return countedRound(
        {},
        motionSample(result('complete'), round(1, 1, 'resolution'), '关于2027年预算的决议', 'passed'),
      );
    case 'evaluation':
      return countedRound({}, evaluationSample(result('complete'), 8));
    case 'aborted':
      return openRound({ state: 'aborted', reason: '会场停电' });
    case 'ended':
      return countedRound({ announcedAt: OPENED + 240_000 }, { ...result('complete'), announced: true });
  }
}

/** What monitors and the presiding officer are sent. */
export function officersSample(scene: OfficerScene): OfficersView {
  return {
    rev: 1,
    run: 'sample',
    now: NOW,
    rehearsal: false,
    ended: scene === 'ended',
    sitting: { congress: '江南镇第十九届人民代表大会', meeting: '第四次会议', date: '2027-03-12' },
    signIn: {
      ...{
        open: scene === 'signIn' || scene === 'noQuorum',
        plenary: '第二次全体会议',
        all: 101,
        present: scene === 'noQuorum' ? 51 : 98,
        late: 2,
        left: 1,
        observers: 12,
      },
      quorum: { needed: 68, met: scene !== 'noQuorum', num: 2, den: 3, strict: false },
    },
    round: sceneRound(scene),
    links: [
      {
        ...{ index: 0, gateway: 'hall', port: '/dev/serial/by-id/usb-receiver-a', state: 'up', channel: 1 },
        ...{ receiver: '0011223344556677', silentMs: 120, heard: 97 },
      },
      {
        ...{ index: 1, gateway: 'hall', port: '/dev/serial/by-id/usb-receiver-b', state: 'silent', channel: 1 },
        ...{ receiver: '8899aabbccddeeff', silentMs: 4210, heard: 51 },
      },
    ],
    incidents: [
      {
        ...{ seq: 14, at: OPENED + 60_000, by: 'operator', round: 3, event: 'keypad replaced' },
        words: { 'zh-CN': '更换 17 号座位的表决器', en: 'Keypad of seat 17 replaced' },
      },
    ],
  };
}
