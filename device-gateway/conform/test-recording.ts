import { encodeLine, payloadOf } from '@piaojue/firmware-protocol/line';
import { type DownMessage, HALL_STATES, REHEARSAL_FLAG, type UpMessage } from '@piaojue/firmware-protocol/messages';
import { readReceived } from './received-line.ts';
import { type Marked, type MarkName, Recording, type RecordedEvent } from './recording.ts';

/** Recordings written by hand: what was sent and what came, each at its time. */
type Event = (sequence: number) => RecordedEvent;

export const up =
  (at: number, message: UpMessage): Event =>
  (sequence) =>
    readReceived(Buffer.from(`${encodeLine(message.type, sequence, payloadOf(message))}\n`, 'latin1'), at);
/** A line as it is. */
export const raw =
  (at: number, text: string): Event =>
  () =>
    readReceived(Buffer.from(text, 'latin1'), at);
export const down =
  (at: number, message: DownMessage, sequence = 9): Event =>
  () => ({ kind: 'sent', at, through: at, bytes: Buffer.alloc(0), message, sequence });
export const mark =
  (at: number, name: MarkName, detail = ''): Event =>
  (): Marked => ({ kind: 'mark', at, name, detail });

/** In the order of their times; lines of the receiver are numbered as they come. */
export function recorded(...events: readonly Event[]): Recording {
  let sequence = 0;
  const made = events.map((event) => {
    const recordedEvent = event(sequence);
    if (recordedEvent.kind === 'received') sequence++;
    return recordedEvent;
  });
  return new Recording(made.toSorted((a, b) => a.at - b.at));
}

export const order: DownMessage = {
  type: 'O',
  provisioning: 1,
  sid: new Uint8Array(8),
  round: 0,
  state: HALL_STATES.idle | REHEARSAL_FLAG,
  paper: 0,
  lease: 0,
  epoch: 0,
};
export const greeting = (boot = 5): UpMessage => ({
  type: 'G',
  oldest: 1,
  newest: 1,
  boot,
  receiver: new Uint8Array(8).fill(7),
  channel: 1,
  queue: 100,
  features: 0x1f,
});
export const beat = (uptime: number): UpMessage => ({ type: 'T', uptime, queue: 0, load: 0 });
export const ballot = (keypad: number, counter = 1): UpMessage => ({
  type: 'B',
  rssi: 60,
  keypad,
  round: 100,
  counter,
  paper: 1,
  ciphertext: new Uint8Array(16),
  tag: new Uint8Array(8),
});
/** H with these keypads of block 0. */
export function heard(...keypads: readonly number[]): UpMessage {
  const bits = new Uint8Array(32);
  for (const keypad of keypads) bits[keypad >> 3] = (bits[keypad >> 3] ?? 0) | (0x80 >> (keypad & 7));
  return { type: 'H', base: 0, bits };
}
