import { wantsToSend } from '../keypad/keypad-machine.ts';
import type { SimKeypad } from '../keypad/sim-keypad.ts';
import type { ReceiverModel } from '../receiver/receiver-model.ts';
import { type Air, type AirParts, countSending, isLost, MOST_BEHIND_MS, rssiOf } from './air.ts';
import type { AirFrame, Beacon } from './beacon.ts';
import { Listeners } from './listeners.ts';

/** One contention frame: beacon, then the keypads. 25 slots of 0.4 ms at 1 Mbit/s (AIR11). */
export const FRAME_MS = 10;
/** Frames that get through in one contention frame: no collisions here, so this stands for them. */
const FRAMES_PER_FRAME = 16;
/** AIR13: every keypad gives a sign of life about this often. */
const ALIVE_MS = 25_000;

/**
 * The air of one channel, a simple one: what is sent together does not collide, frames are lost by chance only, and a
 * frame carries a fixed number of them. The real one is SlottedChannel.
 */
export class Channel implements Air {
  readonly #parts: AirParts;
  readonly #listeners: Listeners;
  #nextFrame: number;
  #wanted = 0;
  #alive = 0;
  last: { readonly beacon: Beacon; readonly at: number } | undefined;

  constructor(parts: AirParts) {
    this.#parts = parts;
    this.#listeners = new Listeners(parts.keypads);
    this.#nextFrame = parts.now;
  }

  touch(keypad: SimKeypad): void {
    this.#listeners.touch(keypad);
  }

  advance(now: number): void {
    if (now - this.#nextFrame > MOST_BEHIND_MS) this.#nextFrame = now;
    for (; this.#nextFrame <= now; this.#nextFrame += FRAME_MS) this.frame(now);
  }

  frame(now: number): void {
    this.#listeners.tick(now);
    const receivers = this.#parts.receivers();
    this.#signsOfLife(receivers, now);
    const beacon = this.#speak(receivers, now);
    if (beacon) {
      this.last = { beacon, at: now };
      this.#listeners.beacon(beacon, now, () => !this.#lost());
      if (beacon.send > 0) this.#contend(receivers, now);
    }
    for (const receiver of receivers) receiver.endFrame(now);
  }

  /** Normally one of them speaks. Where several do, each hears the others, and all that keypads hear is noise. */
  #speak(receivers: readonly ReceiverModel[], now: number): Beacon | undefined {
    const said = receivers.map((receiver) => receiver.beacon(now));
    said.forEach((beacon, speaker) => {
      if (beacon) receivers.forEach((receiver, i) => i !== speaker && receiver.hearBeacon(beacon));
    });
    const [first, ...others] = said.filter((beacon) => beacon !== undefined);
    if (others.length > 0) this.#parts.counts.collisions++;
    return others.length > 0 ? undefined : first;
  }

  #lost(): boolean {
    return isLost(this.#parts);
  }

  #contend(receivers: readonly ReceiverModel[], now: number): void {
    const { random, counts } = this.#parts;
    const share = Math.min(1, FRAMES_PER_FRAME / Math.max(1, this.#wanted));
    let wanted = 0;
    for (const keypad of this.#listeners.busy) {
      const frame = wantsToSend(keypad.state, now);
      if (!frame) continue;
      wanted++;
      if (share < 1 && !random.chance(share)) continue;
      countSending(keypad, frame, counts);
      for (const receiver of receivers) if (!this.#lost()) hear(receiver, frame, rssiOf(keypad), now);
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
        if (!this.#lost()) receiver.hearAlive(keypad.id, keypad.battery, rssiOf(keypad), now);
      }
    }
  }
  #next = 0;
}

function hear(receiver: ReceiverModel, frame: AirFrame, rssi: number, now: number): void {
  if (frame.kind === 'ballot') receiver.hearBallot(frame.ballot, rssi, now);
  else receiver.hearPresence(frame.presence, rssi, now);
}
