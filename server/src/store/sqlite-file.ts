import Database from 'better-sqlite3';

/**
 * Opens a database file of this program: WAL with `synchronous=FULL`, so a commit that returned is on the disk. The only
 * file that knows better-sqlite3.
 */
export type SqliteDatabase = Database.Database;
export type SqliteStatement = Database.Statement;

export interface SqliteLayout {
  readonly version: number;
  /** Makes all tables of `version` in an empty file. */
  readonly schema: string;
  /** What makes a file of the version named into one of the next; a version without a step is refused. */
  readonly upgrades?: Readonly<Record<number, string>>;
  /** `exclusive`: a second program on the file is refused. `shared`: several read and write, one after another. */
  readonly lock: 'exclusive' | 'shared';
}

/** Why a store could not be opened; the message says what to do. */
export class StoreRefused extends Error {
  readonly code: 'in-use' | 'unknown-schema';
  constructor(code: 'in-use' | 'unknown-schema', message: string) {
    super(message);
    this.code = code;
  }
}

/** How long a shared file is waited for while another program writes to it, ms. */
const SHARED_WAIT_MS = 2000;

export function openSqliteFile(path: string, layout: SqliteLayout): SqliteDatabase {
  const db = new Database(path, { timeout: layout.lock === 'exclusive' ? 200 : SHARED_WAIT_MS });
  try {
    prepare(db, path, layout);
    return db;
  } catch (error) {
    db.close();
    const { code } = error as { code?: string };
    if (code?.startsWith('SQLITE_BUSY')) {
      throw new StoreRefused(
        'in-use',
        `${path} is in use by another server. One folder has one server: stop the other, or use --data.`,
      );
    }
    if (code === 'SQLITE_NOTADB') {
      throw new StoreRefused('unknown-schema', `${path}: expected a database of this program. Nothing was changed.`);
    }
    throw error;
  }
}

function prepare(db: SqliteDatabase, path: string, layout: SqliteLayout): void {
  const { version: known, schema, lock, upgrades = {} } = layout;
  if (lock === 'exclusive') db.pragma('locking_mode = EXCLUSIVE');
  // Before anything is written, also the journal mode: a file of another program stays as it is.
  const versionNow = (): number => db.pragma('user_version', { simple: true }) as number;
  const version = versionNow();
  const isEmpty = (): boolean => db.prepare('SELECT count(*) FROM sqlite_master').pluck().get() === 0;
  if (version !== known && !(version === 0 && isEmpty()) && !leadsTo(known, version, upgrades)) {
    throw new StoreRefused(
      'unknown-schema',
      `${path} has schema ${version}, this program knows ${known}. Nothing was changed; use the version that made it.`,
    );
  }
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  // What is taken away (who was heard in a round) is overwritten, not only given free.
  db.pragma('secure_delete = ON');
  // Asked again under the lock: of a shared file two programs may find it empty at once.
  db.transaction(() => {
    if (isEmpty()) db.exec(schema);
    else for (let from = versionNow(); from < known; from++) db.exec(upgrades[from] ?? '');
    db.pragma(`user_version = ${known}`);
  }).immediate();
}

/** Whether there is a step from each version to the next. */
function leadsTo(known: number, from: number, upgrades: Readonly<Record<number, string>>): boolean {
  if (from <= 0 || from > known) return false;
  for (let version = from; version < known; version++) if (upgrades[version] === undefined) return false;
  return true;
}
