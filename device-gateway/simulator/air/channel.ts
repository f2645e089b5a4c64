import { isTimed, isWaiting, needsPaper, wantsToSend } from '../keypad/keypad-machine.ts';
import type { SimKeypad } from '../keypad/sim-keypad.ts';
import type { Random } from '../random.ts';
import type { ReceiverModel } from '../receiver/receiver-model.ts';
import type { AirFrame, Beacon } from './beacon.ts';

/** One contention frame: beacon, then the keypads. 25 slots of 0.4 ms at 1 Mbit/s (AIR11). */
export const FRAME_MS = 10;
/** Frames that get through in one contention frame: no collisions here, so this stands for them. */
const FRAMES_PER_FRAME = 16;
/** AIR13: every keypad gives a sign of life about this often. */
const ALIVE_MS = 25_000;
const TICK_MS = 200;

export interface AirCounts {
  ballots: number;
  presences: number;
  retries: number;
  airloss: number;
}

export interface ChannelParts {
  readonly keypads: readonly SimKeypad[];
  /** Receivers that listen on this channel now: those that are plugged in and run. */
  readonly receivers: () => readonly ReceiverModel[];
  readonly airloss: number;
  readonly random: Random;
  readonly counts: AirCounts;
}

/**
 * The air of one channel, a simple one: what is sent together does not collide, frames are lost by chance only, and a
 * frame carries a fixed number of them. The shape is that of the slotted channel (AIR2–AIR5), which may take its place.
 *
 * Work is bounded by those who have something to do: keypads that wait for a receipt or lack the paper hear every
 * beacon; the others only one that says something new.
 */
export class Channel {
  readonly #parts: ChannelParts;
  readonly #busy = new Set<SimKeypad>();
  /** Keypads that have not heard the newest content yet. */
  readonly #behind = new Set<SimKeypad>();
  readonly #timed = new Set<SimKeypad>();
  #content = '';
  #wanted = 0;
  #alive = 0;
  #nextTick = 0;
  /** The last beacon on this air. */
  last: { readonly beacon: Beacon; readonly at: number } | undefined;

  constructor(parts: ChannelParts) {
    this.#parts = parts;
  }

  /** After anything was done to a keypad from outside: does it want to hear every beacon? */
  touch(keypad: SimKeypad): void {
    const { state } = keypad;
    if (state.on && (isWaiting(state) || needsPaper(state))) this.#busy.add(keypad);
    else this.#busy.delete(keypad);
    if (isTimed(state)) this.#timed.add(keypad);
    if (state.on && state.hall === null) this.#behind.add(keypad);
  }

  frame(now: number): void {
    this.#tick(now);
    const receivers = this.#parts.receivers();
    this.#signsOfLife(receivers, now);
    const beacon = this.#speak(receivers, now);
    if (beacon) {
      this.last = { beacon, at: now };
      this.#hearBeacon(beacon, now);
      if (!beacon.full) this.#contend(receivers, now);
    }
    for (const receiver of receivers) receiver.endFrame(now);
  }

  /** Normally one of them speaks. Where two do, the first is heard by the keypads, and each hears the other. */
  #speak(receivers: readonly ReceiverModel[], now: number): Beacon | undefined {
    const said = receivers.map((receiver) => receiver.beacon(now));
    said.forEach((beacon, speaker) => {
      if (beacon) receivers.forEach((receiver, i) => i !== speaker && receiver.hearBeacon(beacon));
    });
    return said.find((beacon) => beacon !== undefined);
  }

  #lost(): boolean {
    if (!this.#parts.random.chance(this.#parts.airloss)) return false;
    this.#parts.counts.airloss++;
    return true;
  }

  #hearBeacon(beacon: Beacon, now: number): void {
    if (beacon.content !== this.#content) {
      this.#content = beacon.content;
      for (const keypad of this.#parts.keypads) this.#behind.add(keypad);
    }
    for (const keypad of new Set([...this.#behind, ...this.#busy])) {
      if (!keypad.state.on || this.#lost()) continue;
      keypad.step({ type: 'beacon', now, beacon });
      this.#behind.delete(keypad);
      this.touch(keypad);
    }
  }

  #contend(receivers: readonly ReceiverModel[], now: number): void {
    const { random, counts } = this.#parts;
    const share = Math.min(1, FRAMES_PER_FRAME / Math.max(1, this.#wanted));
    let wanted = 0;
    for (const keypad of this.#busy) {
      const frame = wantsToSend(keypad.state, now);
      if (!frame) continue;
      wanted++;
      if (share < 1 && !random.chance(share)) continue;
      const again = keypad.state.ballot?.sends ?? keypad.state.signIn?.sends ?? keypad.state.answer?.sends ?? 0;
      if (again > 0) counts.retries++;
      if (frame.kind === 'ballot') counts.ballots++;
      else counts.presences++;
      for (const receiver of receivers) if (!this.#lost()) hear(receiver, frame, this.#rssi(keypad), now);
      keypad.step({ type: 'sent', frame });
    }
    this.#wanted = wanted;
  }

  /** A slice of all keypads in each frame, so that each comes round in ALIVE_MS. */
  #signsOfLife(receivers: readonly ReceiverModel[], now: number): void {
    const { keypads } = this.#parts;
    this.#alive += (keypads.length * FRAME_MS) / ALIVE_MS;
    for (; this.#alive >= 1; this.#alive--) {
      const keypad = keypads[this.#next++ % keypads.length];
      if (!keypad?.state.on) continue;
      for (const receiver of receivers) {
        if (!this.#lost()) receiver.hearAlive(keypad.id, keypad.battery, this.#rssi(keypad), now);
      }
    }
  }
  #next = 0;

  /** −dBm, of the seat. */
  #rssi(keypad: SimKeypad): number {
    return 45 + ((keypad.id * 7) % 30);
  }

  #tick(now: number): void {
    if (now < this.#nextTick) return;
    this.#nextTick = now + TICK_MS;
    for (const keypad of this.#timed) {
      keypad.step({ type: 'tick', now });
      this.touch(keypad);
      if (!isTimed(keypad.state)) this.#timed.delete(keypad);
    }
  }
}

function hear(receiver: ReceiverModel, frame: AirFrame, rssi: number, now: number): void {
  if (frame.kind === 'ballot') receiver.hearBallot(frame.ballot, rssi, now);
  else receiver.hearPresence(frame.presence, rssi, now);
}
