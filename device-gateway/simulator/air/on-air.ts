import type { ReceiverModel } from '../receiver/receiver-model.ts';

/** Sums of fractions of a ms differ by less. */
const EPSILON_MS = 1e-6;

/** One thing on the air; times in ms. `from` null: keypads, in a slot. */
export interface Transmission {
  readonly from: ReceiverModel | null;
  readonly begin: number;
  readonly end: number;
}

const overlap = (a: Transmission, b: Transmission): boolean =>
  a.begin < b.end - EPSILON_MS && b.begin < a.end - EPSILON_MS;

/** What was on the air of one channel of late. Everybody is in reach of everybody, and nobody captures the stronger one. */
export class OnAir {
  readonly #longestMs: number;
  #transmissions: Transmission[] = [];

  /** `longestMs`: nothing is on the air for longer. */
  constructor(longestMs: number) {
    this.#longestMs = longestMs;
  }

  put(transmission: Transmission): Transmission {
    const oldest = transmission.begin - this.#longestMs;
    this.#transmissions = this.#transmissions.filter(({ end }) => end > oldest);
    this.#transmissions.push(transmission);
    return transmission;
  }

  /** Asked at its end: was anything else on the air meanwhile? Then it is lost to everybody. */
  isSpoilt(transmission: Transmission): boolean {
    return this.#transmissions.some((other) => other !== transmission && overlap(other, transmission));
  }

  /** Half duplex: who speaks hears nothing. */
  isDeaf(receiver: ReceiverModel, during: Transmission): boolean {
    return this.#transmissions.some((other) => other.from === receiver && overlap(other, during));
  }
}
