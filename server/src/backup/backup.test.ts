import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RoundState } from '@piaojue/contract/console-view';
import { afterAll, describe, expect, it } from 'vitest';
import { openProjectStore } from '../projects/project-store.ts';
import { writeBundle } from '../record/bundle.ts';
import { openSqliteFile } from '../store/sqlite-file.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { brokenRow } from '../store/record-chain.ts';
import type { SittingRow } from '../store/store.ts';
import { testRound, testSeats, testSitting } from '../store/test-rows.ts';
import { type BackupSources, makeBackup } from './backup.ts';
import { decodeBackup, encodeBackup, type Part } from './container.ts';
import { restoreBackup } from './restore.ts';

const folder = mkdtempSync(join(tmpdir(), 'piaojue-backup-test-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;
const fresh = (): string => join(folder, String(++count));
const { privateKey } = generateKeyPairSync('ed25519');
const NOW = 1_800_000_100_000;

/** A data folder with a closed round, an aborted one and a draft; everybody signed in. */
function sittingIn(data: string, last: RoundState = 'draft', sitting: Partial<SittingRow> = {}): BackupSources {
  mkdirSync(data, { recursive: true });
  const store = openSqliteStore(join(data, 'hall.sqlite'));
  const row = testSitting({ retired: [9], signInOpen: true, ...sitting });
  store.putSitting(row);
  store.putSeats(testSeats(6));
  for (let slot = 0; slot < 6; slot++)
    store.putPresence({ slot, counter: 5, mac: new Uint8Array(8), state: 'present', late: false });
  for (let i = 0; i < 3; i++) store.createRound(testRound('draft'));
  const recorded = testRound('recorded');
  const bundle = writeBundle(join(data, 'bundles', 'round-1'), row, recorded, privateKey);
  if (!bundle.ok) throw new Error(bundle.error);
  store.putRound({ ...testRound('closed'), patterns: recorded.patterns, bundleHash: bundle.value });
  store.putRound(testRound('aborted', { id: 2 }));
  store.putRound(testRound(last, { id: 3 }));
  for (const event of ['sitting created', 'round closed']) store.appendRecord(NOW - 1, { event, by: 'server' });
  return { store, dataFolder: data, book: undefined, now: NOW };
}

function fileOf(sources: BackupSources): Buffer {
  const made = makeBackup(sources);
  if (!made.ok) throw new Error(made.error.detail);
  return made.value.file;
}
const restore = (file: Uint8Array, data = fresh(), projects = fresh()) =>
  restoreBackup({ file, data, projects, now: NOW });

describe('backup', () => {
  it('a restored sitting has all that was there, under a new session, with nobody signed in', () => {
    const { store, ...rest } = sittingIn(fresh());
    const file = fileOf({ store, ...rest });
    const data = fresh();
    const done = restore(file, data);
    expect(done).toMatchObject({ ok: true, value: { bundles: 1, book: 'none' } });
    const there = openSqliteStore(join(data, 'hall.sqlite'));
    const former = store.sitting();
    const now = there.sitting();
    expect(now).toEqual({ ...former, sid: now?.sid, signInOpen: false, signInClosed: false, readiness: null });
    expect(now?.sid).toHaveLength(8);
    expect(now?.sid).not.toEqual(former?.sid);
    expect(there.presence().map(({ state, counter }) => [state, counter])).toEqual(
      Array.from({ length: 6 }, () => ['former', 5]),
    );
    expect(there.seats()).toEqual(store.seats());
    expect(there.rounds()).toEqual(store.rounds().map((round) => ({ ...round, files: null })));
    // Ids of rounds are never used twice, on no machine.
    expect(there.createRound(testRound('draft')).id).toBe(4);
    const record = there.record();
    expect(record.slice(0, 2)).toEqual(store.record());
    expect(brokenRow(record)).toBeUndefined();
    expect(record.at(-1)?.event).toMatchObject({
      event: 'sitting restored',
      formerSession: '0102030405060708',
      session: Buffer.from(now?.sid ?? []).toString('hex'),
    });
    for (const name of ['bundle.json', 'bundle.sig', 'patterns.sealed'])
      expect(readFileSync(join(data, 'bundles/round-1', name))).toEqual(
        readFileSync(join(rest.dataFolder, 'bundles/round-1', name)),
      );
    expect(readdirSync(data).filter((name) => !name.startsWith('hall.sqlite'))).toEqual(['bundles']);
    there.close();
    store.close();
  });

  it('an ended sitting and its end go on under new sessions too', () => {
    const end = { epoch: 4, sid: 'aa'.repeat(8), at: NOW };
    const { store, ...rest } = sittingIn(fresh(), 'draft', { end });
    const data = fresh();
    expect(restore(fileOf({ store, ...rest }), data).ok).toBe(true);
    store.close();
    const there = openSqliteStore(join(data, 'hall.sqlite'));
    expect(there.sitting()?.end).toEqual({ ...end, sid: there.sitting()?.end?.sid });
    expect(there.sitting()?.end?.sid).toMatch(/^(?!(?:aa){8})[0-9a-f]{16}$/);
    there.close();
  });

  it('leaves out what belongs to no backup: box, keys, whatever else lies in the folder', () => {
    const sources = sittingIn(fresh());
    for (const name of ['boxes/round-2.box', 'round-keys/k.key', 'bundles/round-1/.hidden', 'device-keys.json']) {
      mkdirSync(join(sources.dataFolder, name, '..'), { recursive: true });
      writeFileSync(join(sources.dataFolder, name), 'canary-4711');
    }
    const file = fileOf(sources);
    sources.store.close();
    expect(file.includes('canary-4711')).toBe(false);
    const decoded = decodeBackup(file);
    expect(decoded.ok && decoded.value.parts.map(({ name }) => name)).toEqual([
      'hall.sqlite',
      ...['bundle.json', 'bundle.sig', 'patterns.sealed'].map((name) => `bundles/round-1/${name}`),
    ]);
  });

  it('is refused while a round has a box, and in every state between', () => {
    const tried = (
      [
        'ready',
        'opening',
        'open',
        'closing',
        'counting',
        'disputed',
        'tallied',
        'recorded',
        'destroying',
        'aborting',
      ] as const
    ).map((state) => {
      const sources = sittingIn(fresh(), state);
      const made = makeBackup(sources);
      sources.store.close();
      return [state, made.ok ? 'made' : made.error.code];
    });
    expect(tried).toEqual([
      ['ready', 'made'],
      ...['opening', 'open', 'closing', 'counting', 'disputed', 'tallied', 'recorded', 'destroying', 'aborting'].map(
        (state) => [state, 'round-in-progress'],
      ),
    ]);
  });

  it('is refused of an empty folder, of an end that was begun, and of bundles that do not hold', () => {
    const empty = openSqliteStore(join(folder, 'empty.sqlite'));
    const of = (sources: BackupSources) => {
      const made = makeBackup(sources);
      sources.store.close();
      return made.ok ? 'made' : made.error.code;
    };
    expect(of({ store: empty, dataFolder: fresh(), book: undefined, now: NOW })).toBe('no-sitting');
    expect(of(sittingIn(fresh(), 'draft', { end: { epoch: 1, sid: '00'.repeat(8), at: null } }))).toBe(
      'sitting-ending',
    );
    const bundle = 'bundles/round-1/bundle.json';
    const damaged = sittingIn(fresh());
    writeFileSync(join(damaged.dataFolder, bundle), readFileSync(join(damaged.dataFolder, bundle)).fill(0x20, 9, 10));
    expect(of(damaged)).toBe('broken');
    const gone = sittingIn(fresh());
    rmSync(join(gone.dataFolder, 'bundles/round-1/bundle.sig'));
    expect(of(gone)).toBe('broken');
  });
});

describe('restore', () => {
  const small = (
    parts: readonly Part[] = [{ name: 'hall.sqlite', bytes: Buffer.from('abc') }],
    version = 1,
  ): Buffer => {
    const { title, mode } = testSitting();
    const file = encodeBackup({ made: NOW, mode, title, sid: '01'.repeat(8), record: { rows: 0, head: '' } }, parts);
    file.writeUInt16BE(version, 4);
    return file;
  };

  it('no bit of a backup can change, and no byte be missing or added', () => {
    const file = small();
    expect(decodeBackup(file).ok).toBe(true);
    const codes = new Map<string, number>();
    const tell = (bytes: Uint8Array): void => {
      const decoded = decodeBackup(bytes);
      const code = decoded.ok ? 'accepted' : decoded.error.code;
      codes.set(code, (codes.get(code) ?? 0) + 1);
    };
    for (let bit = 0; bit < file.length * 8; bit++) {
      const changed = Buffer.from(file);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      tell(changed);
    }
    for (let length = 0; length < file.length; length++) tell(file.subarray(0, length));
    tell(Buffer.concat([file, Buffer.of(0)]));
    expect(codes.has('accepted')).toBe(false);
    expect([...codes.values()].reduce((a, b) => a + b)).toBe(file.length * 9 + 1);
  });

  it.each([
    ['a file of another program', Buffer.from('%PDF-1.7 something'), /PJBK/],
    ['a backup from the future', small(undefined, 2), /version 1, got version 2/],
    ['one that was cut', small().subarray(0, -5), /was cut/],
    ['a part that leaves the folder', small([{ name: '../hall.sqlite', bytes: Buffer.of(1) }]), /parts of a backup/],
    ['a part of another kind', small([{ name: 'boxes/round-1.box', bytes: Buffer.of(1) }]), /parts of a backup/],
    ['a store that is none', small(), /database of this program/],
    ['no store', small([]), /is missing/],
  ])('refuses %s, and nothing is half restored', (_, file, words) => {
    const parent = fresh();
    const done = restore(file, join(parent, 'data'));
    expect(done).toMatchObject({ ok: false, error: expect.stringMatching(words) as string });
    expect(existsSync(parent) ? readdirSync(parent) : []).toEqual([]);
  });

  it('refuses a folder that has anything in it, and leaves it alone', () => {
    const { store, ...rest } = sittingIn(fresh());
    const file = fileOf({ store, ...rest });
    store.close();
    const before = readdirSync(rest.dataFolder);
    expect(restore(file, rest.dataFolder)).toMatchObject({
      ok: false,
      error: expect.stringMatching(/empty folder/) as string,
    });
    expect(readdirSync(rest.dataFolder)).toEqual(before);
    const empty = fresh();
    mkdirSync(empty);
    expect(restore(file, empty).ok).toBe(true);
  });

  it('a place that is no folder is a refusal in words', () => {
    const { store, ...rest } = sittingIn(fresh());
    const file = fileOf({ store, ...rest });
    store.close();
    const taken = fresh();
    writeFileSync(taken, 'a file');
    for (const data of [taken, join(taken, 'data')])
      expect(restore(file, data)).toEqual({
        ok: false,
        error: expect.stringMatching(/Nothing was restored/) as string,
      });
    expect(readFileSync(taken, 'utf8')).toBe('a file');
  });

  /** What somebody can make who makes the hashes again. */
  const forged = (change: (store: ReturnType<typeof openSqliteStore>, data: string) => void): Buffer => {
    const { store, ...rest } = sittingIn(fresh());
    const decoded = decodeBackup(fileOf({ store, ...rest }));
    store.close();
    if (!decoded.ok) throw new Error(decoded.error.detail);
    const data = rest.dataFolder;
    const reopened = openSqliteStore(join(data, 'hall.sqlite'));
    change(reopened, data);
    const parts = decoded.value.parts.map(({ name }) => ({
      name,
      bytes: name === 'hall.sqlite' ? reopened.image() : readFileSync(join(data, name)),
    }));
    reopened.close();
    const { parts: _, ...about } = decoded.value.manifest;
    return encodeBackup(about, parts);
  };

  it('holds the parts against each other: a forged result, record, session or round in progress is refused', () => {
    expect(restore(forged(() => undefined)).ok).toBe(true);
    const refusals = [
      forged((_, data) => {
        const path = join(data, 'bundles/round-1/bundle.json');
        writeFileSync(path, readFileSync(path, 'utf8').replace('"votes":[6,0,0]', '"votes":[0,6,0]'));
      }),
      forged((store) => store.appendRecord(NOW, { event: 'added', by: 'server' })),
      forged((store) => store.putSitting(testSitting({ sid: new Uint8Array(8) }))),
      forged((store) => store.putSitting(testSitting({ mode: 'real' }))),
      forged((store) => store.putRound(testRound('open', { id: 3 }))),
    ].map((file) => {
      const done = restore(file);
      return done.ok ? 'restored' : done.error;
    });
    expect(refusals).toEqual([
      expect.stringMatching(/round-1: expected the bundle that the store names/),
      ...Array.from({ length: 3 }, () => expect.stringMatching(/the manifest names/) as string),
      expect.stringMatching(/round 3 is open/),
    ]);
  });

  it('refuses a store with a schema from the future', () => {
    const { store, ...rest } = sittingIn(fresh());
    const data = rest.dataFolder;
    const file = fileOf({ store, ...rest });
    store.close();
    const db = openSqliteFile(join(data, 'hall.sqlite'), { version: 3, schema: '', lock: 'exclusive' });
    db.pragma('user_version = 4');
    const image = db.serialize();
    db.close();
    const decoded = decodeBackup(file);
    if (!decoded.ok) throw new Error(decoded.error.detail);
    const { parts, ...about } = decoded.value.manifest;
    expect(parts).toHaveLength(4);
    const future = encodeBackup(
      about,
      decoded.value.parts.map((part) => (part.name === 'hall.sqlite' ? { ...part, bytes: image } : part)),
    );
    expect(restore(future)).toMatchObject({ ok: false, error: expect.stringMatching(/has schema 4/) as string });
  });

  it('the book of the year goes with it; one that went on from there is kept, another refused', () => {
    const bookPath = fresh();
    const book = openProjectStore(bookPath, true);
    book.append(1, 'operator', { type: 'note' } as never);
    const { store, ...rest } = sittingIn(fresh());
    const file = fileOf({ store, ...rest, book: () => book.image() });
    store.close();
    const projects = fresh();
    expect(restore(file, fresh(), projects)).toMatchObject({ ok: true, value: { book: 'restored' } });
    const restored = openProjectStore(projects, true);
    expect(restored.entries()).toEqual(book.entries());
    restored.append(2, 'operator', { type: 'note' } as never);
    restored.close();
    expect(restore(file, fresh(), projects)).toMatchObject({ ok: true, value: { book: 'kept' } });
    const other = fresh();
    const stranger = openProjectStore(other, true);
    stranger.append(9, 'operator', { type: 'note' } as never);
    stranger.close();
    const parent = fresh();
    expect(restore(file, join(parent, 'data'), other)).toMatchObject({
      ok: false,
      error: expect.stringMatching(/another book of the year/) as string,
    });
    expect(readdirSync(parent)).toEqual([]);
    book.close();
  });
});
