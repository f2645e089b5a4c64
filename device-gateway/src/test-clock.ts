import type { Clock } from './clock.ts';

/** A clock that stands still until it is told to go on. */
export class HandClock implements Clock {
  #now = 0;
  #timers = new Set<{ at: number; every: number | null; run: () => void }>();
  now = (): number => this.#now;
  after = (ms: number, run: () => void): (() => void) => this.#add(ms, null, run);
  every = (ms: number, run: () => void): (() => void) => this.#add(ms, ms, run);
  #add(ms: number, every: number | null, run: () => void): () => void {
    const timer = { at: this.#now + ms, every, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#now = next.at;
      if (next.every === null) this.#timers.delete(next);
      else next.at += next.every;
      next.run();
      await settle();
    }
    this.#now = end;
    await settle();
  }
}

/** Lets all that is on its way arrive. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 6; i++) await new Promise((resolve) => setImmediate(resolve));
}
