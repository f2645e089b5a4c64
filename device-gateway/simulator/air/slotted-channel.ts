import { AIR_OVERHEAD, BALLOT_AIR_BYTES, beaconAirBytes, BEACON_RECEIPTS, SLOTS } from '@piaojue/firmware-protocol/air';
import { AIR_BODIES } from '@piaojue/firmware-protocol/air-frame';
import { isWaiting, wantsToSend } from '../keypad/keypad-machine.ts';
import type { SimKeypad } from '../keypad/sim-keypad.ts';
import type { Random } from '../random.ts';
import type { ReceiverModel } from '../receiver/receiver-model.ts';
import { type Air, type AirParts, countSending, isLost, MOST_BEHIND_MS } from './air.ts';
import { AIR_RATES, type AirRate, airMs } from './air-rate.ts';
import type { Beacon } from './beacon.ts';
import { Listeners } from './listeners.ts';
import { OnAir, type Transmission } from './on-air.ts';
import { SignsOfLife } from './signs-of-life.ts';
import {
  after,
  type Due,
  hasBit,
  hear,
  leave,
  type OwnSending,
  type Sent,
  type SentBy,
  type Speaker,
  withoutHead,
} from './speaker.ts';

const CHUNK_AIR_BYTES = AIR_OVERHEAD + AIR_BODIES.chunk.maximum;
const ROLL_CALL_AIR_BYTES = AIR_OVERHEAD + AIR_BODIES.rollCall.maximum;
/** AIR6: slots between two beacons at most, or the heard bitmap speaks of another frame. */
const HEARD_WITHIN_SLOTS = SLOTS + 4;
/** A receiver that does not speak is looked at again after this long. */
const SILENT_MS = 10;
/** AIR14: after a frame in which it heard nothing a speaker waits up to so many slots. */
const PAUSE_SLOTS = 4;

export interface SlottedParts extends AirParts {
  readonly rate: AirRate;
}

/**
 * The air of one channel as PROTOCOL part 6 has it: chunk and roll call, beacon, one slot to turn round, then 64 slots
 * in which keypads send with the probability of the beacon (AIR2–AIR8). What overlaps on the air is lost to everybody:
 * no receiver captures the stronger one, and a receiver that speaks hears nothing. Each listener, receiver or keypad,
 * loses frames of its own; so one of two that collided may come through where the other was lost, and both see the
 * heard bit (AIR7).
 *
 * Where two receivers speak, nothing keeps their frames in step: beacons spoil each other and the slots of the other;
 * a keypad obeys the beacon that it heard last.
 *
 * Nothing here looks at a clock: `advance` plays all that ends until then, each at its own time.
 */
export class SlottedChannel implements Air {
  readonly #parts: SlottedParts;
  readonly #slotMs: number;
  readonly #listeners: Listeners;
  readonly #signsOfLife: SignsOfLife;
  readonly #onAir: OnAir;
  readonly #pauses: Random;
  readonly #speakers = new Map<ReceiverModel, Speaker>();
  /** Timers of keypads, and receivers that come and go. */
  readonly #pulse: Due;
  readonly #ownSendings = new Map<SimKeypad, OwnSending>();
  /** Whose sign of life waits for a beacon with p = 255. */
  readonly #alive = new Set<SimKeypad>();
  last: { readonly beacon: Beacon; readonly at: number } | undefined;

  constructor(parts: SlottedParts) {
    this.#parts = parts;
    this.#slotMs = AIR_RATES[parts.rate].slotMs;
    this.#listeners = new Listeners(parts.keypads);
    this.#signsOfLife = new SignsOfLife(parts.keypads, parts.random.fork('alive'), parts.now);
    this.#onAir = new OnAir(airMs(beaconAirBytes(BEACON_RECEIPTS), parts.rate));
    this.#pauses = parts.random.fork('pauses');
    this.#pulse = { due: parts.now, run: (at) => this.#beat(at) };
  }

  touch(keypad: SimKeypad): void {
    this.#listeners.touch(keypad);
  }

