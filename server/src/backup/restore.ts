import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { syncFolder, writeFileDurably } from '../durable.ts';
import { type BookHead, openProjectStore } from '../projects/project-store.ts';
import { isInProgress } from '../rounds/machine.ts';
import { brokenRow } from '../store/record-chain.ts';
import { openSqliteStore, StoreRefused } from '../store/sqlite-store.ts';
import type { SittingRow, Store } from '../store/store.ts';
import { checkBundles } from './bundles.ts';
import { type Backup, decodeBackup, type Manifest, type Part, sha256 } from './container.ts';
import { BOOK, HALL, isPart } from './parts.ts';

export interface RestoreOrder {
  readonly file: Uint8Array;
  /** Absent or empty. */
  readonly data: string;
  /** Where the book of the year goes. */
  readonly projects: string;
  /** ms since the epoch */
  readonly now: number;
}

export interface Restored {
  readonly manifest: Manifest;
  readonly sid: string;
  readonly bundles: number;
  /** `kept`: one that goes on from that of the backup stood there already. */
  readonly book: 'none' | 'restored' | 'kept';
}

/**
 * A sitting from a backup, in an empty folder: everything is checked and built beside it, and comes to its place by one rename,
 * so a refusal or a crash leaves nothing half restored. It has a new session id, so that no ballot, sign-in or receipt of the
 * former session is of any use in it: all of them are sealed under keys that the session id went into (PROTOCOL KEY).
 */
