import type { SimKeypad } from '../keypad/sim-keypad.ts';
import type { Random } from '../random.ts';

/** AIR13: a keypad says "alive" every 20 to 30 s, drawn anew each time. */
const SOONEST_MS = 20_000;
const LATEST_MS = 30_000;
/** Times are rounded up to this. */
const STEP_MS = 50;

/** Whose sign of life is due. Finding them costs nothing for the others. */
export class SignsOfLife {
  readonly #random: Random;
  /** By time in steps. */
  readonly #at = new Map<number, SimKeypad[]>();
  #next: number;

  constructor(keypads: readonly SimKeypad[], random: Random, now: number) {
    this.#random = random;
    this.#next = Math.ceil(now / STEP_MS);
    for (const keypad of keypads) this.#put(keypad, now + random.next() * LATEST_MS);
  }

  /** Those whose time has come; each has its next time drawn. */
  due(now: number): readonly SimKeypad[] {
    const due: SimKeypad[] = [];
    for (; this.#next * STEP_MS <= now; this.#next++) {
      due.push(...(this.#at.get(this.#next) ?? []));
      this.#at.delete(this.#next);
    }
    for (const keypad of due) this.#put(keypad, now + SOONEST_MS + this.#random.next() * (LATEST_MS - SOONEST_MS));
    return due;
  }

  #put(keypad: SimKeypad, at: number): void {
    const step = Math.max(this.#next, Math.ceil(at / STEP_MS));
    const there = this.#at.get(step);
    if (there) there.push(keypad);
    else this.#at.set(step, [keypad]);
  }
}
