import type { Profile } from '@piaojue/contract/profile';
import { NOTHING_YET } from '../rounds/draft.ts';
import { recordHash } from './record-chain.ts';
import { openSqliteFile, type SqliteDatabase, type SqliteStatement } from './sqlite-file.ts';
import type { AgendaRow, PresenceRow, RecordEvent, RecordRow, RoundRow, SeatRow, SittingRow, Store } from './store.ts';

export { recordHash } from './record-chain.ts';
export { StoreRefused } from './sqlite-file.ts';

/** The store on SQLite, with an exclusive lock, so that a second server on the folder is refused. */
const SCHEMA_VERSION = 3;
/** New in version 3. */
const AGENDA = `
  CREATE TABLE agenda (position INTEGER PRIMARY KEY, doc TEXT NOT NULL) STRICT;
`;
const PROFILES = `
  CREATE TABLE profile (id TEXT NOT NULL, version INTEGER NOT NULL, doc TEXT NOT NULL,
    PRIMARY KEY (id, version)) STRICT;
`;
const PRESENCE_STATES = `
  ALTER TABLE presence ADD COLUMN state TEXT NOT NULL DEFAULT 'present';
  ALTER TABLE presence ADD COLUMN late INTEGER NOT NULL DEFAULT 0;
`;
/** Who answered what stands in the row of a named vote; in that of a secret one SQLite itself refuses it. */
const NAMED = `named BLOB CHECK (named IS NULL OR json_extract(doc, '$.contest.kind') = 'namedResolution')`;
const ROUND_COLUMNS = `
  ALTER TABLE round ADD COLUMN withdrawn BLOB;
  ALTER TABLE round ADD COLUMN ${NAMED};
`;
const SCHEMA = `
  CREATE TABLE sitting (id INTEGER PRIMARY KEY CHECK (id = 1), doc TEXT NOT NULL, sid BLOB NOT NULL) STRICT;
  CREATE TABLE seat (slot INTEGER PRIMARY KEY, name TEXT NOT NULL, grp TEXT NOT NULL,
    keypad INTEGER NOT NULL UNIQUE, generation INTEGER NOT NULL) STRICT;
  CREATE TABLE presence (slot INTEGER PRIMARY KEY, counter INTEGER NOT NULL, mac BLOB NOT NULL,
    state TEXT NOT NULL, late INTEGER NOT NULL) STRICT;
  CREATE TABLE round (id INTEGER PRIMARY KEY AUTOINCREMENT, state TEXT NOT NULL, doc TEXT NOT NULL,
    paper BLOB, authorised BLOB, patterns BLOB, participation BLOB, counters BLOB,
    withdrawn BLOB, ${NAMED}) STRICT;
  CREATE TABLE counted (round INTEGER PRIMARY KEY, n INTEGER NOT NULL) STRICT;
  CREATE TABLE heard (round INTEGER PRIMARY KEY, bits BLOB NOT NULL) STRICT;
  CREATE TABLE command (id TEXT PRIMARY KEY, answer TEXT NOT NULL) STRICT;
  CREATE TABLE record (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, event TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
  ${AGENDA}${PROFILES}`;
const UPGRADES = { 2: `${AGENDA}${PROFILES}${PRESENCE_STATES}${ROUND_COLUMNS}` };

/** The record only grows: SQLite itself refuses to change or remove a line. Files of before get this when they are opened. */
const APPEND_ONLY = `
  CREATE TRIGGER IF NOT EXISTS record_unchanged BEFORE UPDATE ON record
    BEGIN SELECT RAISE(ABORT, 'a line of the record is never changed'); END;
  CREATE TRIGGER IF NOT EXISTS record_kept BEFORE DELETE ON record
    BEGIN SELECT RAISE(ABORT, 'a line of the record is never removed'); END;
  CREATE TRIGGER IF NOT EXISTS record_once BEFORE INSERT ON record WHEN NEW.seq <= (SELECT max(seq) FROM record)
    BEGIN SELECT RAISE(ABORT, 'a line of the record is never replaced'); END;
`;

type Row = Record<string, unknown>;
const blob = (value: unknown): Uint8Array | null => (value ? new Uint8Array(value as Buffer) : null);

export function openSqliteStore(path: string): Store {
  const db = openSqliteFile(path, { version: SCHEMA_VERSION, schema: SCHEMA, upgrades: UPGRADES, lock: 'exclusive' });
  db.exec(APPEND_ONLY);
  return new SqliteStore(db);
}

class SqliteStore implements Store {
  readonly #db: SqliteDatabase;
  readonly #statements = new Map<string, SqliteStatement>();
  /** The sitting as it stands in the file, held as the rounds are. */
  #sitting: SittingRow | undefined;
  /** Rounds as they stand in the file: the lock is exclusive, so nobody else writes them, and every snapshot asks. */
  #rounds: readonly RoundRow[] | undefined;
  /** The agenda, held for the same reason. */
  #agenda: readonly AgendaRow[] | undefined;
  /** The record, which only grows. */
  #record: readonly RecordRow[] | undefined;

