import type { ConsoleView, NextStep, RoundDetail, SeatView } from '@piaojue/contract/console-view';
import type { ReadinessSummary, ReadinessView } from '@piaojue/contract/readiness-view';
import { sampleReadiness } from './readiness-samples.ts';
import { candidates, type Phase, result, round, type SampleOptions, sampleView } from './samples.ts';

/** Seats with a bit of everything that an operator looks for, the same every time. */
export function seats(count: number): SeatView[] {
  const groups = ['东片代表团', '西片代表团', '北片代表团', '机关代表团'];
  return Array.from({ length: count }, (_, slot) => ({
    slot,
    name: `代表${String(slot + 1).padStart(3, '0')}`,
    group: groups[slot % groups.length] ?? '',
    keypad: slot + 1,
    present: slot % 33 !== 5,
    submitted: slot % 33 === 5 ? null : slot % 3 !== 0,
    heard: slot % 33 === 5 ? null : slot % 41 !== 7,
    heardAgo: slot % 41 === 7 ? 140 : slot % 33 === 5 ? null : slot % 20,
    battery: slot % 53 === 9 ? 12 : 60 + (slot % 40),
  }));
}

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
      majority: result('complete').majority,
      rateBase: 'returned',
      tie: 'runoff',
      press: 'last',
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
  };
  const label = nextLabel(phase);
  return {
    rev: 1,
    run: 'sample',
    now: screen.now,
    rehearsal: screen.rehearsal,
    ended: false,
    screen,
    signIn: {
      open: !open && counted === null,
      all: 101,
      present: 57,
      quorum: { needed: 68, met: false, num: 2, den: 3, strict: false },
    },
    agenda: {
      items: [
        {
          id: 'plenary-1',
          title: '第一次全体会议',
          kind: 'plenary',
          presenter: '',
          state: 'done',
          open: false,
          contest: null,
          rounds: [],
          present: null,
        },
        {
          id: 'vote-1',
          title: current.round.title,
          kind: 'vote',
          presenter: '',
          state: 'now',
          open: false,
          contest: { kind: 'selection', candidates: current.candidates.length },
          rounds: [current.round.id],
          present: null,
        },
      ],
      now: 'vote-1',
      next: null,
    },
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
      fsyncMs: 1.8,
      roundKey: 'tmpfs',
      warnings: [],
      refused: { unknownKeypad: 2, badSeal: 0 },
    },
  };
}

function summaryOf({ receivers: _, keypads: __, ...summary }: ReadinessView): ReadinessSummary {
  return summary;
}

function nextLabel(phase: Phase): NextStep['label'] {
  if (phase === 'voting') return 'close';
  return phase === 'complete' || phase === 'runoff' ? 'announce' : 'freeze';
}
