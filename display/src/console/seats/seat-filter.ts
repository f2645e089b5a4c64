import type { SeatView } from '@piaojue/contract/console-view';
import { isSpelledLike } from './name-spelling.ts';

/** A keypad that was not heard for so long, in seconds, gets a look from the operator. */
export const SILENT_AFTER_S = 90;
/** Percent; below it a battery may not last a sitting. */
export const LOW_BATTERY = 20;

export const SEAT_FILTERS = ['all', 'absent', 'left', 'pending', 'notHeard', 'silent', 'lowBattery'] as const;
export type SeatFilter = (typeof SEAT_FILTERS)[number];

/** What may be wrong with a seat. There is no test for what somebody chose, because nothing here knows. */
const TESTS: Readonly<Record<SeatFilter, (seat: SeatView) => boolean>> = {
  all: () => true,
  /** Has not signed in. */
  absent: (seat) => !seat.present && !seat.left,
  /** 中途退场 */
  left: (seat) => seat.left,
  pending: (seat) => seat.submitted === false && seat.present && seat.onPaper !== true && seat.heard !== false,
  /** In a vote: nothing came from the keypad at all, so its deputy may be pressing in vain. */
  notHeard: (seat) => seat.submitted === false && seat.present && seat.onPaper !== true && seat.heard === false,
  silent: (seat) => seat.heardAgo === null || seat.heardAgo > SILENT_AFTER_S,
  lowBattery: (seat) => seat.battery !== null && seat.battery < LOW_BATTERY,
};

export const seatIs = (filter: SeatFilter, seat: SeatView): boolean => TESTS[filter](seat);

/** How many seats each filter would show. */
export function countSeats(seats: readonly SeatView[]): Readonly<Record<SeatFilter, number>> {
  const counts = { all: 0, absent: 0, left: 0, pending: 0, notHeard: 0, silent: 0, lowBattery: 0 };
  for (const seat of seats) for (const filter of SEAT_FILTERS) if (TESTS[filter](seat)) counts[filter] += 1;
  return counts;
}

/** Name or group by any part, a name by its pinyin or initials too, a keypad by its whole number or the start of it. */
export function findSeats(seats: readonly SeatView[], filter: SeatFilter, query: string): readonly SeatView[] {
  const wanted = query.trim().toLocaleLowerCase();
  return seats.filter(
    (seat) =>
      TESTS[filter](seat) &&
      (wanted === '' ||
        seat.name.toLocaleLowerCase().includes(wanted) ||
        isSpelledLike(seat.name, wanted) ||
        seat.group.toLocaleLowerCase().includes(wanted) ||
        String(seat.keypad).startsWith(wanted)),
  );
}

/** Rows of a list that can be seen, with a few more on either side so that scrolling shows no gap. */
export function visibleRows(
  count: number,
  rowHeight: number,
  scrollTop: number,
  height: number,
): { readonly from: number; readonly to: number } {
  const spare = 6;
  const from = Math.max(0, Math.floor(scrollTop / rowHeight) - spare);
  return { from, to: Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + spare) };
}
