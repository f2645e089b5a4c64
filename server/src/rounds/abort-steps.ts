import type { Actor } from '@piaojue/contract/officers-view';
import { crashPoint } from '../crash-point.ts';
import type { RoundRow, Store } from '../store/store.ts';
import type { BoxKeeper } from './box-keeper.ts';
import { recordOutstanding, removeBlanks } from './key-media.ts';
import { destroyedOf, type RoundRows } from './round-rows.ts';

export interface AbortParts {
  readonly store: Store;
  /** ms since the epoch */
  readonly now: () => number;
  readonly changed: () => void;
}

/** A1 and what follows it: the box is destroyed unopened, and no totals of it exist anywhere (RULES §4). */
export class AbortSteps {
  readonly #parts: AbortParts;
  readonly #rows: RoundRows;
  readonly #box: BoxKeeper;

  constructor(parts: AbortParts, rows: RoundRows, box: BoxKeeper) {
    this.#parts = parts;
    this.#rows = rows;
    this.#box = box;
  }

  /** `S:aborting`. `also`: written with it. */
  begin(id: number, reason: string, by: Actor, also?: () => void): RoundRow {
    const returned = this.#returned(this.#rows.get(id));
    const round = this.#rows.set(
      id,
      'aborting',
      { reason, returned, closedAt: this.#parts.now() },
      { event: 'round aborting', round: id, reason, returned, by },
      also,
    );
    this.#box.taking = false;
    crashPoint('abort:1');
    return round;
  }

  /** R of a round by keypads alone: papers that came back were never counted. */
  #returned({ id, method, returned }: RoundRow): number | null {
    return method === 'keypads' ? Math.max(returned ?? 0, this.#box.returned(id)) : null;
  }

  /** May be asked again after a crash. */
  async finish(id: number): Promise<void> {
    const { store, changed } = this.#parts;
    const round = this.#rows.get(id);
    const outstanding = await this.#box.destroy(round);
    crashPoint('abort:2');
    // With the ballots of the last second, which no tick had told yet.
    const returned = this.#returned(round);
    this.#rows.set(
      id,
      'aborted',
      // What was typed of its paper ballots goes with it.
      { returned, hand: null, ...(outstanding.length && { outstanding }) },
      {
        event: 'round aborted',
        round: id,
        issued: round.presence?.issued ?? null,
        returned,
        reason: round.reason,
        destroyed: destroyedOf(round),
        outstanding: outstanding.join(', '),
      },
      () => {
        store.setHeard(id, null);
        recordOutstanding(this.#parts, id, outstanding);
      },
    );
    removeBlanks(round.files?.medium ?? []);
    // The former pages of who was heard go too.
    store.checkpoint();
    changed();
  }
}
