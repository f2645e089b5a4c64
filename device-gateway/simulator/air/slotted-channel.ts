import { AIR_OVERHEAD, BALLOT_AIR_BYTES, beaconAirBytes, SLOTS } from '@piaojue/firmware-protocol/air';
import { AIR_BODIES } from '@piaojue/firmware-protocol/air-frame';
import { isWaiting, wantsToSend } from '../keypad/keypad-machine.ts';
import type { SimKeypad } from '../keypad/sim-keypad.ts';
import type { ReceiverModel } from '../receiver/receiver-model.ts';
import { type Air, type AirParts, countSending, isLost, MOST_BEHIND_MS, rssiOf } from './air.ts';
import { AIR_RATES, type AirRate, airMs } from './air-rate.ts';
import type { AirFrame, Beacon } from './beacon.ts';
import { Listeners } from './listeners.ts';
import { SignsOfLife } from './signs-of-life.ts';

const CHUNK_AIR_BYTES = AIR_OVERHEAD + AIR_BODIES.chunk.maximum;
const ROLL_CALL_AIR_BYTES = AIR_OVERHEAD + AIR_BODIES.rollCall.maximum;
/** AIR6: slots between two beacons at most, or the heard bitmap speaks of another frame. */
const HEARD_WITHIN_SLOTS = SLOTS + 4;
/** Nobody speaks: looked at again after this long. */
const SILENT_MS = 10;

/** A keypad in a slot: with what waits in it then, or with a mere sign of life. */
interface Sender {
  readonly keypad: SimKeypad;
  readonly alive: boolean;
}
type Sent = AirFrame | { readonly kind: 'alive' };

export interface SlottedParts extends AirParts {
  readonly rate: AirRate;
}

/**
 * The air of one channel as PROTOCOL part 6 has it: chunk and roll call, beacon, one slot to turn round, then 64 slots
 * in which keypads send with the probability of the beacon (AIR2–AIR8). What is sent together is lost to everybody who
 * hears both: no receiver captures the stronger one. Each listener, receiver or keypad, loses frames of its own; so one
 * of two that collided may come through where the other was lost, and both see the heard bit (AIR7).
 *
 * Nothing here looks at a clock: `advance` plays all that ends until then, each at its own time.
 */
export class SlottedChannel implements Air {
  readonly #parts: SlottedParts;
  readonly #slotMs: number;
  readonly #listeners: Listeners;
  readonly #signsOfLife: SignsOfLife;
  /** When what is on the air ends, and what follows then. */
  #due: number;
  #then: (at: number) => void = (at) => this.#begin(at);
  /** When the last beacon ended. */
  #beaconEnd = Number.NEGATIVE_INFINITY;
  #senders = new Map<number, Sender[]>();
  /** What each keypad knows of its own last sending: the slot, until the next beacon. */
  #slotOf = new Map<SimKeypad, number>();
  /** Whose sign of life waits for a beacon with p = 255. */
  readonly #alive = new Set<SimKeypad>();
  last: { readonly beacon: Beacon; readonly at: number } | undefined;

  constructor(parts: SlottedParts) {
    this.#parts = parts;
    this.#slotMs = AIR_RATES[parts.rate].slotMs;
    this.#listeners = new Listeners(parts.keypads);
    this.#signsOfLife = new SignsOfLife(parts.keypads, parts.random.fork('alive'), parts.now);
    this.#due = parts.now;
  }

  touch(keypad: SimKeypad): void {
    this.#listeners.touch(keypad);
  }

  advance(now: number): void {
    const behind = now - this.#due;
    if (behind > MOST_BEHIND_MS) {
      // The process was held up: the air stood still meanwhile.
      this.#due += behind;
      this.#beaconEnd += behind;
    }
    while (this.#due <= now) this.#then(this.#due);
  }

  /** When the next thing happens on this air, for a clock that jumps. */
  get due(): number {
    return this.#due;
  }

  #after(at: number, then: (at: number) => void): void {
    this.#due = at;
    this.#then = then;
  }

