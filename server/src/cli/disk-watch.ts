import { open, statfs, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** ms between two looks. */
const LOOK_MS = 10_000;
const BLOCK = Buffer.alloc(4096, 1);

/** ms that the last write took until it was safe, or has been taking by now; MB that are left. */
export interface DiskFigures {
  readonly syncMs: number;
  readonly freeMb: number;
}

/**
 * How the disk of the data does, looked at beside everything else: by writes that nothing waits for, so that a disk that
 * stands still is an alarm and no standstill. The file has no name, so it is nobody's.
 */
export class DiskWatch {
  readonly #folder: string;
  readonly #timer: NodeJS.Timeout;
  #last: DiskFigures | null = null;
  #began: number | null = null;

  constructor(folder: string) {
    this.#folder = folder;
    this.#timer = setInterval(() => void this.look(), LOOK_MS);
    this.#timer.unref();
  }

  /** null before the first look has ended. */
  figures(): DiskFigures | null {
    const standing = this.#began === null ? 0 : performance.now() - this.#began;
    return this.#last && { ...this.#last, syncMs: Math.max(this.#last.syncMs, standing) };
  }

  /** What it can't see is no alarm of the disk: a write that fails is one of the store, which stops the vote. */
  async look(): Promise<void> {
    if (this.#began !== null) return;
    this.#began = performance.now();
    try {
      const { bavail, bsize } = await statfs(this.#folder);
      const syncMs = await this.#sync();
      this.#last = { syncMs, freeMb: (bavail * bsize) / 1_000_000 };
    } catch {
      this.#last = null;
    } finally {
      this.#began = null;
    }
  }

  async #sync(): Promise<number> {
    const path = join(this.#folder, '.disk-probe');
    const file = await open(path, 'w', 0o600);
    try {
      await unlink(path);
      await file.write(BLOCK);
      const start = performance.now();
      await file.sync();
      return performance.now() - start;
    } finally {
      await file.close();
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
