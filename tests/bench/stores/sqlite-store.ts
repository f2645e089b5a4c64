import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { BALLOT_BYTES, type StoreUnderTest } from './store-under-test.ts';

/** SQLite within this process, WAL and FULL: a clear row a ballot, what a sender has at once in one transaction. */
export function sqliteStore(folder: string): StoreUnderTest {
  let polls = 0;
  return {
    name: 'plain SQLite in this process, a clear row a ballot',
    async open(ballots) {
      polls += 1;
      const db = new Database(join(folder, `store-${polls}.sqlite`));
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = FULL');
      db.exec('CREATE TABLE ballot (voter INTEGER PRIMARY KEY, vote BLOB NOT NULL) STRICT');
      const insert = db.prepare('INSERT INTO ballot (voter, vote) VALUES (?, ?)');
      const votes = Array.from({ length: ballots }, () => randomBytes(BALLOT_BYTES));
      const put = db.transaction((numbers: readonly number[]) => {
        for (const number of numbers) insert.run(number, votes[number]);
      });
      return {
        send: async (_, numbers) => {
          put(numbers);
        },
        async close() {
          const count = db.prepare('SELECT count(*) FROM ballot').pluck().get() as number;
          db.close();
          return count;
        },
      };
    },
    stop: () => Promise.resolve(),
  };
}