  advance(now: number): void {
    const behind = now - this.due;
    if (behind > MOST_BEHIND_MS) this.#standStill(behind);
    for (let next = this.#next(); next.due <= now; next = this.#next()) next.run(next.due);
  }

  /** When the next thing happens on this air, for a clock that jumps. */
  get due(): number {
    return this.#next().due;
  }

  #next(): Due {
    let next = this.#pulse;
    for (const speaker of this.#speakers.values()) if (speaker.due < next.due) next = speaker;
    return next;
  }

  /** The process was held up: the air stood still meanwhile. */
  #standStill(ms: number): void {
    this.#pulse.due += ms;
    for (const speaker of this.#speakers.values()) {
      speaker.due += ms;
      speaker.beaconEnd += ms;
    }
    for (const [keypad, { slot, after }] of this.#ownSendings)
      this.#ownSendings.set(keypad, { slot, after: after + ms });
  }

  #beat(at: number): void {
    this.#listeners.tick(at);
    for (const receiver of this.#parts.receivers()) if (!this.#speakers.has(receiver)) this.#add(receiver, at);
    this.#pulse.due = at + SILENT_MS;
  }

  #add(receiver: ReceiverModel, at: number): void {
    // Receivers are switched on one by one: the frames of two are never in step.
    const due = this.#speakers.size === 0 ? at : at + this.#pauses.next() * SILENT_MS;
    const speaker: Speaker = {
      receiver,
      due,
      run: (begin) => this.#begin(speaker, begin),
      speaking: false,
      heardAny: false,
      beaconEnd: Number.NEGATIVE_INFINITY,
      senders: new Map(),
    };
    this.#speakers.set(receiver, speaker);
  }

