/**
 * The time of the hall: that of the machine at the start, and from then on what really passed, whatever is done to the machine's
 * clock (set by hand, by a time server, by a wrong zone or a change to summer time). So no round closes early or late, no keypad
 * falls silent and no session ends by a jump, and the times of the record never run backwards. Pure but for its two sources.
 */
export interface TimeSources {
  /** The machine's clock, ms since the epoch. */
  readonly wall: () => number;
  /** What passed since some moment, ms; never set. */
  readonly steady: () => number;
}

export interface ClockJump {
  /** What the machine's clock says now, ms since the epoch. */
  readonly clock: number;
  /** What the hall goes by, ms since the epoch. */
  readonly hall: number;
}

/** Less is what a time server corrects little by little, and is nobody's business. ms */
const JUMP_MS = 2000;

const MACHINE: TimeSources = { wall: () => Date.now(), steady: () => performance.now() };

export class HallClock {
  readonly #sources: TimeSources;
  readonly #anchor: number;
  /** How far the machine's clock was from the hall's when that was told last, ms. */
  #told: number;

  /** `notBefore`: ms since the epoch, the last time that an open round was known to be at; its record goes on from there. */
  constructor(notBefore = 0, sources: TimeSources = MACHINE) {
    const { wall, steady } = (this.#sources = sources);
    this.#anchor = Math.max(wall(), notBefore) - steady();
    this.#told = 0;
  }

  /** ms since the epoch; never less than before. */
  readonly now = (): number => Math.floor(this.#anchor + this.#sources.steady());

  /** Asked in ticks: a jump of the machine's clock, told once; null while it goes as it should. */
  jump(): ClockJump | null {
    const clock = Math.floor(this.#sources.wall());
    const hall = this.now();
    const ahead = clock - hall;
    if (Math.abs(ahead - this.#told) < JUMP_MS) return null;
    this.#told = ahead;
    return { clock, hall };
  }
}
