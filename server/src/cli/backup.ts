import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { makeBackup, recordBackup } from '../backup/backup.ts';
import { decodeBackup } from '../backup/container.ts';
import { restoreBackup } from '../backup/restore.ts';
import { writeFileDurably } from '../durable.ts';
import { openProjectStore } from '../projects/project-store.ts';
import { openSqliteStore, StoreRefused } from '../store/sqlite-store.ts';

/** `piaojue backup` and `piaojue restore`: a sitting to one file, and on another machine from it. Neither runs beside a server. */
const BACKUP_USAGE = 'piaojue backup --data DIR --out FILE [--projects FILE]';
const RESTORE_USAGE = 'piaojue restore FILE --data DIR [--projects FILE]';

/** Where `serve` has the book of the year, if nobody says otherwise. */
const bookBeside = (data: string, mode: 'rehearsal' | 'real'): string =>
  join(dirname(data), `projects${mode === 'rehearsal' ? '-rehearsal' : ''}.sqlite`);

interface BackupOrder {
  readonly data: string;
  readonly out: string;
  readonly projects: string | undefined;
}

/** What was done, in words; the error says why not. */
export function backUp({ data, out, projects }: BackupOrder): Result<string, string> {
  if (!existsSync(join(data, 'hall.sqlite'))) return fail(`${data}: expected the data folder of a sitting`);
  if (existsSync(out)) return fail(`${out} is there already; a backup is never written over`);
  try {
    const store = openSqliteStore(join(data, 'hall.sqlite'));
    try {
      const mode = store.sitting()?.mode ?? 'real';
      const book = projects ?? bookBeside(data, mode);
      if (projects && !existsSync(projects)) return fail(`${projects}: expected the book of the year, got none`);
      const made = makeBackup({
        store,
        dataFolder: data,
        book: existsSync(book) ? () => imageOf(book, mode === 'rehearsal') : undefined,
        now: Date.now(),
      });
      if (!made.ok) return fail(made.error.detail);
      const written = writeAndReadBack(out, made.value.file);
      if (!written.ok) return written;
      recordBackup(store, Date.now(), made.value, 'server');
      const { hash, file } = made.value;
      return ok(
        `${out}: ${mode === 'rehearsal' ? 'rehearsal 演练, ' : ''}${file.length} bytes, SHA-256 ${hash}\nIt holds names and totals, no choice and no key. The key folder is carried by itself (server/README, Backup).`,
      );
    } finally {
      store.close();
    }
  } catch (error) {
    if (error instanceof StoreRefused)
      return fail(
        error.code === 'in-use'
          ? `${error.message} A running server makes the backup itself: 备份 on the console.`
          : error.message,
      );
    throw error;
  }
}

function imageOf(path: string, rehearsal: boolean): Uint8Array {
  const book = openProjectStore(path, rehearsal);
  try {
    return book.image();
  } finally {
    book.close();
  }
}

function writeAndReadBack(out: string, file: Buffer): Result<null, string> {
  try {
    writeFileDurably(out, file);
    if (decodeBackup(readFileSync(out)).ok) return ok(null);
    rmSync(out, { force: true });
    return fail(`${out}: what was written did not read back; try another medium`);
  } catch (error) {
    rmSync(`${out}.tmp`, { force: true });
    return fail(`${out}: ${(error as Error).message}`);
  }
}

export function backup(args: string[]): number {
  let values: { data?: string; out?: string; projects?: string };
  try {
    ({ values } = parseArgs({
      args,
      options: { data: { type: 'string' }, out: { type: 'string' }, projects: { type: 'string' } },
    }));
  } catch (error) {
    console.error(`${(error as Error).message}\n${BACKUP_USAGE}`);
    return 2;
  }
  if (!values.data || !values.out) {
    console.error(BACKUP_USAGE);
    return 2;
  }
  return tell(
    backUp({
      data: resolve(values.data),
      out: resolve(values.out),
      projects: values.projects && resolve(values.projects),
    }),
  );
}

export function restore(args: string[]): number {
  let parsed: { values: { data?: string; projects?: string }; positionals: string[] };
  try {
    parsed = parseArgs({
      args,
      options: { data: { type: 'string' }, projects: { type: 'string' } },
      allowPositionals: true,
    });
  } catch (error) {
    console.error(`${(error as Error).message}\n${RESTORE_USAGE}`);
    return 2;
  }
  const [path] = parsed.positionals;
  if (!path || parsed.positionals.length > 1 || !parsed.values.data) {
    console.error(RESTORE_USAGE);
    return 2;
  }
  const { data, projects } = parsed.values;
  return tell(restoreTo(resolve(path), resolve(data), projects && resolve(projects)));
}

export function restoreTo(path: string, data: string, projects: string | undefined): Result<string, string> {
  let file: Buffer;
  try {
    file = readFileSync(path);
  } catch (error) {
    return fail((error as Error).message);
  }
  const peeked = decodeBackup(file);
  if (!peeked.ok) return fail(`${path}: ${peeked.error.detail}. Nothing was restored.`);
  const { mode, title } = peeked.value.manifest;
  const done = restoreBackup({ file, data, projects: projects ?? bookBeside(data, mode), now: Date.now() });
  if (!done.ok) return fail(`${path}: ${done.error}`);
  const { sid, bundles, book, manifest } = done.value;
  return ok(
    [
      `${mode === 'rehearsal' ? 'rehearsal 演练: ' : ''}${title.congress} ${title.meeting} ${title.date}, as of ${new Date(manifest.made).toISOString()}`,
      `${data}: ${manifest.record.rows} rows of the record and ${bundles} signed bundles hold; book of the year: ${book}`,
      `new session ${sid} (formerly ${manifest.sid}): everybody signs in again. The former machine must not go on with this sitting.`,
      `next: piaojue serve --mode ${mode} --data ${data} --keys KEYS`,
    ].join('\n'),
  );
}

function tell(done: Result<string, string>): number {
  if (done.ok) console.log(done.value);
  else console.error(done.error);
  return done.ok ? 0 : 1;
}
