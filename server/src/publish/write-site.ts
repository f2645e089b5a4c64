import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { syncFolder, writeFileDurably } from '../durable.ts';
import { FILES } from './publication.ts';
import { SUMS } from './site.ts';

/** A file in this folder that no former publication put there: the sums of one name its pages, the index among them. */
function strangeFile(folder: string): string | undefined {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'));
  const sums = join(folder, SUMS);
  const listed = existsSync(sums)
    ? readFileSync(sums, 'utf8')
        .split('\n')
        .map((line) => line.slice(66))
    : [];
  const own = new Set(listed.includes(FILES.index) && listed.includes(`en/${FILES.index}`) ? [...listed, SUMS] : []);
  return files.find((file) => !own.has(file));
}

/**
 * Puts the files in the place of the whole folder: they are written and synced beside it, and the folders change their
 * names. So nobody reads half a page, and no page of before stays behind. Killed between the two renames, the folder is
 * missing until the next time; its former pages then stand beside it.
 *
 * Refuses a folder with files that were not published from here: it would lose them.
 */
export function writeSite(folder: string, files: ReadonlyMap<string, string>): Result<null, string> {
  const parent = dirname(folder);
  if (existsSync(folder)) {
    if (!statSync(folder).isDirectory()) return fail(`${folder}: expected a folder, got a file`);
    const strange = strangeFile(folder);
    if (strange !== undefined)
      return fail(
        `${folder}: expected an empty folder or one that was published before, got one with other files: ${strange}. Name another one.`,
      );
  }
  mkdirSync(parent, { recursive: true });
  const fresh = mkdtempSync(join(parent, `.${basename(folder)}-new-`));
  const former = `${fresh}-former`;
  const stale = readdirSync(parent).filter((name) => name.startsWith(`.${basename(folder)}-new-`));
  try {
    for (const [path, text] of files) {
      const at = join(fresh, path);
      mkdirSync(dirname(at), { recursive: true });
      writeFileDurably(at, Buffer.from(text, 'utf8'));
      // Public, whatever the server may do with its own files: a web server is somebody else.
      chmodSync(at, 0o644);
      chmodSync(dirname(at), 0o755);
    }
    if (existsSync(folder)) renameSync(folder, former);
    renameSync(fresh, folder);
    syncFolder(parent);
  } catch (error) {
    if (!existsSync(folder) && existsSync(former)) renameSync(former, folder);
    rmSync(fresh, { recursive: true, force: true });
    return fail(
      `${folder}: ${(error as Error).message}. A folder that is itself a medium can't be replaced: name one in it.`,
    );
  }
  for (const name of [basename(former), ...stale])
    if (name !== basename(fresh)) rmSync(join(parent, name), { recursive: true, force: true });
  return ok(null);
}
