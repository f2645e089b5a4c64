import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from './sqlite-store.ts';
import type { Store } from './store.ts';

/**
 * Reads from a copy of the store in a data folder, also while a server has it: the lock is exclusive, and looking must
 * change nothing. What the server writes meanwhile may be missing.
 */
export function readStoreCopy<T>(
  data: string,
  read: (store: Pick<Store, 'sitting' | 'rounds' | 'round' | 'record'>) => T,
): T {
  const copy = mkdtempSync(join(tmpdir(), 'piaojue-store-'));
  try {
    for (const name of ['hall.sqlite', 'hall.sqlite-wal'])
      if (existsSync(join(data, name))) copyFileSync(join(data, name), join(copy, name));
    const store = openSqliteStore(join(copy, 'hall.sqlite'));
    try {
      return read(store);
    } finally {
      store.close();
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
