import type { RoundState } from '@piaojue/contract/console-view';
import type { Frozen, RecordEvent, RoundRow, SeatRow, SittingRow, Store } from '../store/store.ts';
import { follow } from './machine.ts';

/** The rows of rounds as the runner changes them: each step is one transaction, written before anything outside is told. */
export class RoundRows {
  readonly #store: Store;
  readonly #now: () => number;

  /** `now`: ms since the epoch. */
  constructor(store: Store, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  get(id: number): RoundRow {
    const round = this.#store.round(id);
    if (!round) throw new Error(`there is no round ${id}`);
    return round;
  }

  get sitting(): SittingRow {
    const sitting = this.#store.sitting();
    if (!sitting) throw new Error('there is no sitting');
    return sitting;
  }

  /**
   * `S:state`: one transaction with all that belongs to it. The state may be the one it is in. An event without `by` is of the
   * machine itself.
   */
  set(id: number, state: RoundState, fields: Partial<RoundRow> = {}, event?: RecordEvent, also?: () => void): RoundRow {
    return this.#store.transaction(() => {
      const round = this.get(id);
      const next = { ...(round.state === state ? round : follow(round, state)), ...fields };
      this.#store.putRound(next);
      if (event) this.#store.appendRecord(this.#now(), { by: 'server', ...event });
      also?.();
      return next;
    });
  }
}

export function expectFrozen({ id, frozen }: RoundRow): Frozen {
  if (!frozen) throw new Error(`round ${id} was never frozen`);
  return frozen;
}

export function expectPresence({ id, presence }: RoundRow): NonNullable<RoundRow['presence']> {
  if (!presence) throw new Error(`round ${id} was never opened`);
  return presence;
}

/** What the end of a round destroys, as the record names it: nothing of a round by hand. */
export const destroyedOf = ({ files }: RoundRow): string => (files ? 'round key, ballot box' : '');

/** Who votes by keypad, a bit per frozen slot: whoever was moved to paper does not any more. */
export function byKeypad(round: RoundRow): Uint8Array {
  const { authorised } = expectPresence(round);
  const { withdrawn } = round;
  return withdrawn ? authorised.map((byte, i) => byte & ~(withdrawn[i] ?? 0)) : authorised;
}

/** The voter slots with the keypads they have now: those that were frozen, and what replaced some of them while it was open. */
export function seatsNow(round: RoundRow): readonly SeatRow[] {
  const { seats } = expectFrozen(round);
  if (!round.replaced?.length) return seats;
  const latest = new Map(round.replaced.map(({ slot, keypad, generation }) => [slot, { keypad, generation }]));
  return seats.map((seat) => ({ ...seat, ...latest.get(seat.slot) }));
}
