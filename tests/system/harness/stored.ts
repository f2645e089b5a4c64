import { createHash, createPublicKey, verify } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore, recordHash } from '@piaojue/server/store/sqlite-store';
import type { RecordRow, RoundRow } from '@piaojue/server/store/store';
import { tempFolder } from './temp-folder.ts';

/** What a stopped or killed server left in its store, read from a copy: looking at it changes nothing. */
export function readStore(data: string): {
  readonly rounds: readonly RoundRow[];
  readonly record: readonly RecordRow[];
} {
  const copy = tempFolder();
  for (const name of ['hall.sqlite', 'hall.sqlite-wal'])
    if (existsSync(join(data, name))) copyFileSync(join(data, name), join(copy, name));
  const store = openSqliteStore(join(copy, 'hall.sqlite'));
  try {
    return { rounds: store.rounds(), record: store.record() };
  } finally {
    store.close();
  }
}

/** Whether each row of the record carries the hash of the one before. */
export function chainHolds(record: readonly RecordRow[]): boolean {
  let previous = '';
  return record.every(({ seq, at, event, hash }, i) => {
    const holds = seq === i + 1 && hash === recordHash(previous, seq, at, event);
    previous = hash;
    return holds;
  });
}

export interface Bundle {
  readonly bytes: Buffer;
  readonly hash: string;
  readonly signed: boolean;
  readonly value: {
    readonly votes: readonly number[];
    readonly returned: number;
    readonly valid: number;
    readonly invalid: number;
    readonly issued: number;
    readonly [field: string]: unknown;
  };
}

/** The bundle of a round, with its signature checked against the key of the hall. */
export function readBundle(data: string, keys: string, round: number): Bundle {
  const folder = join(data, 'bundles', `round-${round}`);
  const bytes = readFileSync(join(folder, 'bundle.json'));
  const signature = readFileSync(join(folder, 'bundle.sig'));
  const key = createPublicKey(readFileSync(join(keys, 'signing.pem')));
  return {
    bytes,
    hash: createHash('sha256').update(bytes).digest('hex'),
    signed: signature.length === 64 && verify(null, bytes, key, signature),
    value: JSON.parse(bytes.toString('utf8')) as Bundle['value'],
  };
}
