import type { Piece } from './line-faults.ts';

/**
 * Bytes on their way in one direction. What follows a split line waits for its second piece, because a wire keeps the
 * order of its bytes; a late line comes when its time is over, whole, between others.
 */
export class Delivery {
  readonly #deliver: (bytes: Buffer) => void;
  #inOrder: { readonly bytes: Buffer; readonly at: number }[] = [];
  #late: { readonly bytes: Buffer; readonly at: number }[] = [];

  constructor(deliver: (bytes: Buffer) => void) {
    this.#deliver = deliver;
  }

  put(pieces: readonly Piece[], now: number): void {
    for (const { bytes, afterMs, inOrder } of pieces) {
      (inOrder ? this.#inOrder : this.#late).push({ bytes, at: now + afterMs });
    }
    this.advance(now);
  }

  advance(now: number): void {
    while (this.#inOrder[0] && this.#inOrder[0].at <= now) {
      const next = this.#inOrder.shift();
      if (next) this.#deliver(next.bytes);
    }
    // In the middle of a split line nothing else may come.
    if (this.#inOrder.length > 0 || this.#late.length === 0) return;
    const due = this.#late.filter((late) => late.at <= now);
    this.#late = this.#late.filter((late) => late.at > now);
    for (const { bytes } of due) this.#deliver(bytes);
  }

  clear(): void {
    this.#inOrder = [];
    this.#late = [];
  }
}
