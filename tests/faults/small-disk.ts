import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A file system of its own that can really be full; undefined where this process may not mount one (said in words). */
export interface SmallDisk {
  /** Not a byte is left. */
  fill(): void;
  empty(): void;
  /** Nothing may have a file open on it any more. */
  unmount(): void;
}

export function smallDisk(folder: string, bytes: number): SmallDisk | undefined {
  mkdirSync(folder, { recursive: true });
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=700`, 'piaojue-test', folder], {
    encoding: 'utf8',
  });
  if (mounted.status !== 0) {
    console.warn(`skipped: a file system of ${bytes} bytes can't be mounted here: ${mounted.stderr || mounted.error}`);
    return undefined;
  }
  const filler = join(folder, 'filler');
  return {
    fill() {
      const fd = openSync(filler, 'a');
      try {
        for (const size of [65_536, 4096, 1]) fillWith(fd, Buffer.alloc(size));
      } finally {
        closeSync(fd);
      }
    },
    empty: () => rmSync(filler, { force: true }),
    unmount: () => void spawnSync('umount', ['-l', folder]),
  };
}

function fillWith(fd: number, block: Buffer): void {
  try {
    while (writeSync(fd, block) === block.length);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
