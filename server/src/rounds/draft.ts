import type { Contest } from '@piaojue/contract/contest';
import type { RoundRow } from '../store/store.ts';

/** Of a round in which nothing has happened yet; what a row of an earlier version does not have is so, too. */
export const NOTHING_YET = {
  frozen: null,
  presence: null,
  files: null,
  openedAt: null,
  closingAt: null,
  closedAt: null,
  rebuiltAt: null,
  returned: null,
  totals: null,
  decision: null,
  patterns: null,
  participation: null,
  counters: null,
  absent: null,
  announcedAt: null,
  method: 'keypads',
  ruling: null,
  hand: null,
  columns: null,
  withdrawn: null,
  named: null,
  chainHash: null,
  bundleHash: null,
  reason: null,
} as const satisfies Partial<RoundRow>;

/** A new round. `turn` 1 is the first vote; a re-vote names its parent. */
export const draftRound = (
  contest: Contest,
  parent: number | null,
  turn: number,
  method: 'keypads' | 'hand' = 'keypads',
): Omit<RoundRow, 'id' | 'state'> => ({ ...NOTHING_YET, parent, turn, contest, method });
