import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { openSqliteStore, StoreRefused } from './sqlite-store.ts';
import { checkedOf, contestData, evaluationData, motionData } from '../rules/test-contest.ts';
import { storeContract } from './store-contract.ts';
import { testRound, testSitting } from './test-rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'sqlite-store-'));
afterAll(() => rmSync(folder, { recursive: true }));
let places = 0;
const newPath = (): string => join(folder, `${++places}.sqlite`);

storeContract('sqlite', () => {
  const path = newPath();
  return {
    open: () => openSqliteStore(path),
    forgeRecord(seq) {
      const db = new Database(path);
      db.exec('DROP TRIGGER record_unchanged');
      db.prepare('UPDATE record SET event = ? WHERE seq = ?').run('{"event":"e","n":7}', seq);
      db.close();
    },
    dispose: () => {
      for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
    },
  };
});

function refusal(path: string): StoreRefused {
  try {
    openSqliteStore(path).close();
  } catch (error) {
    if (error instanceof StoreRefused) return error;
    throw error;
  }
  throw new Error('opened');
}

describe('the SQLite file', () => {
  it('the rounds that it holds in memory are those of the file, after every kind of change', () => {
    const path = newPath();
    const store = openSqliteStore(path);
    const ids = [1, 2, 3].map(() => store.createRound(testRound('draft')).id);
    const [first = 0, second = 0] = ids;
    const untouched = store.round(first);
    store.putRound({ ...testRound('closed'), id: second });
    store.removeDraft(ids[2] ?? 0);
    store.createRound(testRound('draft'));
    expect(() =>
      store.transaction(() => {
        store.putRound({ ...testRound('open'), id: second });
        throw new Error('power lost');
      }),
    ).toThrow('power lost');
    const held = structuredClone(store.rounds());
    expect(store.round(first)).toEqual(untouched);
    store.close();
    const again = openSqliteStore(path);
    expect(held).toEqual(again.rounds());
    expect(held.map(({ id, state }) => [id, state])).toEqual([
      [1, 'draft'],
      [2, 'closed'],
      [4, 'draft'],
    ]);
    again.close();
  });

  it('a line of the record is never changed or removed, not in a file of before either', () => {
    const path = newPath();
    openSqliteStore(path).close();
    const old = new Database(path);
    old.exec('DROP TRIGGER record_unchanged; DROP TRIGGER record_kept; DROP TRIGGER record_once');
    old.close();
    const store = openSqliteStore(path);
    store.appendRecord(1, { event: 'round ready', round: 1, by: 'operator' });
    store.close();
    const db = new Database(path);
    const lines = (): unknown => db.prepare('SELECT * FROM record').all();
    const before = lines();
    expect(() => db.exec("UPDATE record SET event = '{}'")).toThrow('never changed');
    expect(() => db.exec("INSERT OR REPLACE INTO record VALUES (1, 2, '{}', '')")).toThrow('never replaced');
    expect(() => db.exec('DELETE FROM record')).toThrow('never removed');
    expect(lines()).toEqual(before);
    db.close();
  });

  it('a second server on the same folder is refused, and the first goes on', () => {
    const path = newPath();
    const store = openSqliteStore(path);
    const error = refusal(path);
    expect([error.code, error.message]).toEqual(['in-use', expect.stringMatching(/in use by another server.*--data/)]);
    store.setCounted(1, 1);
    store.close();
    const next = openSqliteStore(path);
    expect(next.counted(1)).toBe(1);
    next.close();
  });

  it.each([
    ['a newer schema', 'PRAGMA user_version = 1001; CREATE TABLE sitting (a)'],
    ['a schema from before the first that is known', 'PRAGMA user_version = 1; CREATE TABLE sitting (a)'],
    ['another program with a version of its own', 'PRAGMA user_version = 1000; CREATE TABLE notes (a)'],
    ['another program without a version', 'CREATE TABLE notes (a); INSERT INTO notes VALUES (1)'],
  ])('%s is refused and the file stays byte for byte', (_what, sql) => {
    const path = newPath();
    const db = new Database(path);
    db.exec(sql);
    db.close();
    const before = readFileSync(path);
    const error = refusal(path);
    expect([error.code, error.message]).toEqual(['unknown-schema', expect.stringMatching(/Nothing was changed/)]);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect([existsSync(`${path}-wal`), existsSync(`${path}-shm`)]).toEqual([false, false]);
  });

  it('a file of schema 2 becomes one of today, with all that stands in it', () => {
    const path = newPath();
    const before = openSqliteStore(path);
    before.putSitting(testSitting());
    before.createRound(testRound('draft'));
    before.putRound(testRound('closed'));
    before.appendRecord(1, { event: 'e', by: 'server' });
    before.close();
    const db = new Database(path);
    db.exec(`DROP TABLE agenda; DROP TABLE profile; DROP TABLE presence; ALTER TABLE round DROP COLUMN named; ALTER TABLE round DROP COLUMN withdrawn; PRAGMA user_version = 2;
      UPDATE round SET doc = json_remove(doc, '$.method', '$.ruling', '$.hand', '$.columns', '$.chainHash');
      CREATE TABLE presence (slot INTEGER PRIMARY KEY, counter INTEGER NOT NULL, mac BLOB NOT NULL) STRICT;
      INSERT INTO presence VALUES (4, 7, x'0102030405060708')`);
    db.close();
    for (const _ of ['upgraded', 'opened again']) {
      const store = openSqliteStore(path);
      expect([store.sitting(), store.rounds(), store.record().length, store.agenda()]).toEqual([
        testSitting(),
        [testRound('closed')],
        1,
        [],
      ]);
      expect(store.profiles()).toEqual([]);
      expect(store.presence()).toEqual([
        { slot: 4, counter: 7, mac: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), state: 'present', late: false },
      ]);
      store.close();
    }
  });

  it('a file that is no database is refused and stays', () => {
    const path = newPath();
    writeFileSync(path, 'minutes of the meeting '.repeat(50));
    expect(refusal(path).code).toBe('unknown-schema');
    expect(readFileSync(path, 'utf8')).toBe('minutes of the meeting '.repeat(50));
  });

  it('a checkpoint brings everything into the main file and empties the journal', () => {
    const path = newPath();
    const store = openSqliteStore(path);
    store.putSitting(testSitting());
    expect(statSync(`${path}-wal`).size).toBeGreaterThan(0);
    store.checkpoint();
    expect(statSync(`${path}-wal`).size).toBe(0);
    store.close();
  });

  it('nothing of who was heard stays in the file when it was taken away', () => {
    const path = newPath();
    const store = openSqliteStore(path);
    const heard = Buffer.from('who was heard at last');
    for (const bits of [Buffer.from('who was heard before'), heard]) store.setHeard(1, bits);
    store.checkpoint();
    expect(readFileSync(path).includes(heard)).toBe(true);
    store.setHeard(1, null);
    store.checkpoint();
    expect(readFileSync(path).includes('who was heard')).toBe(false);
    store.close();
  });

  it('keeps who answered what of a named vote, and refuses it in the row of every secret one', () => {
    const path = newPath();
    const store = openSqliteStore(path);
    const named = Uint8Array.of(1, 0, 3, 2, 1, 4);
    const motion = checkedOf(motionData({}, 'namedResolution'));
    store.createRound(testRound('draft'));
    store.putRound({ ...testRound('draft'), contest: motion, named, withdrawn: Uint8Array.of(4) });
    for (const contest of [contestData({ field: 3, seats: 1 }), motionData(), evaluationData(3)])
      expect(() => store.putRound({ ...testRound('closed'), contest, named })).toThrow(/CHECK/);
    store.close();
    const again = openSqliteStore(path);
    expect(again.round(1)).toMatchObject({ contest: { kind: 'namedResolution' }, named, withdrawn: Uint8Array.of(4) });
    again.close();
  });

  it('has no column and no table for a ballot', () => {
    const path = newPath();
    const store = openSqliteStore(path);
    store.createRound(testRound('draft'));
    store.close();
    const db = new Database(path, { readonly: true });
    const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").pluck().all();
    const columns = db.prepare('SELECT name FROM pragma_table_info(?)').pluck().all('round');
    db.close();
    expect(tables).toEqual([
      'agenda',
      'command',
      'counted',
      'heard',
      'presence',
      'profile',
      'record',
      'round',
      'seat',
      'sitting',
      'sqlite_sequence',
    ]);
    expect(columns).toEqual([
      'id',
      'state',
      'doc',
      'paper',
      'authorised',
      'patterns',
      'participation',
      'counters',
      'withdrawn',
      'named',
    ]);
  });
});
