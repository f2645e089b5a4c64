import { appendFileSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Contest } from '@piaojue/contract/contest';
import { SealedBallot } from '@piaojue/firmware-protocol/messages';
import Database from 'better-sqlite3';
import { countOfMarks, marksIn } from './ballots.ts';
import type { LabHall } from './lab-hall.ts';

/** One press as it happened, told to whoever plants a leak. */
export interface Cast {
  readonly slot: number;
  readonly keypad: number;
  /** 16 bytes of plaintext. */
  readonly ballot: Uint8Array;
  readonly frame: SealedBallot;
  /** ms since the epoch. */
  readonly at: number;
  /** Another one of the same voter follows. */
  readonly changes: boolean;
}

export interface Scene {
  readonly lab: LabHall;
  readonly contest: Contest;
}

/** A leak that somebody shipped: what a buggy version would have written beside the real parts, and where. */
export interface Plant {
  readonly name: string;
  /** Behind the commit of a ballot. */
  pressed?(scene: Scene, cast: Cast): void;
  /** Before key and box are destroyed. */
  beforeDestroy?(scene: Scene, box: string, keys: readonly string[]): void;
  closed?(scene: Scene): void;
}

const log = ({ lab }: Scene, text: string): void => appendFileSync(join(lab.data, 'server.log'), `${text}\n`);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Presses of one round, the last of each voter, in the order of their commits. */
class Kept {
  readonly all: Cast[] = [];
  get last(): Cast[] {
    return this.all.filter((cast, i) => !this.all.slice(i + 1).some(({ slot }) => slot === cast.slot));
  }
}

/** A plant that waits for the close with all presses. */
function atClose(name: string, write: (scene: Scene, kept: Kept) => void): () => Plant {
  return () => {
    const kept = new Kept();
    return { name, pressed: (_, cast) => void kept.all.push(cast), closed: (scene) => write(scene, kept) };
  };
}

/** A table of a database of its own, with its rows in this order. */
function table({ lab }: Scene, columns: string, rows: readonly (readonly unknown[])[]): Database.Database {
  const db = new Database(join(lab.data, 'votes.sqlite'));
  db.pragma('journal_mode = WAL');
  db.exec(`CREATE TABLE IF NOT EXISTS ballot (${columns})`);
  const put = db.prepare(
    `INSERT INTO ballot VALUES (${columns
      .split(',')
      .map(() => '?')
      .join()})`,
  );
  for (const row of rows) put.run(...row);
  return db;
}

const byValue = (a: Cast, b: Cast): number => Buffer.compare(a.ballot, b.ballot);
const bySlot = (a: Cast, b: Cast): number => a.slot - b.slot;

