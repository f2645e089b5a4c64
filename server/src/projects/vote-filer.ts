import type { RoundRow, Store } from '../store/store.ts';
import { filedVote, type VoteSitting } from './filed-vote.ts';
import type { YearBook } from './year-book.ts';

/**
 * Files what the hall announces, as it comes: told of every change, it does something only when a round was announced and
 * its bundle stands, or a ruling on it came. Started on data of before it files what is missing.
 */
export class VoteFiler {
  readonly #book: YearBook;
  /** What was filed of a round, to see without reading the book that nothing is new. */
  readonly #filed = new Map<number, string>();

  constructor(book: YearBook) {
    this.#book = book;
  }

  take(sitting: VoteSitting, store: Pick<Store, 'rounds' | 'record'>): void {
    const rounds = store.rounds();
    const fresh = rounds.filter((round) => (this.#filed.get(round.id) ?? '') !== sign(round));
    if (!fresh.length) return;
    const record = store.record();
    const votes = fresh.map((round) => filedVote(sitting, round, { rounds, record })).filter((vote) => vote !== null);
    this.#book.file(votes);
    for (const round of fresh) this.#filed.set(round.id, sign(round));
  }
}

/** Another text whenever the public may know something else of the round. */
const sign = ({ announcedAt, bundleHash, ruling }: RoundRow): string =>
  announcedAt === null || bundleHash === null ? '' : JSON.stringify([announcedAt, bundleHash, ruling]);