  constructor(db: SqliteDatabase) {
    this.#db = db;
  }

  #sql(text: string): SqliteStatement {
    let statement = this.#statements.get(text);
    if (!statement) {
      statement = this.#db.prepare(text);
      this.#statements.set(text, statement);
    }
    return statement;
  }

  transaction<T>(work: () => T): T {
    try {
      return this.#inTransaction(work);
    } catch (error) {
      this.#sitting = undefined;
      this.#rounds = undefined;
      this.#agenda = undefined;
      this.#record = undefined;
      throw error;
    }
  }

  #inTransaction<T>(work: () => T): T {
    return this.#db
      .transaction(() => {
        const value = work();
        if (value instanceof Promise) throw new Error('a transaction cannot wait for a promise');
        return value;
      })
      .immediate();
  }

  sitting(): SittingRow | undefined {
    this.#sitting ??= this.#readSitting();
    return this.#sitting;
  }

  #readSitting(): SittingRow | undefined {
    const row = this.#sql('SELECT doc, sid FROM sitting').get() as Row | undefined;
    return (
      row && {
        ...(JSON.parse(row['doc'] as string) as Omit<SittingRow, 'sid'>),
        sid: new Uint8Array(row['sid'] as Buffer),
      }
    );
  }

  putSitting({ sid, ...doc }: SittingRow): void {
    this.#sql('INSERT OR REPLACE INTO sitting (id, doc, sid) VALUES (1, ?, ?)').run(JSON.stringify(doc), sid);
    this.#sitting = this.#readSitting();
  }

  seats(): readonly SeatRow[] {
    return this.#sql(
      'SELECT slot, name, grp AS "group", keypad, generation FROM seat ORDER BY slot',
    ).all() as SeatRow[];
  }

  putSeats(seats: readonly SeatRow[]): void {
    this.transaction(() => {
      this.#sql('DELETE FROM presence').run();
      this.#sql('DELETE FROM seat').run();
      const insert = this.#sql('INSERT INTO seat (slot, name, grp, keypad, generation) VALUES (?, ?, ?, ?, ?)');
      for (const seat of seats) insert.run(seat.slot, seat.name, seat.group, seat.keypad, seat.generation);
    });
  }

  replaceKeypad({ slot, keypad, generation }: SeatRow): void {
    this.transaction(() => {
      this.#sql('UPDATE seat SET keypad = ?, generation = ? WHERE slot = ?').run(keypad, generation, slot);
      this.#sql('DELETE FROM presence WHERE slot = ?').run(slot);
    });
  }

  presence(): readonly PresenceRow[] {
    const rows = this.#sql('SELECT slot, counter, mac, state, late FROM presence ORDER BY slot').all() as Row[];
    return rows.map((row) => ({
      slot: row['slot'] as number,
      counter: row['counter'] as number,
      mac: new Uint8Array(row['mac'] as Buffer),
      state: row['state'] as PresenceRow['state'],
      late: row['late'] === 1,
    }));
  }

  putPresence({ slot, counter, mac, state, late }: PresenceRow): void {
    this.#sql('INSERT OR REPLACE INTO presence (slot, counter, mac, state, late) VALUES (?, ?, ?, ?, ?)').run(
      slot,
      counter,
      mac,
      state,
      late ? 1 : 0,
    );
  }

  endPlenary(): void {
    this.#sql("UPDATE presence SET state = 'former', late = 0").run();
  }

  createRound(round: Omit<RoundRow, 'id' | 'state'>): RoundRow {
    const { lastInsertRowid } = this.#sql("INSERT INTO round (state, doc) VALUES ('draft', '{}')").run();
    const row: RoundRow = { ...round, id: Number(lastInsertRowid), state: 'draft' };
    this.putRound(row);
    return row;
  }

  round(id: number): RoundRow | undefined {
    return this.rounds().find((round) => round.id === id);
  }

  rounds(): readonly RoundRow[] {
    this.#rounds ??= (this.#sql('SELECT * FROM round ORDER BY id').all() as Row[]).map(readRound);
    return this.#rounds;
  }

  putRound(round: RoundRow): void {
    const { id, state, patterns, participation, counters, withdrawn, named, frozen, presence, ...doc } = round;
    const text = JSON.stringify({
      ...doc,
      frozen: frozen && { ...frozen, paper: null },
      presence: presence && { ...presence, authorised: null },
    });
    const words = counters && Buffer.from(counters.buffer, counters.byteOffset, counters.byteLength);
    const blobs = { paper: frozen?.paper ?? null, authorised: presence?.authorised ?? null, patterns, participation };
    this.#sql(
      `UPDATE round SET state = @state, doc = @text, paper = @paper, authorised = @authorised, patterns = @patterns,
       participation = @participation, counters = @words, withdrawn = @withdrawn, named = @named WHERE id = @id`,
    ).run({ id, state, text, ...blobs, words, withdrawn, named });
    this.#readAgain(id);
  }

  removeDraft(id: number): void {
    this.#sql("DELETE FROM round WHERE id = ? AND state = 'draft'").run(id);
    this.#readAgain(id);
  }

  /** This row alone: the roll of a round of 3,000 takes a while to read, and a sitting may have many rounds. */
  #readAgain(id: number): void {
    if (!this.#rounds) return;
    const row = this.#sql('SELECT * FROM round WHERE id = ?').get(id) as Row | undefined;
    const others = this.#rounds.filter((round) => round.id !== id);
    this.#rounds = row ? [...others, readRound(row)].sort((a, b) => a.id - b.id) : others;
  }

  agenda(): readonly AgendaRow[] {
    this.#agenda ??= (this.#sql('SELECT doc FROM agenda ORDER BY position').pluck().all() as string[]).map(
      (doc) => JSON.parse(doc) as AgendaRow,
    );
    return this.#agenda;
  }

  putAgenda(items: readonly AgendaRow[]): void {
    this.transaction(() => {
      this.#sql('DELETE FROM agenda').run();
      const insert = this.#sql('INSERT INTO agenda (position, doc) VALUES (?, ?)');
      for (const [position, item] of items.entries()) insert.run(position, JSON.stringify(item));
    });
    this.#agenda = undefined;
  }

  setCounted(round: number, counted: number): void {
    this.#sql('INSERT OR REPLACE INTO counted (round, n) VALUES (?, ?)').run(round, counted);
  }

  counted(round: number): number {
    return (this.#sql('SELECT n FROM counted WHERE round = ?').pluck().get(round) as number | undefined) ?? 0;
  }

  setHeard(round: number, bits: Uint8Array | null): void {
    if (bits) this.#sql('INSERT OR REPLACE INTO heard (round, bits) VALUES (?, ?)').run(round, bits);
    else this.#sql('DELETE FROM heard WHERE round = ?').run(round);
  }

  heard(round: number): Uint8Array | undefined {
    return blob(this.#sql('SELECT bits FROM heard WHERE round = ?').pluck().get(round)) ?? undefined;
  }

  profiles(): readonly Profile[] {
    const rows = this.#sql('SELECT doc FROM profile ORDER BY rowid').all() as Row[];
    return rows.map((row) => JSON.parse(row['doc'] as string) as Profile);
  }

  addProfile(profile: Profile): void {
    const { id, version } = profile;
    this.#sql('INSERT INTO profile (id, version, doc) VALUES (?, ?, ?)').run(id, version, JSON.stringify(profile));
  }

  commandAnswer(id: string): string | undefined {
    return this.#sql('SELECT answer FROM command WHERE id = ?').pluck().get(id) as string | undefined;
  }

  putCommandAnswer(id: string, answer: string): void {
    this.#sql('INSERT OR REPLACE INTO command (id, answer) VALUES (?, ?)').run(id, answer);
  }

  appendRecord(at: number, event: RecordEvent): void {
    const record = this.record();
    const last = record.at(-1);
    const seq = (last?.seq ?? 0) + 1;
    const hash = recordHash(last?.hash ?? '', seq, at, event);
    this.#sql('INSERT INTO record (seq, at, event, hash) VALUES (?, ?, ?, ?)').run(
      seq,
      at,
      JSON.stringify(event),
      hash,
    );
    this.#record = [...record, { seq, at, event, hash }];
  }

  record(): readonly RecordRow[] {
    this.#record ??= (this.#sql('SELECT seq, at, event, hash FROM record ORDER BY seq').all() as Row[]).map((row) => ({
      seq: row['seq'] as number,
      at: row['at'] as number,
      event: JSON.parse(row['event'] as string) as RecordEvent,
      hash: row['hash'] as string,
    }));
    return this.#record;
  }

  checkpoint(): void {
    this.#db.pragma('wal_checkpoint(TRUNCATE)');
  }

  image(): Uint8Array {
    return this.#db.serialize();
  }

  close(): void {
    this.#db.close();
  }
}

function readRound(row: Row): RoundRow {
  const doc = JSON.parse(row['doc'] as string) as Omit<
    RoundRow,
    'id' | 'state' | 'patterns' | 'participation' | 'counters' | 'withdrawn' | 'named'
  >;
  const words = blob(row['counters']);
  return {
    ...NOTHING_YET,
    ...doc,
    id: row['id'] as number,
    state: row['state'] as RoundRow['state'],
    frozen: doc.frozen && { ...doc.frozen, paper: blob(row['paper']) ?? new Uint8Array() },
    presence: doc.presence && { ...doc.presence, authorised: blob(row['authorised']) ?? new Uint8Array() },
    patterns: blob(row['patterns']),
    participation: blob(row['participation']),
    withdrawn: blob(row['withdrawn']),
    named: blob(row['named']),
    counters: words && new Uint32Array(words.buffer, words.byteOffset, words.byteLength / 4),
  };
}
