import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSqliteStore } from './sqlite-store.ts';
import { readStoreCopy } from './store-copy.ts';

test('reads what stands in a store that a server holds, and leaves the lock with it', () => {
  const data = mkdtempSync(join(tmpdir(), 'piaojue-copy-test-'));
  const store = openSqliteStore(join(data, 'hall.sqlite'));
  try {
    store.appendRecord(1, { event: 'round closed', round: 7, by: 'server' });
    expect(readStoreCopy(data, (copy) => copy.record().map(({ event }) => event))).toEqual([
      { event: 'round closed', round: 7, by: 'server' },
    ]);
    store.appendRecord(2, { event: 'later', by: 'server' });
    expect(readStoreCopy(data, (copy) => copy.record())).toHaveLength(2);
  } finally {
    store.close();
    rmSync(data, { recursive: true, force: true });
  }
});
