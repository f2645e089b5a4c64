/** Keys that are remembered: the one that was used longest ago is forgotten first. */
const MAX_KEYS = 4096;

export interface Rate {
  /** Taken at once from a full bucket. */
  readonly burst: number;
  readonly perSecond: number;
}

/** Token buckets by key, such as an address. Bounded in memory; a key that was forgotten begins with a full bucket. */
export class TokenBuckets {
  readonly #rate: Rate;
  readonly #now: () => number;
  readonly #buckets = new Map<string, { left: number; at: number }>();

  /** `now`: ms. */
  constructor(rate: Rate, now: () => number) {
    this.#rate = rate;
    this.#now = now;
  }

  has(key: string, amount = 1): boolean {
    return this.#fill(key) >= amount;
  }

  /** Takes; false if there is too little, then nothing is taken. */
  take(key: string, amount = 1): boolean {
    const left = this.#fill(key);
    const enough = left >= amount;
    this.#buckets.delete(key);
    if (this.#buckets.size >= MAX_KEYS) this.#buckets.delete(this.#buckets.keys().next().value ?? '');
    this.#buckets.set(key, { left: enough ? left - amount : left, at: this.#now() });
    return enough;
  }

  /** ms until there is so much. */
  waitMs(key: string, amount = 1): number {
    return Math.max(0, ((amount - this.#fill(key)) / this.#rate.perSecond) * 1000);
  }

  #fill(key: string): number {
    const { burst, perSecond } = this.#rate;
    const bucket = this.#buckets.get(key);
    if (!bucket) return burst;
    // A clock that was set back gives nothing and takes nothing.
    const passed = Math.max(0, this.#now() - bucket.at);
    return Math.min(burst, bucket.left + (passed * perSecond) / 1000);
  }
}
