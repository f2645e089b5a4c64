import { BALLOT_AIR_BYTES, beaconAirBytes, BEACON_RECEIPTS } from '@piaojue/firmware-protocol/air';
import { type AirRate, airMs } from '@piaojue/device-gateway/simulator/air/air-rate';
import type { Random } from '@piaojue/device-gateway/simulator/random';

/**
 * What a channel does without beacons that say who may send: each keypad sends when it likes and again until its receipt
 * came. A lean model beside the real one, with the same frames, the same host and the same law: what overlaps on the air
 * is lost. The receiver answers with a frame of up to 40 receipts as soon as the channel is free for it, and hears
 * nothing meanwhile; a keypad hears nothing while it sends.
 */
export type Resend = (sends: number, random: Random) => number;

/** Every 0.5 s, at a random time within each half second. ms from the middle of one send to the next. */
export const PLAIN: Resend = (_, random) => 250 + 500 * random.next();
/** A random time within a window that doubles with each send, from 0.5 s up to 32 s. */
export const BACK_OFF: Resend = (sends, random) => 500 * 2 ** Math.min(6, sends - 1) * random.next();

export interface BaselineOptions {
  readonly keypads: number;
  readonly rate: AirRate;
  readonly resend: Resend;
  readonly random: Random;
  readonly pressWithinMs: number;
  readonly hostMs: number;
  /** Given up after this. */
  readonly limitMs: number;
}

export interface BaselineResult {
  /** ms from the first press to the last receipt; null where some never came. */
  readonly lastMs: number | null;
  readonly receipts: number;
  readonly sends: number;
}

interface Frame {
  /** 0: the receiver. */
  readonly keypad: number;
  readonly begin: number;
  readonly end: number;
  /** Whom it answers. */
  readonly receipts: readonly number[];
  spoilt: boolean;
}

type Event =
  | { readonly at: number; readonly what: 'send'; readonly keypad: number }
  | { readonly at: number; readonly what: 'answer'; readonly keypad: number }
  | { readonly at: number; readonly what: 'end'; readonly frame: Frame };

export function baseline(options: BaselineOptions): BaselineResult {
  const { keypads, rate, resend, random, pressWithinMs, hostMs, limitMs } = options;
  const events = new EventQueue();
  const sends = new Map<number, number>();
  const answered = new Set<number>();
  const waiting = new Set<number>();
  const onAir = new Set<Frame>();
  let speaking = false;
  let total = 0;
  let last = 0;

  const begin = (keypad: number, at: number, bytes: number, receipts: readonly number[] = []): void => {
    const frame: Frame = { keypad, begin: at, end: at + airMs(bytes, rate), receipts, spoilt: onAir.size > 0 };
    for (const other of onAir) other.spoilt = true;
    onAir.add(frame);
    events.put({ at: frame.end, what: 'end', frame });
  };
  const answer = (at: number): void => {
    if (speaking || waiting.size === 0) return;
    const receipts = [...waiting].slice(0, BEACON_RECEIPTS);
    for (const keypad of receipts) waiting.delete(keypad);
    speaking = true;
    begin(0, at, beaconAirBytes(receipts.length), receipts);
  };
  const end = (frame: Frame): void => {
    onAir.delete(frame);
    if (frame.keypad > 0) {
      if (!frame.spoilt) events.put({ at: frame.end + hostMs, what: 'answer', keypad: frame.keypad });
      return;
    }
    speaking = false;
    if (!frame.spoilt) {
      for (const keypad of frame.receipts) answered.add(keypad);
      last = frame.end;
    }
    answer(frame.end);
  };

  for (let keypad = 1; keypad <= keypads; keypad++)
    events.put({ at: random.next() * pressWithinMs, what: 'send', keypad });
  for (let event = events.take(); event && event.at < limitMs && answered.size < keypads; event = events.take()) {
    if (event.what === 'end') end(event.frame);
    else if (event.what === 'answer') {
      waiting.add(event.keypad);
      answer(event.at);
    } else if (!answered.has(event.keypad)) {
      total++;
      const count = (sends.get(event.keypad) ?? 0) + 1;
      sends.set(event.keypad, count);
      begin(event.keypad, event.at, BALLOT_AIR_BYTES);
      // Never before its own frame is over.
      const again = event.at + Math.max(airMs(BALLOT_AIR_BYTES, rate), resend(count, random));
      events.put({ at: again, what: 'send', keypad: event.keypad });
    }
  }
  return { lastMs: answered.size === keypads ? last : null, receipts: answered.size, sends: total };
}

/** Binary heap by time. */
class EventQueue {
  readonly #heap: Event[] = [];

  put(event: Event): void {
    const heap = this.#heap;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (!above || above.at <= event.at) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = event;
  }

  take(): Event | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const moved = heap.pop();
    if (!moved || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      const [left, right] = [heap[child], heap[child + 1]];
      if (!left) break;
      if (right && right.at < left.at) child++;
      const least = heap[child];
      if (!least || least.at >= moved.at) break;
      heap[at] = least;
      at = child;
    }
    heap[at] = moved;
    return first;
  }
}
