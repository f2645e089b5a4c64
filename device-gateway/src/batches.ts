import type { FrameBatch } from '@piaojue/contract/gateway-link';
import { MAX_BATCH } from '@piaojue/contract/gateway-link';

export type Frame = FrameBatch['frames'][number];

/**
 * Frames on their way to the server, by port, bounded: a port keeps at most one batch waiting, of which the oldest go
 * first when more come. Nothing is lost by that: a keypad sends until it holds a receipt.
 */
export class Batches {
  readonly #most: number;
  readonly #waiting = new Map<string, Frame[]>();

  constructor(most = MAX_BATCH) {
    this.#most = most;
  }

  /** Returns how many old frames had to be let go. */
  add(port: string, frame: Frame): number {
    const frames = this.#waiting.get(port) ?? [];
    this.#waiting.set(port, frames);
    frames.push(frame);
    if (frames.length <= this.#most) return 0;
    // A share at once, so that a full queue does not cost a shift for every frame.
    const dropped = Math.ceil(this.#most / 16);
    frames.splice(0, dropped);
    return dropped;
  }

  /** The next batch, ports in turn. */
  take(): FrameBatch | undefined {
    for (const [port, frames] of this.#waiting) {
      this.#waiting.delete(port);
      if (frames.length > 0) return { port, frames };
    }
    return undefined;
  }

  /** Lets everything go; returns how many frames of each port. */
  clear(): readonly (readonly [port: string, frames: number])[] {
    const dropped = [...this.#waiting].map(([port, frames]) => [port, frames.length] as const);
    this.#waiting.clear();
    return dropped;
  }
}
