import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordHash } from '@piaojue/server/store/record-chain';
import { readStoreCopy } from '@piaojue/server/store/store-copy';
import type { RecordRow, RoundRow } from '@piaojue/server/store/store';

/** What a stopped or killed server left in its store, read from a copy: looking at it changes nothing. */
export const readStore = (
  data: string,
): { readonly rounds: readonly RoundRow[]; readonly record: readonly RecordRow[] } =>
  readStoreCopy(data, (store) => ({ rounds: store.rounds(), record: store.record() }));

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
export const readBundle = (data: string, keys: string, round: number): Bundle =>
  readSigned(join(data, 'bundles', `round-${round}`), 'bundle', keys);

/** The bundle of the chain that begins with this round. */
export const readChainBundle = (data: string, keys: string, root: number): Bundle =>
  readSigned(join(data, 'bundles', `chain-${root}`), 'chain', keys);

function readSigned(folder: string, name: string, keys: string): Bundle {
  const bytes = readFileSync(join(folder, `${name}.json`));
  const signature = readFileSync(join(folder, `${name}.sig`));
  const key = createPublicKey(readFileSync(join(keys, 'signing.pem')));
  return {
    bytes,
    hash: createHash('sha256').update(bytes).digest('hex'),
    signed: signature.length === 64 && verify(null, bytes, key, signature),
    value: JSON.parse(bytes.toString('utf8')) as Bundle['value'],
  };
}
