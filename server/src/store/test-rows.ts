import type { RoundState } from '@piaojue/contract/console-view';
import type { Contest } from '@piaojue/contract/contest';
import type { Totals } from '@piaojue/contract/outcome';
import { bitmap, setBit } from '../bitmap.ts';
import { checkedOf, type ContestSketch, contestOf } from '../rules/test-contest.ts';
import { decide } from '../rules/decide.ts';
import { draftRound } from '../rounds/draft.ts';
import { freeze, freezePresence } from '../rounds/freeze.ts';
import type { RoundRow, SeatRow, SittingRow } from './store.ts';

/** Rows for tests, as the server makes them. */
export const testSitting = (over: Partial<SittingRow> = {}): SittingRow => ({
  title: { congress: '江南镇第十九届人民代表大会', meeting: '第四次会议', date: '2027-03-12' },
  mode: 'rehearsal',
  provisioning: 0xee00_0001,
  sid: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  epoch: 0,
  retired: [],
  end: null,
  signInOpen: false,
  hall: { theme: 'light', language: 'zh-CN', r: 6, motion: true },
  shown: { picture: 'idle', index: null, roundId: null },
  readiness: null,
  ...over,
});

export const testSeats = (voters: number): SeatRow[] =>
  Array.from({ length: voters }, (_, slot) => ({
    slot,
    name: `代表${slot + 1}`,
    group: slot % 2 ? '第二组' : '第一组',
    keypad: slot + 1,
    generation: 0,
  }));

export interface RoundSketch {
  readonly id?: number;
  readonly contest?: Partial<ContestSketch>;
  /** Of any kind, instead of the above; with totals of its own. */
  readonly asked?: Contest;
  readonly voters?: number;
  /** Slots that signed in; all by default. */
  readonly present?: readonly number[];
  /** In ballot order; by default each voter marks the first candidate. */
  readonly totals?: Totals;
}

const REACHED: readonly RoundState[] = [
  'draft',
  'ready',
  'opening',
  'open',
  'closing',
  'counting',
  'disputed',
  'tallied',
  'recorded',
  'destroying',
  'closed',
];

/** A round with all that it has in this state: 3 candidates for 1 seat, 6 voters, unless the sketch says otherwise. */
export function testRound(state: RoundState, sketch: RoundSketch = {}): RoundRow {
  const voters = sketch.voters ?? 6;
  const contest = sketch.asked ? checkedOf(sketch.asked) : contestOf({ field: 3, seats: 1, ...sketch.contest });
  const id = sketch.id ?? 1;
  const seats = testSeats(voters);
  const present = new Set(sketch.present ?? seats.map(({ slot }) => slot));
  const frozen = freeze({ id, parent: null, turn: 1, contest }, seats);
  const presence = freezePresence(frozen, present);
  const votes = contest.candidates.map((_, i) => (i === 0 ? present.size : 0));
  const totals = sketch.totals ?? { returned: present.size, valid: present.size, invalid: 0, votes };
  const aborted = state === 'aborting' || state === 'aborted';
  const at = (reached: RoundState): boolean =>
    aborted ? REACHED.indexOf(reached) <= REACHED.indexOf('open') : REACHED.indexOf(state) >= REACHED.indexOf(reached);
  const from = <T>(reached: RoundState, value: T): T | null => (at(reached) ? value : null);
  const took = bitmap(voters);
  for (const slot of [...present].slice(0, totals.returned)) setBit(took, slot);
  return {
    ...draftRound(contest, null, 1),
    id,
    state,
    frozen: from('ready', frozen),
    presence: from('open', presence),
    files: from('opening', { box: `/data/boxes/round-${id}.box`, keys: [`/dev/shm/${id}.key`] }),
    openedAt: from('open', 1_800_000_000_000),
    closingAt: from('closing', 1_800_000_060_000),
    closedAt: from('closed', 1_800_000_061_000),
    returned: aborted ? totals.returned : null,
    totals: from('tallied', totals),
    decision: from('tallied', decide(contest, { all: voters, present: present.size, issued: presence.issued }, totals)),
    patterns: from('tallied', new Uint8Array(69).fill(3)),
    participation: from('recorded', took),
    counters: from(
      'recorded',
      Uint32Array.from({ length: voters }, (_, slot) => slot + 7),
    ),
    absent: from('tallied', { notHeard: 0, heardNotSubmitted: presence.issued - totals.returned }),
    bundleHash: from('destroying', 'cd'.repeat(32)),
    reason: aborted ? '停电' : state === 'disputed' ? 'the live count and the count of the box differ' : null,
  };
}
