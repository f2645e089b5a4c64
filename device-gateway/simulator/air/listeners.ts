import { isTimed, isWaiting, needsPaper } from '../keypad/keypad-machine.ts';
import type { SimKeypad } from '../keypad/sim-keypad.ts';
import type { Beacon } from './beacon.ts';

const TICK_MS = 200;

/**
 * Which keypads of a channel have to be looked at. Work is bounded by those who have something to do: keypads that wait
 * for a receipt or lack the paper hear every beacon; the others only one that says something new.
 */
export class Listeners {
  readonly #keypads: readonly SimKeypad[];
  readonly #busy = new Set<SimKeypad>();
  /** Keypads that have not heard the newest content yet. */
  readonly #behind = new Set<SimKeypad>();
  readonly #timed = new Set<SimKeypad>();
  #content = '';
  #nextTick = 0;

  constructor(keypads: readonly SimKeypad[]) {
    this.#keypads = keypads;
  }

  /** Those who wait for an answer or for the paper. */
  get busy(): ReadonlySet<SimKeypad> {
    return this.#busy;
  }

  touch(keypad: SimKeypad): void {
    const { state } = keypad;
    if (state.on && (isWaiting(state) || needsPaper(state))) this.#busy.add(keypad);
    else this.#busy.delete(keypad);
    if (isTimed(state)) this.#timed.add(keypad);
    if (state.on && state.hall === null) this.#behind.add(keypad);
  }

  /** `heard`: does this one hear it? `said`: what it hears then. */
  beacon(beacon: Beacon, now: number, heard: () => boolean, said: (keypad: SimKeypad) => Beacon = () => beacon): void {
    if (beacon.content !== this.#content) {
      this.#content = beacon.content;
      for (const keypad of this.#keypads) this.#behind.add(keypad);
    }
    for (const keypad of new Set([...this.#behind, ...this.#busy])) {
      if (!keypad.state.on || !heard()) continue;
      const whole = said(keypad);
      // In a full hall most who wait for a receipt hear many a beacon that has nothing for them.
      if (!this.#behind.delete(keypad) && !concerns(whole, keypad)) continue;
      keypad.step({ type: 'beacon', now, beacon: whole });
      this.touch(keypad);
    }
  }

  tick(now: number): void {
    if (now < this.#nextTick) return;
    this.#nextTick = now + TICK_MS;
    for (const keypad of this.#timed) {
      keypad.step({ type: 'tick', now });
      this.touch(keypad);
      if (!isTimed(keypad.state)) this.#timed.delete(keypad);
    }
  }
}

/** Is there more in it than the content that this keypad knows? */
const concerns = ({ heard, receipts, chunk, rollCall }: Beacon, { id, state }: SimKeypad): boolean =>
  heard.has(id) || receipts.has(id) || (chunk !== null && needsPaper(state)) || rollCall !== null;