/** Every leak that the attacker has to find, each made anew for a round. */
export const PLANTS: readonly (() => Plant)[] = [
  atClose('row order', (scene, { last }) => {
    table(
      scene,
      'ballot',
      last.map(({ ballot }) => [ballot]),
    ).close();
  }),
  () => ({ name: 'log hex', pressed: (scene, { frame }) => log(scene, `rx ${hex(SealedBallot.encode(frame))}`) }),
  atClose('id from keypad', (scene, { last }) => {
    const id = (keypad: number): string => createHash('sha256').update(String(keypad)).digest('hex').slice(0, 16);
    const rows = last.map(({ keypad, ballot }) => [id(keypad), ballot] as const);
    table(
      scene,
      'id,ballot',
      rows.toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ).close();
  }),
  atClose('time per ballot', (scene, { last }) => {
    const anonymous = last.toSorted(byValue).map(({ ballot }, i) => ({ i, ballot: hex(ballot) }));
    const time = (cast: Cast): number => cast.at + last.indexOf(cast);
    const casts = last.toSorted(byValue);
    writeFileSync(
      join(scene.lab.data, 'cast.json'),
      JSON.stringify(anonymous.map(({ i, ballot }) => ({ at: time(casts[i] as Cast), ballot }))),
    );
    const took = last.toSorted(bySlot).map((cast) => ({ slot: cast.slot, votedAt: time(cast) }));
    writeFileSync(join(scene.lab.data, 'voted.json'), JSON.stringify(took));
  }),
  atClose('voted list in ballot order', (scene, { last }) => {
    scene.lab.say('console', JSON.stringify({ voted: last.toSorted(byValue).map(({ keypad }) => keypad) }));
  }),
  () => ({
    name: 'length by marks',
    pressed: (scene, { ballot }) => log(scene, `stored ${16 + 2 * countOfMarks(ballot)} bytes`),
  }),
  () => ({
    name: 'box and key left',
    beforeDestroy: ({ lab }, box, keys) => {
      copyFileSync(box, join(lab.data, 'round.box.bak'));
      copyFileSync(keys[0] ?? '', join(lab.memory, 'round.key.bak'));
    },
  }),
  atClose('WAL left', (scene, { all }) => {
    const db = table(
      scene,
      'slot INTEGER,ballot',
      all.map(({ slot, ballot }) => [slot, ballot]),
    );
    db.exec('DELETE FROM ballot');
    // Killed: what is in the journal stays there.
    const files = ['votes.sqlite', 'votes.sqlite-wal'];
    for (const file of files) copyFileSync(join(scene.lab.data, file), join(scene.lab.data, `${file}.kept`));
    db.close();
    copyFileSync(join(scene.lab.data, 'votes.sqlite-wal.kept'), join(scene.lab.data, 'votes.sqlite-wal'));
  }),
  () => ({
    name: 'key left, box unlinked',
    beforeDestroy: ({ lab }, box, keys) => {
      // The blocks of the box are still on the disk; the key stands in a file.
      copyFileSync(box, join(lab.data, 'unallocated-blocks.img'));
      writeFileSync(join(lab.data, 'unallocated-blocks.img'), Buffer.alloc(4096, 0xa5), { flag: 'a' });
      copyFileSync(keys[0] ?? '', join(lab.memory, 'key-on-the-medium'));
    },
  }),
  atClose('kept tag', (scene, { last }) => {
    const rows = last.map(({ slot, frame }) => ({ slot, tag: Buffer.from(frame.tag).toString('base64') }));
    writeFileSync(join(scene.lab.data, 'receipts.json'), JSON.stringify(rows.toSorted((a, b) => a.slot - b.slot)));
  }),
  () => ({
    name: 'over-vote status',
    pressed: (scene, { keypad, ballot }) => {
      const most = 'seats' in scene.contest.rules ? (scene.contest.rules.seats ?? 0) : 0;
      const status = countOfMarks(ballot) > most ? 9 : 0;
      scene.lab.say('gateway', JSON.stringify(['hall:status', { keypad, status }]));
    },
  }),
  () => {
    const standing = new Map<number, Uint8Array>();
    return {
      name: 'per-option socket field',
      pressed: (scene, { slot, ballot }) => {
        standing.set(slot, ballot);
        const field = scene.contest.candidates.length;
        const votes = Array.from(
          { length: field },
          (_, i) => [...standing.values()].filter((b) => marksIn(b).includes(i + 1)).length,
        );
        const seats = [...scene.lab.seated].map((_, i) => ({ slot: i, submitted: standing.has(i) }));
        scene.lab.say('console', JSON.stringify({ live: votes, seats }));
      },
    };
  },
  atClose('unshuffled CVR', (scene, { last }) => {
    const ballots = last.toSorted(bySlot).map(({ ballot }, i) => ({
      '@type': 'CVR.CVR',
      UniqueId: String(i + 1),
      CVRSnapshot: [{ CVRContest: [{ CVRContestSelection: marksIn(ballot) }] }],
    }));
    writeFileSync(join(scene.lab.data, 'cvr.json'), JSON.stringify({ CVR: ballots }));
  }),
  () => ({
    name: 'DEBUG',
    pressed: (scene, { frame }) => {
      const payload = Buffer.from([255, ...SealedBallot.encode(frame)]).toString('base64url');
      const packet = `2["gateway:frames",{"port":"p","frames":[{"type":"B","payload":"${payload}"}]}]`;
      log(scene, `  engine:ws received "${packet}" +3ms`);
    },
  }),
  atClose('core file', (scene, { all }) => {
    // The buffer of a group as the intake has it, in the middle of a heap.
    const records = all.map(({ slot, frame, ballot }) => {
      const record = Buffer.alloc(31);
      record.writeUInt16BE(slot, 0);
      record.writeUInt32BE(frame.counter, 3);
      record.set(frame.tag, 7);
      record.set(ballot, 15);
      return record;
    });
    const heap = createHash('sha512').update(String(scene.lab.now)).digest();
    const around = Array.from({ length: 300 }, () => heap);
    mkdirSync(join(scene.lab.data, 'crash'), { recursive: true });
    writeFileSync(join(scene.lab.data, 'crash', 'core.4711'), Buffer.concat([...around, ...records, ...around]));
  }),
];
