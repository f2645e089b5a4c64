import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Why a file can't be used; the text names it. */
export class Unusable extends Error {}

/** More than any bundle or record of a sitting. */
const MAX_BYTES = 64 << 20;

export function readBytes(path: string): Buffer {
  try {
    const { size } = statSync(path);
    if (size > MAX_BYTES) throw new Unusable(`${path}: ${size} > ${MAX_BYTES} B`);
    return readFileSync(path);
  } catch (error) {
    throw error instanceof Unusable ? error : new Unusable((error as Error).message);
  }
}

const readIfThere = (path: string): Buffer | undefined => (existsSync(path) ? readBytes(path) : undefined);

export interface SignedFiles {
  readonly folder: string;
  readonly json: Buffer;
  readonly signature: Buffer;
}

/** A folder with `NAME.json` and `NAME.sig` in it, or the path of NAME.json itself. */
export function readSigned(path: string, name: 'bundle' | 'chain'): SignedFiles {
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  const folder = isFolder ? path : dirname(path);
  const file = isFolder ? `${name}.json` : basename(path);
  const signature = file.replace(/(\.json)?$/, '.sig');
  return { folder, json: readBytes(join(folder, file)), signature: readBytes(join(folder, signature)) };
}

/** The sealed patterns beside a bundle, where they were given. */
export const readPatterns = (folder: string, path: string | undefined): Buffer | undefined =>
  path === undefined ? readIfThere(join(folder, 'patterns.sealed')) : readBytes(path);