export function restoreBackup({ file, data, projects, now }: RestoreOrder): Result<Restored, string> {
  const backup = decodeBackup(file);
  if (!backup.ok) return fail(backup.error.detail);
  const unknown = backup.value.parts.find(({ name }) => !isPart(name));
  if (unknown) return fail(`expected the parts of a backup, got ${JSON.stringify(unknown.name)} among them`);
  try {
    return buildBeside(backup.value, { data, projects, now, hash: sha256(file) });
  } catch (error) {
    if (error instanceof StoreRefused) return fail(error.message);
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined || !CAN_BE_MENDED.has(code)) throw error;
    return fail(`${message}. Nothing was restored.`);
  }
}
/** Faults of the place, not of the program. */
const CAN_BE_MENDED: ReadonlySet<string> = new Set([
  ...['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'EIO'],
  // A file where a folder should be; a mount point, which no rename replaces.
  ...['ENOTDIR', 'EEXIST', 'ENOTEMPTY', 'EBUSY', 'EXDEV'],
]);

interface Build {
  readonly beside: string;
  readonly data: string;
  readonly projects: string;
  readonly now: number;
  readonly hash: string;
}

function buildBeside(backup: Backup, place: Omit<Build, 'beside'>): Result<Restored, string> {
  const { data } = place;
  if (existsSync(data) && readdirSync(data).length > 0)
    return fail(
      `${data}: expected an empty folder, it holds ${readdirSync(data).length} files. Name another with --data.`,
    );
  const parent = dirname(data);
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  const beside = mkdtempSync(join(parent, `.${basename(data)}.restoring-`));
  try {
    return build(backup, { ...place, beside });
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

function build({ manifest, parts }: Backup, { beside, data, projects, now, hash }: Build): Result<Restored, string> {
  for (const { name, bytes } of parts.filter(({ name }) => name !== BOOK)) {
    const path = join(beside, name);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileDurably(path, bytes);
  }
  if (!parts.some(({ name }) => name === HALL)) return fail(`expected ${HALL} in the backup, it is missing`);
  const store = openSqliteStore(join(beside, HALL));
  let sid: Uint8Array;
  let bundles: number;
  try {
    const checked = checkStore(store, manifest, parts);
    if (!checked.ok) return checked;
    ({ bundles } = checked.value);
    sid = beginAnew(store, checked.value.sitting, { manifest, now, hash });
    store.checkpoint();
  } finally {
    store.close();
  }
  const book = placeBook(parts, beside, projects);
  if (!book.ok) return book;
  // Names of the folders inside, and then the one that makes all of it stand.
  for (const folder of [join(beside, 'bundles'), beside]) if (existsSync(folder)) syncFolder(folder);
  renameSync(beside, data);
  syncFolder(dirname(data));
  return ok({ manifest, sid: Buffer.from(sid).toString('hex'), bundles, book: book.value });
}

function checkStore(
  store: Store,
  manifest: Manifest,
  parts: readonly Part[],
): Result<{ readonly sitting: SittingRow; readonly bundles: number }, string> {
  const sitting = store.sitting();
  if (!sitting) return fail('expected a sitting in the backup, got an empty store');
  const record = store.record();
  const broken = brokenRow(record);
  if (broken) return fail(`row ${broken.seq} of the record does not continue the chain`);
  const head = record.at(-1)?.hash ?? '';
  const sid = Buffer.from(sitting.sid).toString('hex');
  if (sitting.mode !== manifest.mode || sid !== manifest.sid || head !== manifest.record.head)
    return fail('expected the sitting that the manifest names, got another');
  const open = store.rounds().find(({ state }) => isInProgress(state));
  if (open) return fail(`round ${open.id} is ${open.state}: expected a backup without a round in progress`);
  const checked = checkBundles(store.rounds(), parts);
  return checked.ok ? ok({ sitting, bundles: checked.value }) : checked;
}

/** One transaction: the new session, nobody signed in, and the row of the record that says so. */
function beginAnew(
  store: Store,
  sitting: SittingRow,
  { manifest, now, hash }: { readonly manifest: Manifest; readonly now: number; readonly hash: string },
): Uint8Array {
  const sid = new Uint8Array(randomBytes(8));
  store.transaction(() => {
    store.putSitting({
      ...sitting,
      sid,
      // That session too is of the machine that was left.
      end: sitting.end && { ...sitting.end, sid: randomBytes(8).toString('hex') },
      signInOpen: false,
      signInClosed: false,
      // What was checked were other receivers.
      readiness: null,
    });
    store.endPlenary();
    for (const round of store.rounds()) {
      // Paths of the machine that was left; key and box were destroyed there.
      if (round.files) store.putRound({ ...round, files: null });
    }
    store.appendRecord(now, {
      event: 'sitting restored',
      backup: hash,
      made: manifest.made,
      formerSession: manifest.sid,
      session: Buffer.from(sid).toString('hex'),
      by: 'server',
    });
  });
  return sid;
}

/** The book outlives its sittings: one that stands there already is kept when it goes on from that of the backup, else refused. */
function placeBook(parts: readonly Part[], beside: string, projects: string): Result<Restored['book'], string> {
  const part = parts.find(({ name }) => name === BOOK);
  if (!part) return ok('none');
  const scratch = join(beside, 'book');
  mkdirSync(scratch, { mode: 0o700 });
  try {
    writeFileDurably(join(scratch, BOOK), part.bytes);
    const ours = openProjectStore(join(scratch, BOOK));
    const facts = { broken: ours.brokenAt(), head: ours.head(), rehearsal: ours.rehearsal };
    ours.close();
    if (facts.broken !== null) return fail(`entry ${facts.broken} of the book of the year does not continue the chain`);
    if (existsSync(projects)) return keepBook(projects, facts);
    mkdirSync(dirname(projects), { recursive: true, mode: 0o700 });
    writeFileDurably(projects, part.bytes);
    return ok('restored');
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function keepBook(
  projects: string,
  { head, rehearsal }: { readonly head: BookHead; readonly rehearsal: boolean },
): Result<'kept', string> {
  const there = openProjectStore(projects, rehearsal);
  const goesOn = there.continues(head);
  there.close();
  return goesOn
    ? ok('kept')
    : fail(
        `${projects}: expected none, or one that goes on from that of the backup, got another book of the year. Nothing was restored; name another place with --projects.`,
      );
}
