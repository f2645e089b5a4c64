import type { RoundRow } from '../store/store.ts';

/** The clock of a round (RULES §2): advisory, or closing. */
export interface RoundClock {
  /** ms since the epoch */
  readonly endsAt: number;
  /** The round closes by itself then. */
  readonly closes: boolean;
}

/** null: the rules set none, or the round is not open yet. */
export function clockOf({ contest, openedAt }: Pick<RoundRow, 'contest' | 'openedAt'>): RoundClock | null {
  const { clock } = contest.rules;
  return clock && openedAt !== null ? { endsAt: openedAt + clock.seconds * 1000, closes: clock.closes } : null;
}