  #begin(speaker: Speaker, at: number): void {
    const { receiver } = speaker;
    speaker.speaking = false;
    if (!this.#parts.receivers().includes(receiver)) {
      this.#speakers.delete(receiver);
      return;
    }
    const beacon = receiver.beacon(at);
    if (!beacon) {
      if (!this.#someoneSpeaks()) receiver.endFrame(at);
      return after(speaker, at + SILENT_MS, (next) => this.#begin(speaker, next));
    }
    speaker.speaking = true;
    const { rate } = this.#parts;
    const before = (beacon.chunk ? CHUNK_AIR_BYTES : 0) + (beacon.rollCall ? ROLL_CALL_AIR_BYTES : 0);
    const began = at + airMs(before, rate);
    const head = before > 0 ? this.#onAir.put({ from: receiver, begin: at, end: began }) : undefined;
    const end = began + airMs(beaconAirBytes(beacon.receipts.size), rate);
    const body = this.#onAir.put({ from: receiver, begin: began, end });
    after(speaker, end, () => this.#beaconEnds(speaker, beacon, head, body));
  }

  #someoneSpeaks(): boolean {
    for (const { speaking } of this.#speakers.values()) if (speaking) return true;
    return false;
  }

  #beaconEnds(speaker: Speaker, beacon: Beacon, head: Transmission | undefined, body: Transmission): void {
    const at = body.end;
    speaker.beaconEnd = at;
    speaker.heardAny = false;
    if (this.#onAir.isSpoilt(body)) this.#parts.counts.collisions++;
    else {
      for (const receiver of this.#parts.receivers()) {
        if (receiver === speaker.receiver || this.#onAir.isDeaf(receiver, body) || isLost(this.#parts)) continue;
        receiver.hearBeacon(beacon);
      }
      this.#beaconHeard(speaker, head && this.#onAir.isSpoilt(head) ? withoutHead(beacon) : beacon, body);
    }
    this.#nextSlot(speaker, at);
  }

  #beaconHeard(speaker: Speaker, beacon: Beacon, { begin, end }: Transmission): void {
    this.last = { beacon, at: end };
    const whole = { ...beacon, heard: this.#heardSince(begin, beacon) };
    const listened = new Set<SimKeypad>();
    this.#listeners.beacon(
      whole,
      end,
      () => !isLost(this.#parts),
      (keypad) => {
        listened.add(keypad);
        this.#ownSendings.delete(keypad);
        return this.#withoutLost(whole);
      },
    );
    this.#draw(speaker, beacon.send, listened, end);
  }

  /** AIR6: who finds the bit of its own last sending in this beacon; a little is left for the sums of fractions. */
  #heardSince(begin: number, { heardSlots }: Beacon): ReadonlySet<number> {
    const heard = new Set<number>();
    for (const [keypad, { slot, after: since }] of this.#ownSendings) {
      if (begin - since > HEARD_WITHIN_SLOTS * this.#slotMs + 1e-6) this.#ownSendings.delete(keypad);
      else if (hasBit(heardSlots, slot)) heard.add(keypad.id);
    }
    return heard;
  }

  /** Chunk and roll call are frames of their own before the beacon. */
  #withoutLost(beacon: Beacon): Beacon {
    const chunk = beacon.chunk && !isLost(this.#parts) ? beacon.chunk : null;
    const rollCall = beacon.rollCall && !isLost(this.#parts) ? beacon.rollCall : null;
    return chunk === beacon.chunk && rollCall === beacon.rollCall ? beacon : { ...beacon, chunk, rollCall };
  }

  /** AIR3, AIR4: who heard the beacon draws whether and where to send; what it drew after another one is void. */
  #draw(speaker: Speaker, send: number, listened: ReadonlySet<SimKeypad>, at: number): void {
    const { random } = this.#parts;
    for (const other of this.#speakers.values()) if (other !== speaker) leave(other.senders, listened);
    const put = (keypad: SimKeypad, alive: boolean): void => {
      const slot = random.below(SLOTS);
      const there = speaker.senders.get(slot);
      if (there) there.push({ keypad, alive });
      else speaker.senders.set(slot, [{ keypad, alive }]);
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

  #slotBegin({ beaconEnd }: Speaker, slot: number): number {
    return beaconEnd + (1 + slot) * this.#slotMs;
  }

  /** The first slot in which somebody sends, or the end of the frame. */
  #nextSlot(speaker: Speaker, at: number): void {
    const slot = Math.min(SLOTS, ...speaker.senders.keys());
    const begin = Math.max(at, this.#slotBegin(speaker, slot));
    after(speaker, begin, () => (slot === SLOTS ? this.#frameEnds(speaker, begin) : this.#slotBegins(speaker, slot)));
  }

  #slotBegins(speaker: Speaker, slot: number): void {
    const { counts, rate } = this.#parts;
    const begin = this.#slotBegin(speaker, slot);
    const sent: SentBy[] = [];
    for (const { keypad, alive } of speaker.senders.get(slot) ?? []) {
      // What waits now: it may have been answered through another receiver, or taken back, since the draw.
      const frame: Sent | undefined = alive ? { kind: 'alive' } : wantsToSend(keypad.state, begin);
      if (frame && keypad.state.on) sent.push({ keypad, frame });
    }
    speaker.senders.delete(slot);
    for (const { keypad, frame } of sent) {
      if (frame.kind === 'alive') continue;
      countSending(keypad, frame, counts);
      keypad.step({ type: 'sent', frame });
      this.#ownSendings.set(keypad, { slot, after: speaker.beaconEnd });
    }
    if (sent.length === 0) return this.#nextSlot(speaker, begin);
    const transmission = this.#onAir.put({ from: null, begin, end: begin + airMs(BALLOT_AIR_BYTES, rate) });
    after(speaker, transmission.end, () => this.#slotEnds(speaker, slot, sent, transmission));
  }

  #slotEnds(speaker: Speaker, slot: number, sent: readonly SentBy[], transmission: Transmission): void {
    const spoilt = this.#onAir.isSpoilt(transmission);
    if (spoilt || sent.length > 1) this.#parts.counts.collisions++;
    for (const receiver of this.#parts.receivers()) {
      const [first, ...others] = sent.filter(() => !isLost(this.#parts));
      if (!first || this.#onAir.isDeaf(receiver, transmission)) continue;
      if (receiver === speaker.receiver) speaker.heardAny = true;
      if (spoilt || others.length > 0) receiver.hearCollision();
      else {
        const taken = hear(receiver, first.keypad, first.frame, transmission.end);
        const own = this.#slotFor(receiver, speaker, slot, transmission.begin);
        receiver.hearSlot(own ?? 0, taken && own !== undefined);
      }
    }
    this.#nextSlot(speaker, transmission.end);
  }

  /** The slot as this receiver numbers it: one with a frame of its own goes by its own beacon. */
  #slotFor(receiver: ReceiverModel, speaker: Speaker, slot: number, begin: number): number | undefined {
    const other = this.#speakers.get(receiver);
    if (!other?.speaking || other === speaker) return slot;
    const own = Math.round((begin - this.#slotBegin(other, 0)) / this.#slotMs);
    return own >= 0 && own < SLOTS ? own : undefined;
  }

  #frameEnds(speaker: Speaker, at: number): void {
    for (const receiver of this.#parts.receivers()) {
      // Who speaks judges by its own frames, who listens by those of the speaker.
      if (receiver === speaker.receiver || !this.#speakers.get(receiver)?.speaking) receiver.endFrame(at);
    }
    const pause = speaker.heardAny ? 0 : this.#pauses.below(PAUSE_SLOTS + 1) * this.#slotMs;
    after(speaker, at + pause, (begin) => this.#begin(speaker, begin));
  }
}
