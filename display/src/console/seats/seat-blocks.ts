import type { SeatView } from '@piaojue/contract/console-view';
import { seatState } from './seat-state.ts';

/** More seats than this are too small to hit and to tell apart: blocks come first. */
export const MOST_AT_ONCE = 500;
const RUN = 100;

export interface SeatBlock {
  readonly id: string;
  /** Name of the delegation; null for a run of keypads. */
  readonly group: string | null;
  /** First and last keypad in it. */
  readonly from: number;
  readonly to: number;
  readonly seats: readonly SeatView[];
}

/** What is told of a block. Presence and trouble only. */
export interface BlockCounts {
  readonly seats: number;
  readonly present: number;
  readonly submitted: number;
  readonly silent: number;
  readonly low: number;
}

/**
 * The blocks of a large hall: its delegations where each fits into one map, else runs of a hundred in the order of the roll.
 * One block where all seats fit.
 */
export function seatBlocks(seats: readonly SeatView[]): readonly SeatBlock[] {
  if (seats.length <= MOST_AT_ONCE) return seats.length === 0 ? [] : [block('all', null, seats)];
  const groups = Map.groupBy(seats, ({ group }) => group);
  const fit = groups.size > 1 && !groups.has('') && [...groups.values()].every(({ length }) => length <= MOST_AT_ONCE);
  if (fit) return [...groups].map(([group, members]) => block(`group-${group}`, group, members));
  return Array.from({ length: Math.ceil(seats.length / RUN) }, (_, at) =>
    block(`run-${at}`, null, seats.slice(at * RUN, (at + 1) * RUN)),
  );
}

function block(id: string, group: string | null, seats: readonly SeatView[]): SeatBlock {
  let [from, to] = [Infinity, 0];
  for (const { keypad } of seats) [from, to] = [Math.min(from, keypad), Math.max(to, keypad)];
  return { id, group, from, to, seats };
}

export function blockCounts(seats: readonly SeatView[]): BlockCounts {
  const counts = { seats: seats.length, present: 0, submitted: 0, silent: 0, low: 0 };
  for (const seat of seats) {
    const { presence, silent, low } = seatState(seat);
    if (presence !== 'absent') counts.present += 1;
    if (presence === 'submitted') counts.submitted += 1;
    if (silent) counts.silent += 1;
    if (low) counts.low += 1;
  }
  return counts;
}
