import type { DownMessage, UpLetter, UpMessage } from '@piaojue/firmware-protocol/messages';
import type { Flaw } from './received-line.ts';

/** All that happened on the line in one run, in order. Checks judge nothing else. `at`: ms of the kit's clock. */
export type RecordedEvent = Sent | Received | Marked;

export interface Sent {
  readonly kind: 'sent';
  readonly at: number;
  /** When its last byte had left the wire. */
  readonly through: number;
  readonly bytes: Buffer;
  /** null: bytes that are no message, on purpose. */
  readonly message: DownMessage | null;
  readonly sequence: number | null;
}

export interface Received {
  readonly kind: 'received';
  /** When its LF came. */
  readonly at: number;
  /** With the LF. */
  readonly bytes: Buffer;
  readonly flaws: readonly Flaw[];
  /** null: no line that anybody could take. */
  readonly letter: string | null;
  readonly sequence: number | null;
  readonly payload: Uint8Array | null;
  /** What it says, read as kindly as possible: one flaw shall not hide the rest. */
  readonly message: UpMessage | null;
}

/** What a script did or began at this moment. */
export interface Marked {
  readonly kind: 'mark';
  readonly at: number;
  readonly name: MarkName;
  readonly detail: string;
}

export type MarkName =
  | 'act'
  /** From here on no keypad may send, for the reason in `detail`; `resume`: it may again. */
  | 'quiet'
  | 'resume'
  /** A line for the receiver to pass over or to obey (`detail`: its name); then a good one. */
  | 'trial'
  | 'control'
  | 'trialOver'
  /** A receipt was sent while the receiver had no lease; `detail`: the keypad. */
  | 'receiptWithoutLease'
  /** Every receipt has been right since, or wrong on purpose (`wrong`), or none was given (`none`). */
  | 'answers'
  /** No good line of the host since. */
  | 'hostSilent'
  | 'hostBack'
  | 'rollCall'
  /** The receiver was taken off its power, and speaks again. */
  | 'replug'
  | 'replugged';

export type Of<L extends UpLetter> = Received & { readonly message: UpMessage & { readonly type: L } };

/** Questions to a list of events. */
export class Recording {
  readonly events: readonly RecordedEvent[];

  constructor(events: readonly RecordedEvent[]) {
    this.events = events;
  }

  /** Events with from ≤ at < to. They stand in the order of their times. */
  between(from: number, to = Number.POSITIVE_INFINITY): Recording {
    return new Recording(this.events.slice(this.#firstAt(from), this.#firstAt(to)));
  }

  /** The first event that is not before this time. */
  #firstAt(time: number): number {
    let [low, high] = [0, this.events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.events[middle]?.at ?? Number.POSITIVE_INFINITY) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** What was recorded between these two: several things may have one time. */
  span(from: RecordedEvent, to: RecordedEvent): Recording {
    return new Recording(this.events.slice(this.events.indexOf(from) + 1, this.events.indexOf(to)));
  }

  get start(): number {
    return this.events[0]?.at ?? 0;
  }

  get end(): number {
    return this.events.at(-1)?.at ?? 0;
  }

  get received(): readonly Received[] {
    return this.events.filter((event) => event.kind === 'received');
  }

  get sent(): readonly Sent[] {
    return this.events.filter((event) => event.kind === 'sent');
  }

  marks(name: MarkName): readonly Marked[] {
    return this.events.filter((event): event is Marked => event.kind === 'mark' && event.name === name);
  }

  /** Messages of this type that came. */
  came<L extends UpLetter>(type: L): readonly Of<L>[] {
    return this.events.filter((event): event is Of<L> => event.kind === 'received' && event.message?.type === type);
  }

  /** Ballots and sign-ins: all that only keypads can cause. */
  frames(): readonly (Of<'B'> | Of<'S'>)[] {
    return this.events.filter(isFrame);
  }
}

export const isFrame = (event: RecordedEvent): event is Of<'B'> | Of<'S'> =>
  event.kind === 'received' && (event.message?.type === 'B' || event.message?.type === 'S');

/** Two frames with one name are one press of a key, sent again. */
export const frameName = ({ message }: Of<'B'> | Of<'S'>): string =>
  `${message.type}:${message.keypad}:${message.counter}`;
