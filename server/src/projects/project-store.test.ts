import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openSqliteFile, StoreRefused } from '../store/sqlite-file.ts';
import { openProjectStore } from './project-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'piaojue-project-store-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('a book of the year with a schema from the future is refused, and not a byte of it changes', () => {
  const path = join(folder, 'projects.sqlite');
  openProjectStore(path, true).close();
  const db = openSqliteFile(path, { version: 1, schema: '', lock: 'shared' });
  db.pragma('user_version = 2');
  db.close();
  const before = readFileSync(path);
  expect(() => openProjectStore(path, true)).toThrow(StoreRefused);
  expect(() => openProjectStore(path, true)).toThrow(/has schema 2, this program knows 1/);
  expect(readFileSync(path)).toEqual(before);
});

it('a book goes on from its own head and from every one before, never from another', () => {
  const book = openProjectStore(join(folder, 'one.sqlite'), true);
  const empty = book.head();
  book.append(1, 'operator', { type: 'note' } as never);
  const first = book.head();
  book.append(2, 'operator', { type: 'note' } as never);
  expect([empty.seq, first.seq, book.head().seq]).toEqual([0, 1, 2]);
  expect([empty, first, book.head()].map((head) => book.continues(head))).toEqual([true, true, true]);
  expect(book.continues({ seq: 1, hash: book.head().hash })).toBe(false);
  expect(book.continues({ seq: 3, hash: book.head().hash })).toBe(false);
  book.close();
});
