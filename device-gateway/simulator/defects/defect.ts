import type { DownMessage, SealedBallot, UpMessage } from '@piaojue/firmware-protocol/messages';
import type { Beacon } from '../air/beacon.ts';
import type { ReceiverOptions } from '../receiver/receiver-model.ts';

/** A line on its way to the host before it has its number. Letter and payload may be of no known message. */
export interface UpFrame {
  readonly letter: string;
  readonly payload: Uint8Array;
}

/** What a planted fault may do besides. */
export interface Receiver {
  /** Another line for the host, before those that wait. */
  say(message: UpMessage): void;
  sayFrame(frame: UpFrame): void;
  /** Takes a line as if the host had sent it. */
  obey(message: DownMessage, sequence?: number): void;
  /** The program fails: the receiver starts anew. */
  restart(): void;
}

/**
 * Where a fault may stand in the way. Each gets what a sound receiver would take or give, and returns what this one does.
 * `now`: ms of the hall's clock.
 */
export interface Hooks {
  /** Bytes of the host as they come off the wire. */
  readonly bytesFromHost?: (bytes: Buffer) => Buffer;
  /** A line of the host, without its LF; undefined: it goes no further. */
  readonly textFromHost?: (text: string, receiver: Receiver, now: number) => string | undefined;
  /** A good message of the host; undefined: it goes no further. */
  readonly fromHost?: (message: DownMessage, receiver: Receiver, now: number) => DownMessage | undefined;
  readonly toHost?: (frame: UpFrame, now: number) => readonly UpFrame[];
  /** Lines it held back that are due now. */
  readonly release?: (now: number) => readonly UpFrame[];
  /** The number of the next line, where a sound one counts `number`. */
  readonly number?: (number: number) => number;
  /** The line as text, without its LF. undefined: it is lost on the way. */
  readonly spell?: (text: string) => string | undefined;
  readonly beacon?: (said: Beacon | undefined, now: number) => Beacon | undefined;
  /** A ballot on the air; undefined: it is not relayed. */
  readonly ballot?: (ballot: SealedBallot) => SealedBallot | undefined;
  readonly tick?: (receiver: Receiver, now: number) => void;
}

/** A fault that somebody could build into a receiver, and what has to notice it. */
export interface Defect {
  /** In words, for people. */
  readonly breaks: string;
  /** The check of the conformance kit that must catch it; null: it is no fault, and none may. */
  readonly caughtBy: string | null;
  /** Checks that may fail with it, because the fault shows there too. */
  readonly alsoFails?: readonly string[];
  readonly options?: (options: ReceiverOptions) => ReceiverOptions;
  /** Anew at each boot of the receiver. */
  readonly plant: () => Hooks;
}
