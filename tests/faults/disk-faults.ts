import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * What is wrong with the disk under the box file:
 *
 *     slow    each fdatasync takes `ms` longer
 *     write   the write fails with `errno` and writes nothing
 *     short   the write stops halfway and says so, as a disk that runs full does; `errno` is what the next one would say
 *     sync    the bytes are written, the fdatasync fails with `errno`
 *     lies    fdatasync says that it is done at once; it is done `ms` later
 */
export type DiskFault =
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'write'; readonly errno: 'EIO' | 'ENOSPC' }
  | { readonly kind: 'short'; readonly errno: 'ENOSPC' }
  | { readonly kind: 'sync'; readonly errno: 'EIO' | 'ENOSPC' }
  | { readonly kind: 'lies'; readonly ms: number };

export const FAULTS_VARIABLE = 'PIAOJUE_TEST_DISK_FAULTS';
const IN_SERVER = fileURLToPath(new URL('in-server.ts', import.meta.url));

/** The test's end: the fault that is on now, in a file that the box process looks at before each call. */
export class DiskFaults {
  readonly #path: string;

  constructor(folder: string) {
    this.#path = join(folder, 'disk-faults.json');
  }

  /** For the server that is to run on this disk. */
  get env(): Record<string, string> {
    return { ...IN_SERVER_ENV, [FAULTS_VARIABLE]: this.#path };
  }

  begin(fault: DiskFault): void {
    // Whole or not at all: it may be read at any time.
    writeFileSync(`${this.#path}.new`, JSON.stringify(fault));
    renameSync(`${this.#path}.new`, this.#path);
  }

  end(): void {
    rmSync(this.#path, { force: true });
  }

  /** How many calls were spoilt so far. */
  get injected(): number {
    return existsSync(injectedFile(this.#path)) ? statSync(injectedFile(this.#path)).size : 0;
  }
}

/** A byte for each call that was spoilt. */
export const injectedFile = (path: string): string => `${path}.injected`;

/** The fault that is on, for the box process. */
export function faultNow(path: string): DiskFault | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as DiskFault;
  } catch {
    return undefined;
  }
}

/** For a server that takes `arm` from its parent. */
export const IN_SERVER_ENV: Readonly<Record<string, string>> = { NODE_OPTIONS: `--import=${IN_SERVER}` };

/** The test to the server: die at this point; null: at none. */
export interface Arm {
  readonly type: 'test:arm';
  readonly crashAt: string | null;
}
