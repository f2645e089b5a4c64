import type { Hearing } from '@piaojue/contract/readiness-view';
import { type Presence, TEST_FLAG, SIGN_IN_FLAG } from '@piaojue/firmware-protocol/messages';

/** A receiver keeps a keypad in H for so long after its last sign of life (PROTOCOL MSG3). */
const H_REMEMBERS_MS = 30_000;
/** H is repeated every 2 s; what is left is for the way here. */
const H_LATE_MS = 3000;
/** Heard by a receiver "now": its last H still names the keypad. */
const HEARD_MS = H_REMEMBERS_MS + H_LATE_MS;
const UNKNOWN = 255;

/** What is known of one keypad. Times in ms since the epoch. */
export interface KeypadFacts {
  /** When it was heard last. H tells no more than "in the last half minute" and counts as now. */
  readonly heardAt: number | null;
  /** Percent. */
  readonly battery: number | null;
  /** High byte major, low byte minor. */
  readonly firmware: number | null;
  /** dBm at the receiver that hears it best now. */
  readonly signal: number | null;
  /** Ports that hear it now. */
  readonly ports: readonly number[];
  /** Last new S with a MAC that held. */
  readonly answeredAt: number | null;
  /** Last press of a press test. */
  readonly pressedAt: number | null;
}

interface AtPort {
  heardAt: number;
  /** −dBm */
  rssi: number;
}

interface Told {
  readonly facts: ReadonlyMap<number, KeypadFacts>;
  readonly hearings: ReadonlyMap<number, Hearing>;
}

interface Keypad {
  readonly ports: Map<number, AtPort>;
  /** It was surely heard at this time or later. */
  surelyAt: number;
  battery: number;
  firmware: number | null;
  answeredAt: number | null;
  pressedAt: number | null;
}

/**
 * When each keypad was heard, by which receivers, how well, and its battery: liveness without any choice in it. It lives
 * in memory; only keypads that have a device key are kept, whatever numbers come over the air.
 */
export class Liveness {
  readonly #now: () => number;
  readonly #knows: (keypad: number) => boolean;
  readonly #keypads = new Map<number, Keypad>();
  #lastBitmap = Number.NEGATIVE_INFINITY;
  #tickedAt = Number.NEGATIVE_INFINITY;
  /** As of the last tick, as long as it tells in ticks. */
  #told: Told | undefined;

  constructor(now: () => number, knows: (keypad: number) => boolean) {
    this.#now = now;
    this.#knows = knows;
  }

  /** A ballot or S came in through this port. rssi as on the wire: −dBm, 255 unknown. */
  heard(port: number, keypad: number, rssi: number): void {
    const now = this.#now();
    const known = this.#keypad(keypad);
    if (known) hear(known, port, { now, surely: now, rssi });
  }

  /** A bitmap of 256 keypads from `base`, most significant bit first (PROTOCOL MSG3). */
  bitmap(port: number, base: number, bits: Uint8Array): void {
    const now = this.#now();
    this.#lastBitmap = now;
    for (let i = 0; i < bits.length * 8; i++) {
      if (((bits[i >> 3] ?? 0) & (0x80 >> (i & 7))) === 0) continue;
      const known = this.#keypad(base + i);
      if (known) hear(known, port, { now, surely: now - H_REMEMBERS_MS, rssi: UNKNOWN });
    }
  }

  /** L says how well a keypad was heard, not when (PROTOCOL MSG4). */
  level(port: number, keypad: number, battery: number, rssi: number): void {
    const known = this.#keypad(keypad);
    if (!known) return;
    known.battery = battery;
    const there = known.ports.get(port);
    if (there && rssi !== UNKNOWN) there.rssi = rssi;
  }

  /** An S that was new and whose MAC held. */
  said({ keypad, battery, firmware, version }: Presence): void {
    const known = this.#keypad(keypad);
    if (!known) return;
    const now = this.#now();
    Object.assign(known, { battery, firmware, answeredAt: now });
    if (!(version & SIGN_IN_FLAG) && version & TEST_FLAG) known.pressedAt = now;
  }

  /** It tells what it knew at the last tick. */
  get inTicks(): boolean {
    return this.#told !== undefined;
  }

