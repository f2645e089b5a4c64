import type { Clock } from '@piaojue/device-gateway/clock';

interface Planned {
  readonly at: number;
  readonly order: number;
  run: (() => void) | null;
}

/** Timers of one process on the virtual clock; they end with it, as at kill -9. */
export interface ProcessClock extends Clock {
  end(): void;
  readonly ended: boolean;
}

/**
 * A clock that jumps from event to event; ms. What is due at one time happens in the order in which it was planned, so a
 * run is the same each time it is played.
 */
export class VirtualClock {
  now = 0;
  /** Something woke streams or promises: they come to rest before the next event. */
  stirred = false;
  #orders = 0;
  readonly #heap: Planned[] = [];

  /** Returns how to call it off. */
  at(time: number, run: () => void): () => void {
    const planned: Planned = { at: Math.max(this.now, time), order: this.#orders++, run };
    this.#put(planned);
    return () => {
      planned.run = null;
    };
  }

  after(ms: number, run: () => void): () => void {
    return this.at(this.now + ms, run);
  }

  /** Plays until that time, or until nothing more is planned before it. */
  async play(until: number): Promise<void> {
    for (;;) {
      const first = this.#heap[0];
      if (!first || first.at > until) break;
      this.#take();
      if (!first.run) continue;
      this.now = first.at;
      first.run();
      if (this.stirred) await this.#settle();
    }
    this.now = Math.max(this.now, until);
  }

  process(): ProcessClock {
    let ended = false;
    const alive = (run: () => void) => (): void => {
      if (ended) return;
      this.stirred = true;
      run();
    };
    return {
      now: () => this.now,
      after: (ms, run) => this.after(ms, alive(run)),
      every: (ms, run) => {
        let stop = (): void => undefined;
        const again = (): void => {
          stop = this.after(ms, () => {
            if (ended) return;
            again();
            alive(run)();
          });
        };
        again();
        return () => stop();
      },
      end: () => {
        ended = true;
      },
      get ended() {
        return ended;
      },
    };
  }

  /** Streams and promises run to their end: each turn of the loop empties all microtasks, and what they woke comes next. */
  async #settle(): Promise<void> {
    this.stirred = false;
    for (let turn = 0; turn < 4; turn++) await new Promise<void>((resolve) => void setImmediate(resolve));
  }

  #isBefore(a: Planned, b: Planned): boolean {
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  #put(planned: Planned): void {
    const heap = this.#heap;
    let at = heap.push(planned) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (!above || !this.#isBefore(planned, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = planned;
  }

  #take(): void {
    const heap = this.#heap;
    const moved = heap.pop();
    if (!moved || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      const [left, right] = [heap[child], heap[child + 1]];
      if (!left) break;
      if (right && this.#isBefore(right, left)) child++;
      const least = heap[child];
      if (!least || !this.#isBefore(least, moved)) break;
      heap[at] = least;
      at = child;
    }
    heap[at] = moved;
  }
}
