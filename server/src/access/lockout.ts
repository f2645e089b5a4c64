/** After some wrong PINs from one address that address waits. Bounded: the oldest address is forgotten first. */
const TRIES = 8;
const WINDOW_MS = 60_000;
const MAX_ADDRESSES = 1000;

export class Lockout {
  readonly #now: () => number;
  readonly #failures = new Map<string, { count: number; since: number }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Seconds to wait; 0 = may try. */
  waitSeconds(address: string): number {
    const entry = this.#failures.get(address);
    if (!entry || entry.count < TRIES) return 0;
    const left = entry.since + WINDOW_MS - this.#now();
    if (left > 0) return Math.ceil(left / 1000);
    this.#failures.delete(address);
    return 0;
  }

  failed(address: string): void {
    const entry = this.#failures.get(address);
    if (entry && this.#now() - entry.since < WINDOW_MS) entry.count += 1;
    else {
      if (this.#failures.size >= MAX_ADDRESSES) this.#failures.delete(this.#failures.keys().next().value ?? '');
      this.#failures.set(address, { count: 1, since: this.#now() });
    }
  }
}
