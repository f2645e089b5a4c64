import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What this process may not do with a file or folder: of the operating system, or of SQLite, which names no errno. */
const FORBIDDEN = /^(EACCES|EPERM|EROFS|SQLITE_CANTOPEN|SQLITE_READONLY)(_[A-Z]+)*$/;

/** Words for the operator where a start failed for want of rights; undefined for every other error. */
export function wantOfRights(error: unknown, folders: readonly string[]): string | undefined {
  const { code, message } = error as { readonly code?: unknown; readonly message?: string };
  if (!FORBIDDEN.test(String(code))) return undefined;
  const uid = process.getuid?.();
  const who = uid === undefined ? 'as this user' : `as user id ${uid}`;
  return `${message}. The server runs ${who}, who has no right to it: start it as the owner of ${folders.join(' and ')}, and of what is in them. Nothing was changed.`;
}

/** For everybody to read: the public half of the monitors' key, and the certificate of the hall. */
const PUBLIC = new Set(['monitors.pub', 'tls.pem']);
const OTHERS = 0o077;

/** Key files that others on this machine may read or write: a line each. Modes mean nothing on Windows. */
export function keysOpenToOthers(keyFolder: string, deviceKeys: string): string[] {
  if (process.platform === 'win32') return [];
  const inFolder = readdirSync(keyFolder)
    .filter((name) => !PUBLIC.has(name))
    .map((name) => join(keyFolder, name));
  return [...new Set([...inFolder, deviceKeys])].flatMap((path) => {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (!found?.isFile() || (found.mode & OTHERS) === 0) return [];
    const mode = (found.mode & 0o777).toString(8).padStart(3, '0');
    return [`${path} is open to other users of this machine (mode ${mode}): chmod 600`];
  });
}
