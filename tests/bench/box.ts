import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { BoxWriter, createBoxFile, GROUP_FRAME, RECORD_BYTES } from '@piaojue/server/box/box-file';
import Database from 'better-sqlite3';
import { inTurns, perSecond, ratio } from './figures.ts';

/** Durable ballots a second, sealed in the box, against bare inserts into SQLite (WAL, FULL) in groups of the same size. */
const BALLOTS = 3000;
const ROUNDS = 7;

export async function benchBox(folder: string): Promise<void> {
  for (const group of [1, 10, 100, 1000]) {
    const ballots = group === 1 ? 600 : BALLOTS;
    const records = randomBytes(group * RECORD_BYTES);
    let run = 0;
    const db = new Database(join(folder, `baseline-${group}.sqlite`));
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.exec('CREATE TABLE ballot (record BLOB NOT NULL)');
    const insert = db.prepare('INSERT INTO ballot (record) VALUES (?)');
    const insertGroup = db.transaction(() => {
      for (let i = 0; i < group; i++) insert.run(records.subarray(i * RECORD_BYTES, (i + 1) * RECORD_BYTES));
    });

    // Boxes stand preallocated before a vote; opening is not part of the figure.
    const writers = Array.from({ length: ROUNDS }, () => {
      run += 1;
      const path = join(folder, `bench-${group}-${run}.box`);
      return new BoxWriter(path, randomBytes(32), 1, BoxWriter.start, createBoxFile(path, BALLOTS));
    });
    const box = async (): Promise<void> => {
      const writer = writers.pop();
      if (!writer) throw new Error('one box a round');
      for (let done = 0; done < ballots; done += group) {
        const failed = writer.append(GROUP_FRAME, records);
        if (failed) throw failed;
      }
      writer.close();
    };
    const sqlite = (): void => {
      for (let done = 0; done < ballots; done += group) insertGroup();
    };
    const [boxMs, sqliteMs] = await inTurns(ROUNDS, box, sqlite);
    const ours = perSecond(`durable in the box, groups of ${group}`, ballots, boxMs);
    const theirs = perSecond(`bare SQLite inserts, groups of ${group} (baseline)`, ballots, sqliteMs);
    ratio(`box : SQLite, groups of ${group}`, ours / theirs, '≥ 1');
    db.close();
  }
}
