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

/** What is asked of a disk; both may take as long as the disk likes, and fail. */
export interface DiskProbe {
  /** MB that are left for us. */
  readonly freeMb: (folder: string) => Promise<number>;
  /** ms that a small write took until it was safe. */
  readonly syncMs: (folder: string) => Promise<number>;
}

/**
 * How the disk of the data does, looked at beside everything else: by writes that nothing waits for, so that a disk that
 * stands still is an alarm and no standstill.
 */
export class DiskWatch {
  readonly #folder: string;
  readonly #probe: DiskProbe;
  /** ms, never set back. */
  readonly #steady: () => number;
  readonly #timer: NodeJS.Timeout;
  #last: DiskFigures | null = null;
  #began: number | null = null;

  constructor(folder: string, probe: DiskProbe = MACHINE, steady: () => number = () => performance.now()) {
    this.#folder = folder;
    this.#probe = probe;
    this.#steady = steady;
    this.#timer = setInterval(() => void this.look(), LOOK_MS);
    this.#timer.unref();
  }

  /** null before the first look, and where the disk can't be asked. */
  figures(): DiskFigures | null {
    const standing = this.#began === null ? 0 : this.#steady() - this.#began;
    return this.#last && { ...this.#last, syncMs: Math.max(this.#last.syncMs, standing) };
  }

  /** What it can't see is no alarm of the disk: a write that fails is one of the store, which stops the vote. */
  async look(): Promise<void> {
    if (this.#began !== null) return;
    this.#began = this.#steady();
    try {
      const freeMb = await this.#probe.freeMb(this.#folder);
      // Known before the write, which may stand still from the first time on.
      this.#last = { syncMs: this.#last?.syncMs ?? 0, freeMb };
      this.#last = { syncMs: await this.#probe.syncMs(this.#folder), freeMb };
    } catch {
      this.#last = null;
    } finally {
      this.#began = null;
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

/** The file has no name once it is open, so it is nobody's and never left behind. */
const MACHINE: DiskProbe = {
  async freeMb(folder) {
    const { bavail, bsize } = await statfs(folder);
    return (bavail * bsize) / 1_000_000;
  },
  async syncMs(folder) {
    const path = join(folder, '.disk-probe');
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
  },
};
