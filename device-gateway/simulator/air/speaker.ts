import type { SimKeypad } from '../keypad/sim-keypad.ts';
import type { ReceiverModel } from '../receiver/receiver-model.ts';
import type { AirFrame, Beacon } from './beacon.ts';

/** A keypad in a slot: with what waits in it then, or with a mere sign of life. */
export interface Sender {
  readonly keypad: SimKeypad;
  readonly alive: boolean;
}
export type Sent = AirFrame | { readonly kind: 'alive' };
export interface SentBy {
  readonly keypad: SimKeypad;
  readonly frame: Sent;
}

/** Something that happens at its time. */
export interface Due {
  due: number;
  run: (at: number) => void;
}

/** A receiver on this air, with its own contention frame while it speaks; nothing keeps it in step with another one. */
export interface Speaker extends Due {
  readonly receiver: ReceiverModel;
  /** From its beacon to the end of its last slot. */
  speaking: boolean;
  /** It heard something in the slots of its frame. */
  heardAny: boolean;
  /** When its last beacon ended. */
  beaconEnd: number;
  /** Who drew which slot after its beacon. */
  readonly senders: Map<number, Sender[]>;
}

/** What a keypad knows of its own last sending, until it hears the next beacon. */
export interface OwnSending {
  readonly slot: number;
  /** When the beacon ended after which it sent. */
  readonly after: number;
}

/** What happens next to it, and when. */
export function after(what: Due, at: number, run: (at: number) => void): void {
  what.due = at;
  what.run = run;
}

export const withoutHead = (beacon: Beacon): Beacon => ({ ...beacon, chunk: null, rollCall: null });

/** A keypad has one radio: what it drew in this frame it does not send. */
export function leave(senders: Map<number, Sender[]>, keypads: ReadonlySet<SimKeypad>): void {
  for (const [slot, all] of senders) {
    const left = all.filter(({ keypad }) => !keypads.has(keypad));
    if (left.length === 0) senders.delete(slot);
    else senders.set(slot, left);
  }
}

export const hasBit = (bits: Uint8Array, slot: number): boolean =>
  ((bits[slot >> 3] ?? 0) & (0x80 >> (slot & 7))) !== 0;

/** Whether it was a ballot or presence, and the receiver had room for it. */
export function hear(receiver: ReceiverModel, keypad: SimKeypad, frame: Sent, now: number): boolean {
  const { rssi } = keypad;
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
