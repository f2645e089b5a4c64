import { recordHash } from '../store/record-chain.ts';
import { openSqliteFile, type SqliteDatabase, StoreRefused } from '../store/sqlite-file.ts';
import type { FiledVote } from '@piaojue/contract/project-view';
import type { BookEntry, BookEvent } from './book.ts';

/**
 * Where the book of the year stands: a file of its own, beyond one sitting, which several programs may share. Entries are a
 * hash chain; votes are filed beside them by their bundle. A file is of rehearsals or of real sittings, never of both.
 */
export interface ProjectStore {
  readonly rehearsal: boolean;
  /** Runs `work` in one durable transaction, alone on the file. */
  transaction<T>(work: () => T): T;
  entries(): readonly BookEntry[];
  append(at: number, by: BookEntry['by'], event: BookEvent): BookEntry;
  /** The first entry that does not continue the chain; null: the book is as it was written. */
  brokenAt(): number | null;
  /** In the order of their closing. */
  votes(): readonly FiledVote[];
  /** In the place of what was filed under the same bundle before: a ruling on it may have come since. */
  putVote(vote: FiledVote): void;
  /** The last entry; number 0 of an empty book. */
  head(): BookHead;
  /** Whether this book has that entry: it is the same book, or one that went on from it. */
  continues(head: BookHead): boolean;
  /** All of it as one file's bytes, as of one moment. */
  image(): Uint8Array;
  close(): void;
}

export interface BookHead {
  readonly seq: number;
  readonly hash: string;
}

const SCHEMA_VERSION = 1;
const SCHEMA = `
  CREATE TABLE book (id INTEGER PRIMARY KEY CHECK (id = 1), rehearsal INTEGER NOT NULL) STRICT;
  CREATE TABLE entry (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, by TEXT NOT NULL, event TEXT NOT NULL,
    hash TEXT NOT NULL) STRICT;
  CREATE TABLE vote (bundle TEXT PRIMARY KEY, closed_at INTEGER NOT NULL, doc TEXT NOT NULL) STRICT;
`;

interface EntryRow {
  readonly seq: number;
  readonly at: number;
  readonly by: BookEntry['by'];
  readonly event: string;
  readonly hash: string;
}

/** `rehearsal` undefined: as the file says. Throws StoreRefused where the file is of the other mode, or is none of ours. */
export function openProjectStore(path: string, rehearsal?: boolean): ProjectStore {
  const db = openSqliteFile(path, { version: SCHEMA_VERSION, schema: SCHEMA, lock: 'shared' });
  try {
    db.prepare('INSERT OR IGNORE INTO book (id, rehearsal) VALUES (1, ?)').run(rehearsal === false ? 0 : 1);
    const stored = db.prepare('SELECT rehearsal FROM book').pluck().get() === 1;
    if (rehearsal !== undefined && stored !== rehearsal) {
      const [holds, wanted] = stored ? ['rehearsals', 'real sittings'] : ['real sittings', 'rehearsals'];
      throw new StoreRefused(
        'unknown-schema',
        `${path} holds projects of ${holds}, not of ${wanted}. Rehearsal and real data never mix: use another --projects.`,
      );
    }
    return new SqliteProjectStore(db, stored);
  } catch (error) {
    db.close();
    throw error;
  }
}

class SqliteProjectStore implements ProjectStore {
  readonly #db: SqliteDatabase;
  readonly rehearsal: boolean;

  constructor(db: SqliteDatabase, rehearsal: boolean) {
    this.#db = db;
    this.rehearsal = rehearsal;
  }

  transaction<T>(work: () => T): T {
    return this.#db.transaction(work).immediate();
  }

  #rows(): readonly EntryRow[] {
    return this.#db.prepare('SELECT seq, at, by, event, hash FROM entry ORDER BY seq').all() as EntryRow[];
  }

  entries(): readonly BookEntry[] {
    return this.#rows().map(({ seq, at, by, event }) => ({ seq, at, by, event: JSON.parse(event) as BookEvent }));
  }

  append(at: number, by: BookEntry['by'], event: BookEvent): BookEntry {
    return this.transaction(() => {
      const last = this.#db.prepare('SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1').get() as
        | Pick<EntryRow, 'seq' | 'hash'>
        | undefined;
      const seq = (last?.seq ?? 0) + 1;
      const text = JSON.stringify(event);
      this.#db
        .prepare('INSERT INTO entry (seq, at, by, event, hash) VALUES (?, ?, ?, ?, ?)')
        .run(seq, at, by, text, chained(last?.hash ?? '', { seq, at, by, event: text }));
      return { seq, at, by, event };
    });
  }

  brokenAt(): number | null {
    let before = '';
    for (const [index, row] of this.#rows().entries()) {
      if (row.seq !== index + 1 || row.hash !== chained(before, row)) return row.seq;
      before = row.hash;
    }
    return null;
  }

  votes(): readonly FiledVote[] {
    const docs = this.#db.prepare('SELECT doc FROM vote ORDER BY closed_at, bundle').pluck().all() as string[];
    return docs.map((doc) => JSON.parse(doc) as FiledVote);
  }

  putVote(vote: FiledVote): void {
    this.#db
      .prepare('INSERT OR REPLACE INTO vote (bundle, closed_at, doc) VALUES (?, ?, ?)')
      .run(vote.bundleHash, vote.result.closedAt, JSON.stringify(vote));
  }

  head(): BookHead {
    const last = this.#db.prepare('SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1').get() as
      | BookHead
      | undefined;
    return last ?? { seq: 0, hash: '' };
  }

  continues({ seq, hash }: BookHead): boolean {
    return seq === 0 || this.#rows().some((row) => row.seq === seq && row.hash === hash);
  }

  image(): Uint8Array {
    return this.#db.serialize();
  }

  close(): void {
    this.#db.close();
  }
}

const chained = (before: string, { seq, at, by, event }: Omit<EntryRow, 'hash'>): string =>
  recordHash(before, seq, at, { event, author: by });
