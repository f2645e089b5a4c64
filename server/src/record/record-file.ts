import canonicalize from 'canonicalize';
import type { RecordRow } from '../store/store.ts';

/**
 * The record as a file that can be checked elsewhere: a line for each row, its hash, a blank, and the canonical JSON (RFC 8785)
 * that it is the hash of, after the hash of the line before (server/verify/FORMAT.md "The record").
 */
export const recordFile = (rows: readonly RecordRow[]): string =>
  rows.map(({ seq, at, event, hash }) => `${hash} ${canonicalize({ seq, at, event })}\n`).join('');