  /**
   * Each second. `inTicks`: until the next tick everything is told as it is now, so that nobody learns from it within a
   * second who pressed after whom.
   */
  tick(inTicks: boolean): void {
    if (this.#told) this.#settle();
    this.#tickedAt = this.#now();
    this.#told = inTicks
      ? {
          facts: new Map([...this.#keypads.keys()].map((keypad) => [keypad, this.#facts(keypad)])),
          hearings: this.#hearings(),
        }
      : undefined;
  }

  /**
   * Who was heard since the last tick was heard now, for good: else the moment in which "3 s ago" turns to "4 s ago" told
   * more than the tick does.
   */
  #settle(): void {
    const now = this.#now();
    for (const { ports } of this.#keypads.values())
      for (const there of ports.values()) if (there.heardAt > this.#tickedAt) there.heardAt = now;
  }

  facts(keypad: number): KeypadFacts {
    return this.#told ? (this.#told.facts.get(keypad) ?? NOTHING) : this.#facts(keypad);
  }

  #facts(keypad: number): KeypadFacts {
    const known = this.#keypads.get(keypad);
    if (!known) return NOTHING;
    const now = this.#now();
    // Written as a loop: in a hall of 3,000 every snapshot of the console asks for all of them.
    let best = UNKNOWN;
    let last: number | null = null;
    const hearing: number[] = [];
    for (const [port, { heardAt, rssi }] of known.ports) {
      last = Math.max(last ?? heardAt, heardAt);
      if (now - heardAt > HEARD_MS) continue;
      hearing.push(port);
      best = Math.min(best, rssi);
    }
    const { battery, firmware, answeredAt, pressedAt } = known;
    return {
      heardAt: last,
      battery: battery > 100 ? null : battery,
      firmware,
      signal: best === UNKNOWN ? null : -best,
      ports: hearing,
      answeredAt,
      pressedAt,
    };
  }

  /** Whom each port hears now, as counts. */
  hearings(): ReadonlyMap<number, Hearing> {
    return this.#told?.hearings ?? this.#hearings();
  }

  #hearings(): ReadonlyMap<number, Hearing> {
    const now = this.#now();
    const levels = new Map<number, number[]>();
    for (const { ports } of this.#keypads.values()) {
      for (const [port, { heardAt, rssi }] of ports) {
        if (now - heardAt > HEARD_MS) continue;
        const list = levels.get(port);
        if (list) list.push(rssi);
        else levels.set(port, [rssi]);
      }
    }
    return new Map([...levels].map(([port, all]) => [port, { heard: all.length, signal: median(all) }]));
  }

  /**
   * Whether it was heard since then or in the half minute before, which is as exact as H is; undefined where no receiver
   * told whom it hears (PROTOCOL GW11), so that silence proves nothing.
   */
  heardSince(keypad: number, since: number): boolean | undefined {
    const known = this.#keypads.get(keypad);
    if (known && known.surelyAt >= since - HEARD_MS) return true;
    return this.#lastBitmap >= since - H_LATE_MS ? false : undefined;
  }

  #keypad(keypad: number): Keypad | undefined {
    const known = this.#keypads.get(keypad);
    if (known || !this.#knows(keypad)) return known;
    const fresh: Keypad = {
      ports: new Map(),
      surelyAt: Number.NEGATIVE_INFINITY,
      battery: UNKNOWN,
      firmware: null,
      answeredAt: null,
      pressedAt: null,
    };
    this.#keypads.set(keypad, fresh);
    return fresh;
  }
}

const NOTHING: KeypadFacts = {
  heardAt: null,
  battery: null,
  firmware: null,
  signal: null,
  ports: [],
  answeredAt: null,
  pressedAt: null,
};

function hear(
  keypad: Keypad,
  port: number,
  { now, surely, rssi }: { now: number; surely: number; rssi: number },
): void {
  const there = keypad.ports.get(port);
  if (there) {
    there.heardAt = now;
    if (rssi !== UNKNOWN) there.rssi = rssi;
  } else keypad.ports.set(port, { heardAt: now, rssi });
  keypad.surelyAt = Math.max(keypad.surelyAt, surely);
}

/** dBm of the middle one of those that are known, −dBm. */
function median(levels: readonly number[]): number | null {
  const known = levels.filter((rssi) => rssi !== UNKNOWN).toSorted((a, b) => a - b);
  const middle = known[known.length >> 1];
  return middle === undefined ? null : -middle;
}

/** Whole seconds; null = never. A clock that was set back makes none negative. */
export const secondsSince = (at: number | null, now: number): number | null =>
  at === null ? null : Math.max(0, Math.round((now - at) / 1000));