  #begin(at: number): void {
    this.#listeners.tick(at);
    const receivers = this.#parts.receivers();
    const beacon = this.#speak(receivers, at);
    if (!beacon) {
      for (const receiver of receivers) receiver.endFrame(at);
      return this.#after(at + SILENT_MS, (next) => this.#begin(next));
    }
    const { rate } = this.#parts;
    const before = (beacon.chunk ? CHUNK_AIR_BYTES : 0) + (beacon.rollCall ? ROLL_CALL_AIR_BYTES : 0);
    const beaconBegin = at + airMs(before, rate);
    const beaconEnd = beaconBegin + airMs(beaconAirBytes(beacon.receipts.size), rate);
    this.#after(beaconEnd, () => this.#beaconEnds(beacon, beaconBegin, beaconEnd));
  }

  /** Normally one of them speaks. Where two do, the first is heard by the keypads, and each hears the other. */
  #speak(receivers: readonly ReceiverModel[], at: number): Beacon | undefined {
    const said = receivers.map((receiver) => receiver.beacon(at));
    said.forEach((beacon, speaker) => {
      if (!beacon) return;
      receivers.forEach((receiver, i) => {
        if (i !== speaker && !isLost(this.#parts)) receiver.hearBeacon(beacon);
      });
    });
    return said.find((beacon) => beacon !== undefined);
  }

  #beaconEnds(beacon: Beacon, began: number, at: number): void {
    this.last = { beacon, at };
    // AIR6; a little is left for the sums of fractions.
    const fresh = began - this.#beaconEnd <= HEARD_WITHIN_SLOTS * this.#slotMs + 1e-6;
    const heard = new Set<number>();
    if (fresh) for (const [{ id }, slot] of this.#slotOf) if (hasBit(beacon.heardSlots, slot)) heard.add(id);
    this.#slotOf.clear();
    this.#beaconEnd = at;
    const whole = { ...beacon, heard };
    const listened = new Set<SimKeypad>();
    this.#listeners.beacon(
      whole,
      at,
      () => !isLost(this.#parts),
      (keypad) => {
        listened.add(keypad);
        return this.#withoutLost(whole);
      },
    );
    this.#draw(beacon.send, listened, at);
    this.#nextSlot(at);
  }

  /** Chunk and roll call are frames of their own before the beacon. */
  #withoutLost(beacon: Beacon): Beacon {
    const chunk = beacon.chunk && !isLost(this.#parts) ? beacon.chunk : null;
    const rollCall = beacon.rollCall && !isLost(this.#parts) ? beacon.rollCall : null;
    return chunk === beacon.chunk && rollCall === beacon.rollCall ? beacon : { ...beacon, chunk, rollCall };
  }

  /** AIR3, AIR4: who heard the beacon draws whether and where to send. */
  #draw(send: number, listened: ReadonlySet<SimKeypad>, at: number): void {
    const { random } = this.#parts;
    const put = (keypad: SimKeypad, alive: boolean): void => {
      const slot = random.below(SLOTS);
      const there = this.#senders.get(slot);
      if (there) there.push({ keypad, alive });
      else this.#senders.set(slot, [{ keypad, alive }]);
    };
    for (const keypad of this.#listeners.busy) {
      if (!listened.has(keypad) || !wantsToSend(keypad.state, at)) continue;
      if (random.below(255) < send) put(keypad, false);
    }
    for (const keypad of this.#signsOfLife.due(at)) this.#alive.add(keypad);
    if (send < 255) return;
    for (const keypad of this.#alive) {
      if (keypad.state.on && keypad.state.hall !== null && !isWaiting(keypad.state) && !isLost(this.#parts))
        put(keypad, true);
    }
    this.#alive.clear();
  }

  #slotBegin(slot: number): number {
    return this.#beaconEnd + (1 + slot) * this.#slotMs;
  }

  /** The first slot in which somebody sends, or the end of the frame. */
  #nextSlot(at: number): void {
    const slot = Math.min(SLOTS, ...this.#senders.keys());
    if (slot === SLOTS) return this.#after(Math.max(at, this.#slotBegin(SLOTS)), (end) => this.#frameEnds(end));
    this.#after(this.#slotBegin(slot) + airMs(BALLOT_AIR_BYTES, this.#parts.rate), (end) => this.#slotEnds(slot, end));
  }

  #slotEnds(slot: number, at: number): void {
    const { counts } = this.#parts;
    const sent: { readonly keypad: SimKeypad; readonly frame: Sent }[] = [];
    for (const { keypad, alive } of this.#senders.get(slot) ?? []) {
      // What waits now: it may have been answered through another receiver, or taken back, since the draw.
      const frame: Sent | undefined = alive ? { kind: 'alive' } : wantsToSend(keypad.state, this.#slotBegin(slot));
      if (frame && keypad.state.on) sent.push({ keypad, frame });
    }
    this.#senders.delete(slot);
    for (const { keypad, frame } of sent) {
      if (frame.kind === 'alive') continue;
      countSending(keypad, frame, counts);
      keypad.step({ type: 'sent', frame });
      this.#slotOf.set(keypad, slot);
    }
    if (sent.length > 1) counts.collisions++;
    for (const receiver of this.#parts.receivers()) {
      const [first, ...others] = sent.filter(() => !isLost(this.#parts));
      if (!first) continue;
      if (others.length > 0) receiver.hearCollision();
      else receiver.hearSlot(slot, hear(receiver, first.keypad, first.frame, at));
    }
    this.#nextSlot(at);
  }

  #frameEnds(at: number): void {
    for (const receiver of this.#parts.receivers()) receiver.endFrame(at);
    this.#begin(at);
  }
}

const hasBit = (bits: Uint8Array, slot: number): boolean => ((bits[slot >> 3] ?? 0) & (0x80 >> (slot & 7))) !== 0;

/** Whether it was a ballot or presence, and the receiver had room for it. */
function hear(receiver: ReceiverModel, keypad: SimKeypad, frame: Sent, now: number): boolean {
  const rssi = rssiOf(keypad);
  switch (frame.kind) {
    case 'ballot':
      return receiver.hearBallot(frame.ballot, rssi, now);
    case 'presence':
      return receiver.hearPresence(frame.presence, rssi, now);
    case 'alive':
      receiver.hearAlive(keypad.id, keypad.battery, rssi, now);
      return false;
  }
}
