import type { Contest } from '@piaojue/contract/contest';
import type { RoundRow } from '../store/store.ts';

/** A new round, in which nothing has happened yet. `turn` 1 is the first vote; a re-vote names its parent. */
export const draftRound = (contest: Contest, parent: number | null, turn: number): Omit<RoundRow, 'id' | 'state'> => ({
  parent,
  turn,
  contest,
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
  bundleHash: null,
  reason: null,
});
