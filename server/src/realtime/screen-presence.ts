import type { ScreenState } from '@piaojue/contract/console-view';

/** A screen that is away for longer was taken away. */
const AWAY_MS = 10 * 60_000;

/** How many screens of one place are there, and how many went away and did not come back. */
export class ScreenPresence {
  #connected = 0;
  /** When each that is away went, ms since the epoch, oldest first. */
  #away: number[] = [];

  get connected(): number {
    return this.#connected;
  }

  came(): void {
    this.#connected++;
    this.#away.shift();
  }

  went(now: number): void {
    this.#connected--;
    this.#away.push(now);
  }

  links(now: number): Pick<ScreenState, 'connected' | 'late'> {
    this.#away = this.#away.filter((since) => now - since < AWAY_MS);
    return { connected: this.#connected, late: this.#away.length };
  }
}
