import type { UpMessage } from '@piaojue/firmware-protocol/messages';

const BLOCK = 256;
/** MSG3: a keypad counts as heard for this long after its last sign of life. */
const HEARD_MS = 30_000;
const REPEAT_MS = 2000;
/** MSG3: changes of one block are gathered this long. */
const GATHER_MS = 100;
const LEVELS_MS = 60_000;
const LEVELS_PER_LINE = 8;

interface Seen {
  at: number;
  battery: number;
  rssi: number;
}

/** Which keypads a receiver has heard of late (H), and how well (L): liveness, without any choice in it. */
export class Presences {
  readonly #seen = new Map<number, Seen>();
  readonly #sent = new Map<number, { bits: Uint8Array; at: number }>();
  readonly #due: UpMessage[] = [];
  #nextLook = 0;
  #nextLevels = LEVELS_MS;

  heard(keypad: number, rssi: number, now: number): void {
    const seen = this.#seen.get(keypad);
    if (!seen) this.#seen.set(keypad, { at: now, battery: 255, rssi });
    else {
      seen.at = now;
      seen.rssi = rssi;
    }
  }

  battery(keypad: number, percent: number): void {
    const seen = this.#seen.get(keypad);
    if (seen) seen.battery = percent;
  }

  tick(now: number): void {
    if (now >= this.#nextLook) {
      this.#nextLook = now + GATHER_MS;
      this.#look(now);
    }
    if (now >= this.#nextLevels) {
      this.#nextLevels = now + LEVELS_MS;
      this.#levels();
    }
  }

  take(): UpMessage | undefined {
    return this.#due.shift();
  }

  #look(now: number): void {
    if (this.#due.length > 0) return;
    const blocks = new Map<number, Uint8Array>();
    for (const [keypad, seen] of this.#seen) {
      const base = keypad - (keypad % BLOCK);
      const bits = blocks.get(base) ?? new Uint8Array(BLOCK / 8);
      blocks.set(base, bits);
      const bit = keypad - base;
      if (now - seen.at <= HEARD_MS) bits[bit >> 3] = (bits[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
    }
    for (const [base, bits] of blocks) {
      const sent = this.#sent.get(base);
      if (sent && now - sent.at < REPEAT_MS && Buffer.compare(sent.bits, bits) === 0) continue;
      this.#sent.set(base, { bits, at: now });
      this.#due.push({ type: 'H', base, bits });
    }
  }

  #levels(): void {
    const all = [...this.#seen].map(([keypad, { battery, rssi }]) => ({ keypad, battery, rssi }));
    for (let i = 0; i < all.length; i += LEVELS_PER_LINE) {
      this.#due.push({ type: 'L', items: all.slice(i, i + LEVELS_PER_LINE) });
    }
  }
}
