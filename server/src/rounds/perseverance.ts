import { setTimeout as sleep } from 'node:timers/promises';

/** How long is waited before a step that failed is tried again: first, and doubled up to the longest. ms */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

export interface PerseveranceParts {
  readonly trouble: (text: string) => void;
  readonly changed: () => void;
  /** Default: the clock. */
  readonly wait?: ((ms: number) => Promise<void>) | undefined;
}

/** A step that could not be carried out, and may be the next time. */
export class StepFailed extends Error {}

/** Of the operating system (`ENOSPC`), or what SQLite says of its file. */
const OF_THE_DISK = /^(E[A-Z0-9]+|SQLITE_(FULL|IOERR|CANTOPEN|READONLY|BUSY)(_[A-Z]+)*)$/;

/** Everything else that is thrown is a fault of the program, and comes again each time. */
function mayPass(error: unknown): boolean {
  return error instanceof StepFailed || OF_THE_DISK.test(String((error as { code?: unknown }).code));
}

/**
 * The work that goes on by itself once it was ordered, to its end: a close, an abort. A disk that is full or fails for a
 * while stops it for that while only. Each step can be taken up again from what is stored, as after a crash.
 */
export class Perseverance {
  readonly #parts: PerseveranceParts;
  #turn = 0;
  #work: Promise<void> | undefined;

  constructor(parts: PerseveranceParts) {
    this.#parts = parts;
  }

  /** Begins `work`; where the disk fails it, the operator is told and `again` is tried until it comes to its end. */
  begin(work: Promise<void>, again: () => Promise<void>): void {
    // An order that came later takes the round elsewhere, and has a turn of its own.
    const turn = ++this.#turn;
    this.#work = this.#tryOn(work, again, () => turn === this.#turn);
  }

  /** Nothing is tried again any more. */
  end(): void {
    this.#turn += 1;
  }

  /** Resolves when what was begun last has come to rest. */
  async settled(): Promise<void> {
    await this.#work;
  }

  async #tryOn(work: Promise<void>, again: () => Promise<void>, isMyTurn: () => boolean): Promise<void> {
    const { trouble, changed, wait = (ms: number) => sleep(ms, undefined, { ref: false }) } = this.#parts;
    let said: string | undefined;
    let next = work;
    for (let ms = FIRST_WAIT_MS; ; ms = Math.min(2 * ms, LONGEST_WAIT_MS)) {
      try {
        return await next;
      } catch (error) {
        if (!isMyTurn()) return;
        const { message } = error as Error;
        if (!mayPass(error)) {
          trouble(message);
          changed();
          return;
        }
        if (message !== said) trouble(`${message}. It is tried again by itself.`);
        said = message;
        changed();
      }
      await wait(ms);
      if (!isMyTurn()) return;
      next = again();
    }
  }
}
