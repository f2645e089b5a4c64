import type { AgendaView } from '@piaojue/contract/agenda';
import type { ConsoleView, NextStep, RoundDetail, ScreenState, SeatView } from '@piaojue/contract/console-view';
import type { PortView } from '@piaojue/contract/port-view';
import type { ReadinessSummary, ReadinessView } from '@piaojue/contract/readiness-view';
import type { ScreenView } from '@piaojue/contract/screen-view';
import { sampleReadiness } from './readiness-samples.ts';
import { candidates } from './sample-candidates.ts';
import { type Phase, round, type SampleOptions, sampleView } from './samples.ts';
import { SAMPLE_SETUP } from './setup-samples.ts';

/** Seats with a bit of everything that an operator looks for, the same every time. */
export function seats(count: number): SeatView[] {
  const groups = ['东片代表团', '西片代表团', '北片代表团', '机关代表团'];
  return Array.from({ length: count }, (_, slot) => ({
    slot,
    name: `代表${String(slot + 1).padStart(3, '0')}`,
    group: groups[slot % groups.length] ?? '',
    keypad: slot + 1,
    present: slot % 33 !== 5,
    left: slot % 66 === 5,
    submitted: slot % 33 === 5 ? null : slot % 3 !== 0,
    onPaper: slot % 33 === 5 ? null : slot % 60 === 12,
    heard: slot % 33 === 5 ? null : slot % 41 !== 7,
    heardAgo: slot % 41 === 7 ? 140 : slot % 33 === 5 ? null : slot % 20,
    battery: slot % 53 === 9 ? 12 : 60 + (slot % 40),
  }));
}

export const samplePort = (facts: Partial<PortView> & Pick<PortView, 'path' | 'label' | 'state'>): PortView => ({
  gateway: 'hall',
  byId: null,
  user: null,
  group: null,
  holder: null,
  receiver: null,
  since: Date.UTC(2027, 2, 12, 0, 31),
  ...facts,
});

