import type { Spell } from '../control.ts';

/** Beacons of one receiver that are no further apart belong to one spell: a frame lasts at most 600 ms. ms. */
const LONGEST_GAP_MS = 800;

/** Who spoke on which channel, from when to when. */
export class VoiceLog {
  readonly #spells: { receiver: number; channel: number; from: number; to: number }[] = [];
  readonly #last = new Map<number, { to: number }>();

  beacon(receiver: number, channel: number, at: number): void {
    const last = this.#last.get(receiver);
    if (last && at - last.to <= LONGEST_GAP_MS) {
      last.to = at;
      return;
    }
    const spell = { receiver, channel, from: at, to: at };
    this.#spells.push(spell);
    this.#last.set(receiver, spell);
  }

  /** In the order in which they began; times moved by `origin`. */
  spells(origin: number): Spell[] {
    return this.#spells.map(({ from, to, ...who }) => ({ ...who, from: from + origin, to: to + origin }));
  }
}
