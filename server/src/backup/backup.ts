import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { isInProgress } from '../rounds/machine.ts';
import { brokenRow } from '../store/record-chain.ts';
import type { Store } from '../store/store.ts';
import { checkBundles } from './bundles.ts';
import { encodeBackup, type Part, sha256 } from './container.ts';
import { BOOK, HALL, isBundlePart } from './parts.ts';

export interface BackupSources {
  readonly store: Store;
  readonly dataFolder: string;
  /** Its file as it stands; undefined: there is none. */
  readonly book: (() => Uint8Array) | undefined;
  /** ms since the epoch */
  readonly now: number;
}

export interface BackupRefusal {
  readonly code: 'no-sitting' | 'round-in-progress' | 'sitting-ending' | 'broken';
  readonly detail: string;
}

export interface MadeBackup {
  readonly file: Buffer;
  /** Hex SHA-256 of the file, by which the record of both machines names it. */
  readonly hash: string;
  readonly mode: 'rehearsal' | 'real';
}

/**
 * A sitting as one file, to go on elsewhere. It has names and totals, and the sealed patterns of closed rounds, which the monitors'
 * key alone opens; no choice in the clear, and no key. Refused while a round has a box: the copy would be of a vote that goes on.
 */
export function makeBackup({ store, dataFolder, book, now }: BackupSources): Result<MadeBackup, BackupRefusal> {
  const refuse = (code: BackupRefusal['code'], detail: string): Result<never, BackupRefusal> => fail({ code, detail });
  const sitting = store.sitting();
  if (!sitting) return refuse('no-sitting', `${dataFolder}: expected a sitting, got an empty data folder`);
  const round = store.rounds().find(({ state }) => isInProgress(state));
  if (round)
    return refuse(
      'round-in-progress',
      `round ${round.id} is ${round.state}: expected all rounds to be closed, aborted or not opened yet`,
    );
  if (sitting.end && sitting.end.at === null)
    return refuse('sitting-ending', 'the end of the sitting was begun and is not completed: start the server once');
  const record = store.record();
  const broken = brokenRow(record);
  if (broken) return refuse('broken', `row ${broken.seq} of the record does not continue the chain`);
  const bundles = bundleParts(dataFolder);
  const checked = checkBundles(store.rounds(), bundles);
  if (!checked.ok) return refuse('broken', checked.error);
  const parts: Part[] = [
    { name: HALL, bytes: store.image() },
    ...bundles,
    ...(book ? [{ name: BOOK, bytes: book() }] : []),
  ];
  const about = {
    made: now,
    mode: sitting.mode,
    title: sitting.title,
    sid: Buffer.from(sitting.sid).toString('hex'),
    record: { rows: record.length, head: record.at(-1)?.hash ?? '' },
  };
  const file = encodeBackup(about, parts);
  return ok({ file, hash: sha256(file), mode: sitting.mode });
}

function bundleParts(dataFolder: string): Part[] {
  const root = join(dataFolder, 'bundles');
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `bundles/${folder}/${name}`))
    .filter(isBundlePart)
    .toSorted()
    .map((name) => ({ name, bytes: readFileSync(join(dataFolder, name)) }));
}

/** Written once the file stands: the machine that goes on here, and the one that goes on from it, both name it. */
export function recordBackup(store: Store, at: number, { hash, file }: MadeBackup, by: 'operator' | 'server'): void {
  store.transaction(() => store.appendRecord(at, { event: 'backup made', backup: hash, bytes: file.length, by }));
}
