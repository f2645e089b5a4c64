/**
 * Bytes that a wire of this baud rate lets through: a pty has no speed of its own. 10 bits a byte (8N1).
 * What was not used is lost, beyond `mostMs`: a wire can't make up for silence.
 */
export class Pacer {
  readonly #perMs: number;
  readonly #most: number;
  #budget = 0;
  #at: number;

  constructor(baud: number, now: number, mostMs = 20) {
    this.#perMs = baud / 10_000;
    this.#most = this.#perMs * mostMs;
    this.#at = now;
  }

  advance(now: number): void {
    this.#budget = Math.min(this.#most, this.#budget + Math.max(0, now - this.#at) * this.#perMs);
    this.#at = now;
  }

  /** Whole bytes that may pass now; below 0 after a line that was longer than the rest. */
  get room(): number {
    return Math.floor(this.#budget);
  }

  spend(bytes: number): void {
    this.#budget -= bytes;
  }
}
