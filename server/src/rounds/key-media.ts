import { existsSync, rmSync } from 'node:fs';
import type { RoundRow, Store } from '../store/store.ts';
import type { BoxKeeper } from './box-keeper.ts';
import { isFinal, isInProgress } from './machine.ts';
import type { RoundRows } from './round-rows.ts';

export interface KeyMediaParts {
  readonly store: Store;
  readonly changed: () => void;
  readonly trouble: (text: string) => void;
}

/**
 * Key copies on a medium that people pull out and bring back: one that was away at the end of its round is destroyed when it is
 * presented, and a round that waits for its key goes on with it. Looked for in ticks, by name alone.
 */
export class KeyMedia {
  readonly #parts: KeyMediaParts;
  readonly #rows: RoundRows;
  readonly #box: BoxKeeper;
  #looking = false;

  constructor(parts: KeyMediaParts, rows: RoundRows, box: BoxKeeper) {
    this.#parts = parts;
    this.#rows = rows;
    this.#box = box;
  }

  /** Destroys what was presented since. While a round has a box, it waits. */
  async destroyPresented(): Promise<void> {
    if (this.#looking || this.#parts.store.rounds().some(({ state }) => isInProgress(state))) return;
    const round = this.#parts.store.rounds().find((each) => presentedOf(each).length > 0);
    if (!round) return;
    this.#looking = true;
    try {
      await this.#destroy(round);
    } finally {
      this.#looking = false;
    }
  }

  async #destroy(round: RoundRow): Promise<void> {
    const { files } = round;
    const presented = presentedOf(round);
    if (!files) return;
    const left = await this.#box.destroy({ ...round, files: { ...files, keys: presented, medium: presented } });
    const destroyed = presented.filter((path) => !left.includes(path));
    // A medium that can't be written stays outstanding, and is told once by the incident that named it.
    if (destroyed.length === 0) return;
    const outstanding = (round.outstanding ?? []).filter((path) => !destroyed.includes(path));
    this.#rows.set(
      round.id,
      round.state,
      { outstanding },
      { event: 'key copy destroyed', round: round.id, copies: destroyed.join(', ') },
    );
    removeBlanks(destroyed);
    this.#parts.changed();
  }
}

/** Beside the event that ends the round. */
export function recordOutstanding(
  { store, now }: { readonly store: Store; readonly now: () => number },
  round: number,
  copies: readonly string[],
): void {
  if (copies.length > 0)
    store.appendRecord(now(), { event: 'key copy outstanding', round, copies: copies.join(', '), by: 'server' });
}

const presentedOf = ({ state, files, outstanding }: RoundRow): readonly string[] =>
  files && isFinal(state) ? (outstanding ?? []).filter((path) => existsSync(path)) : [];

/** What an ended round still has somewhere, as the operator is told. */
export const outstandingInWords = (rounds: readonly RoundRow[]): readonly string[] =>
  rounds.flatMap(({ id, outstanding }) =>
    (outstanding ?? []).map(
      (path) =>
        `a copy of the key of round ${id} was not destroyed: put the medium of ${path} in, it is destroyed at once`,
    ),
  );

/**
 * Copies on a medium are overwritten in their place and keep their name until the end of the round is durable: so one that a
 * restart finds overwritten is told from one that is away. There is no key in them any more, and it hurts little if one stays.
 */
export function removeBlanks(paths: readonly string[]): void {
  for (const path of paths) {
    try {
      rmSync(path, { force: true });
    } catch {
      // Pulled out just now: 4 KiB of zeros on it.
    }
  }
}
