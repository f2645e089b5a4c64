import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { RecordEvent, RecordRow } from './store.ts';

/** The hash of a row of the record: hex SHA-256 over the hash before it ("" for the first) and the row, as RFC 8785. */
export function recordHash(previous: string, seq: number, at: number, event: RecordEvent): string {
  return createHash('sha256')
    .update(`${previous}\n${canonicalize({ seq, at, event })}`)
    .digest('hex');
}

/** The first row that does not continue the chain from 1; undefined for a whole record. */
export function brokenRow(rows: readonly RecordRow[]): RecordRow | undefined {
  let previous = '';
  return rows.find(({ seq, at, event, hash }, i) => {
    const good = seq === i + 1 && hash === recordHash(previous, seq, at, event);
    previous = hash;
    return !good;
  });
}
