import type { SeatView } from '@piaojue/contract/console-view';
import { seatIs } from './seat-filter.ts';

/** How a seat is drawn: three fills, a mark in its corner, a hatch over it. Nothing here knows a choice. */
export const PRESENCES = ['absent', 'present', 'submitted'] as const;
export type Presence = (typeof PRESENCES)[number];
export interface SeatState {
  readonly presence: Presence;
  /** 未响应: signed in, and the keypad is silent or nothing of it came in the open round. */
  readonly silent: boolean;
  readonly low: boolean;
}

export const SEAT_STATES: readonly SeatState[] = PRESENCES.flatMap((presence) =>
  [false, true].flatMap((silent) => [false, true].map((low) => ({ presence, silent, low }))),
);

export const seatState = (seat: SeatView): SeatState => ({
  presence: seat.submitted === true ? 'submitted' : seat.present ? 'present' : 'absent',
  silent: seat.present && (seatIs('silent', seat) || seatIs('notHeard', seat)),
  low: seatIs('lowBattery', seat),
});

/** One word for each state, as it stands in the map: `present`, `present-silent`, `submitted-silent-low` … */
export const stateName = ({ presence, silent, low }: SeatState): string =>
  `${presence}${silent ? '-silent' : ''}${low ? '-low' : ''}`;
