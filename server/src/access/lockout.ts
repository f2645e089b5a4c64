import { addressKey } from './address-key.ts';
import { isLoopback } from './own-hosts.ts';
import { TokenBuckets } from './token-buckets.ts';

/** After some wrong PINs from one address that address waits. Bounded: the oldest address is forgotten first. */
const TRIES = 8;
const WINDOW_MS = 60_000;
const MAX_ADDRESSES = 1000;
/**
 * All addresses together that have not signed on before: whoever has a thousand addresses tries no more than 60 PINs an hour,
 * and needs 20 months for the 900,000 there are. This machine and those who were let in already are not held up by it.
 */
const STRANGERS = { burst: 60, perSecond: 60 / 3600 } as const;

export class Lockout {
  readonly #now: () => number;
  readonly #failures = new Map<string, { count: number; since: number }>();
  readonly #strangers: TokenBuckets;
  /** Addresses from which a right PIN came. */
  readonly #known = new Set<string>();

  constructor(now: () => number) {
    this.#now = now;
    this.#strangers = new TokenBuckets(STRANGERS, now);
  }

  /** Seconds to wait; 0 = may try. */
  waitSeconds(from: string): number {
    const address = addressKey(from);
    return Math.max(this.#ownWait(address), this.#isStranger(from) ? Math.ceil(this.#strangers.waitMs('') / 1000) : 0);
  }

  /** A right PIN came from there. */
  succeeded(from: string): void {
    if (this.#known.size >= MAX_ADDRESSES) this.#known.delete(this.#known.keys().next().value ?? '');
    this.#known.add(addressKey(from));
  }

  #isStranger(from: string): boolean {
    return !isLoopback(from) && !this.#known.has(addressKey(from));
  }

  #ownWait(address: string): number {
    const entry = this.#failures.get(address);
    if (!entry || entry.count < TRIES) return 0;
    const left = entry.since + WINDOW_MS - this.#now();
    if (left > 0) return Math.ceil(left / 1000);
    this.#failures.delete(address);
    return 0;
  }

  failed(from: string): void {
    const address = addressKey(from);
    if (this.#isStranger(from)) this.#strangers.take('');
    const entry = this.#failures.get(address);
    if (entry && this.#now() - entry.since < WINDOW_MS) entry.count += 1;
    else {
      if (this.#failures.size >= MAX_ADDRESSES) this.#failures.delete(this.#failures.keys().next().value ?? '');
      this.#failures.set(address, { count: 1, since: this.#now() });
    }
  }
}
