import type { Contest } from '@piaojue/contract/contest';
import type { Press } from '@piaojue/device-gateway/simulator/control';

/** The kinds of vote in turn. Candidate c has the voices of every c-th keypad, so that none are tied. */
const CANDIDATES = 5;
const quorum = { num: 2, den: 3, strict: false };
const common = { quorum, rateBase: 'returned', press: 'last' } as const;
const candidates = Array.from({ length: CANDIDATES }, (_, i) => ({ no: i + 1, name: `项目${i + 1}` }));
const seats = { seats: 2, maxMarks: CANDIDATES, minMarks: 0, exactly: false, majority: null, tie: 'runoff' } as const;
const half = { num: 1, den: 2, strict: true, base: 'all' } as const;
const MOTION = { rules: { ...common, majority: half }, candidates: candidates.slice(0, 1) };

const KINDS: readonly Contest[] = [
  { kind: 'selection', rules: { ...common, ...seats }, candidates },
  { kind: 'evaluation', rules: { ...common, scale: 4, halfPasses: true, gradeBase: 'returned' }, candidates },
  { kind: 'perProject', rules: { ...common, ...seats }, candidates },
  { kind: 'resolution', ...MOTION },
  { kind: 'namedResolution', ...MOTION },
];

export interface Vote {
  readonly contest: Contest;
  readonly presses: readonly Press[];
}

export function voteOf(number: number, keypads: number): Vote {
  const { kind, ...rest } = KINDS[number % KINDS.length] ?? MOTION_ALONE;
  const contest = { title: `第${number}次表决`, kind, ...rest } as Contest;
  const presses = Array.from({ length: keypads }, (_, id) => {
    const keypad = id + 1;
    const chosen = contest.candidates.filter(({ no }) => keypad % no === 0);
    return { id, keypad, marks: chosen.map(({ no }) => (kind === 'selection' ? no : ([no, 1] as const))) };
  });
  return { contest, presses };
}
const MOTION_ALONE: Contest = { kind: 'resolution', ...MOTION };