/** The console beside one of the hall's pictures. */
export function sampleConsole(phase: Phase, options: SampleOptions & { readonly seats?: number } = {}): ConsoleView {
  const screen = sampleView(phase, options);
  const open = phase === 'voting';
  const counted = screen.picture.kind === 'result' ? screen.picture.result : null;
  const state = open ? 'open' : counted === null ? 'draft' : 'recorded';
  const current: RoundDetail = {
    round: counted?.round ?? round(),
    state,
    announced: false,
    candidates: candidates(),
    rules: {
      seats: 10,
      maxMarks: 10,
      minMarks: 0,
      exactly: false,
      quorum: { num: 2, den: 3, strict: false },
      majority: { num: 1, den: 2, strict: true, base: 'all' },
      rateBase: 'returned',
      tie: 'runoff',
      press: 'last',
    },
    rulesInWords: {
      'zh-CN': [
        '无记名差额票决：候选 12 项，应选 10 项，每票最多选 10 项。',
        '实到代表达到应到的三分之二以上（含）方可进行。',
        '得票超过全体代表半数的当选；多于应选数时，得票多的当选。',
      ],
      en: ['Secret selection among 12, 10 seats, at most 10 marks.', 'Two thirds of all members must be present.'],
    },
    issued: open || counted !== null ? 98 : null,
    returned: open ? 61 : counted === null ? null : 96,
    absent: open
      ? { notHeard: 3, heardNotSubmitted: 34 }
      : counted === null
        ? null
        : { notHeard: 1, heardNotSubmitted: 1 },
    openedAt: open || counted !== null ? Date.UTC(2027, 2, 12, 6, 5) : null,
    result: counted,
    dispute: null,
    warnings: ['narrow-field'],
    bundleHash: counted === null ? null : 'c41f'.repeat(16),
    method: 'keypads',
    clock: open ? { endsAt: screen.now + 73_000, closes: false } : null,
    paper: null,
    chain: {
      rounds: [3],
      adopted: [],
      pending: { kind: 'nothing' },
      field: [],
      may: [],
      of: 3,
      bundleHash: null,
    },
    agreements: [],
    replaced: 0,
  };
  const label = nextLabel(phase);
  return {
    rev: 1,
    run: 'sample',
    now: screen.now,
    rehearsal: screen.rehearsal,
    ended: false,
    setup: SAMPLE_SETUP,
    screen,
    screens: {
      hall: { view: screen, ...sampleNext(screen, open), follow: false, connected: 1, late: 0 },
      presidium: {
        view: { ...screen, place: 'presidium' },
        ...{ next: null, nextShow: null, follow: true, connected: 1, late: 0 },
      },
    },
    announce: 'whole',
    signIn: {
      open: !open && counted === null,
      plenary: '',
      all: 101,
      present: 57,
      late: 0,
      left: 0,
      observers: 12,
      quorum: { needed: 68, met: false, num: 2, den: 3, strict: false },
    },
    handout: 'listed',
    agenda: sampleAgenda(current.round.id),
    rounds: [{ round: current.round, state, announced: false }],
    current,
    next: {
      command: label === 'announce' ? 'round:announce' : label === 'close' ? 'round:close' : 'round:ready',
      label,
      hold: label === 'close',
      blockedBy: label === 'freeze' ? ['no-quorum', 'receiver-silent'] : [],
      warnings: label === 'freeze' ? ['no-readiness'] : [],
    },
    seats: seats(options.seats ?? 101),
    selfCheck: summaryOf(sampleReadiness(options.seats ?? 101)),
    ports: [
      samplePort({
        path: '/dev/ttyUSB0',
        byId: '/dev/serial/by-id/usb-receiver-a',
        label: 'Piaojue Receiver A',
        state: 'receiver',
        receiver: '0011223344556677',
      }),
      samplePort({
        path: '/dev/ttyUSB1',
        byId: '/dev/serial/by-id/usb-receiver-b',
        label: 'Piaojue Receiver B',
        state: 'denied',
        user: 'piaojue',
        group: 'dialout',
      }),
      samplePort({ path: '/dev/ttyACM0', label: 'GNSS receiver', state: 'foreign' }),
    ],
    alarms: [],
    links: [
      {
        index: 0,
        gateway: 'hall',
        port: '/dev/serial/by-id/usb-receiver-a',
        state: 'up',
        receiver: '0011223344556677',
        channel: 1,
        heard: 97,
        signal: -58,
        speaks: true,
        fault: null,
        silentMs: 120,
        counters: { lines: 51_204, badChecksum: 3, tooLong: 0, resync: 1 },
      },
      {
        index: 1,
        gateway: 'hall',
        port: '/dev/serial/by-id/usb-receiver-b',
        state: label === 'freeze' ? 'silent' : 'up',
        receiver: '8899aabbccddeeff',
        channel: 1,
        heard: 51,
        signal: -79,
        speaks: false,
        fault: null,
        silentMs: label === 'freeze' ? 4210 : 95,
        counters: { lines: 48_110, badChecksum: 0, tooLong: 0, resync: 0 },
      },
      {
        index: 2,
        channel: null,
        heard: 0,
        signal: null,
        gateway: '分会场',
        port: '/dev/serial/by-id/usb-receiver-c',
        state: 'lost',
        receiver: null,
        speaks: false,
        fault: 'no-permission',
        silentMs: null,
        counters: { 'open-failed': 7 },
      },
    ],
    health: {
      screens: 2,
      consoles: 1,
      gateways: 1,
      officers: 2,
      fsyncMs: 1.8,
      disk: { syncMs: 2.1, freeMb: 41_200 },
      backedUpAt: screen.now - 25 * 60_000,
      pageFaults: [],
      roundKey: 'tmpfs',
      certificate: '9F:86:D0:81 88:4C:7D:65 9A:2F:EA:A0 C5:5A:D0:15 A3:BF:4F:1B 2B:0B:82:2C D1:5D:6C:15 B0:F0:0A:08',
      warnings: [],
      refused: { unknownKeypad: 2, badSeal: 0 },
    },
  };
}

/** A morning: what was, what is, and what is still to come and can be changed. */
export function sampleAgenda(roundId: number): AgendaView {
  const item = { presenter: '', open: false, contest: null, rounds: [], present: null } as const;
  return {
    now: 'projects',
    next: 'report',
    items: [
      { ...item, id: 'opening', title: '第一次全体会议', kind: 'plenary', state: 'done', present: 97 },
      { ...item, id: 'government', title: '镇人民政府工作报告', kind: 'note', presenter: '镇长 王建国', state: 'done' },
      {
        ...item,
        id: 'projects',
        title: '2027年度民生实事项目票决',
        kind: 'vote',
        state: 'now',
        contest: { kind: 'selection', candidates: 12 },
        rounds: [roundId],
      },
      { ...item, id: 'report', title: '财政预算执行情况的报告', kind: 'note', state: 'next', open: true },
      { ...item, id: 'budget', title: '关于2026年预算的决议（草案）', kind: 'vote', state: 'next', open: true },
      { ...item, id: 'afternoon', title: '第二次全体会议', kind: 'plenary', state: 'next', open: true },
    ],
  };
}

function summaryOf({ receivers: _, keypads: __, ...summary }: ReadinessView): ReadinessSummary {
  return summary;
}

function nextLabel(phase: Phase): NextStep['label'] {
  if (phase === 'voting') return 'close';
  return phase === 'complete' || phase === 'runoff' ? 'announce' : 'freeze';
}

/** The preview of a sample: the title after a result, nothing while a vote is on. */
const sampleNext = (screen: ScreenView, open: boolean): Pick<ScreenState, 'next' | 'nextShow'> =>
  open
    ? { next: null, nextShow: null }
    : { next: { ...screen, picture: { kind: 'idle' } }, nextShow: { picture: 'idle' } };
