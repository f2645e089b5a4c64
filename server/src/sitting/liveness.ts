/** When each keypad was last heard, and its battery: liveness without any choice in it. */
export class Liveness {
  readonly #now: () => number;
  readonly #heard = new Map<number, number>();
  readonly #battery = new Map<number, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  heard(keypad: number): void {
    this.#heard.set(keypad, this.#now());
  }

  /** A bitmap of 256 keypads from `base`, most significant bit first (PROTOCOL MSG, frame H). */
  bitmap(base: number, bits: Uint8Array): void {
    for (let i = 0; i < bits.length * 8; i++) if ((bits[i >> 3] ?? 0) & (0x80 >> (i & 7))) this.heard(base + i);
  }

  level(keypad: number, battery: number): void {
    this.#battery.set(keypad, battery);
  }

  /** Whole seconds since it was heard; null = not heard. */
  heardAgo(keypad: number): number | null {
    const at = this.#heard.get(keypad);
    return at === undefined ? null : Math.max(0, Math.round((this.#now() - at) / 1000));
  }

  /** Percent, or null when unknown. */
  batteryOf(keypad: number): number | null {
    const level = this.#battery.get(keypad);
    return level === undefined || level > 100 ? null : level;
  }
}
