import type { LinkFault } from '@piaojue/contract/gateway-link';
import type { CounterName } from './counters.ts';
import type { Voice, VoicePort } from './voice.ts';

/**
 * The seam to the receivers of one make: bytes of a port on one side, sealed frames on the other. The gateway chooses a
 * driver by `--driver`; nothing above this file knows what the bytes look like.
 */
export interface ReceiverDriver {
  /** Opens the port and keeps it open, through every loss, until `stop`. */
  start(): void;
  /** Closes the port. Resolves when it is closed. */
  stop(): Promise<void>;
  /** What keypads shall know: the heartbeat repeats it. `busy`: the server is away, nothing can be counted now. */
  state(payload: Uint8Array, busy: boolean): void;
  /** Chunks of the paper; none = no paper. Sent again by itself when a receiver restarts. */
  paper(chunks: readonly Uint8Array[]): void;
  /** Answers for keypads, 15 bytes each. */
  receipts(receipts: readonly Uint8Array[]): void;
  /** Asked again until the receiver answers `drained`, or the time for it is over. */
  closing(payload: Uint8Array): void;
  rollCall(payload: Uint8Array): void;
  /** The voice of this port may have changed: says so to the receiver at once. */
  voiceChanged(): void;
  /** What the voice of this port depends on; null before its channel is known. */
  voicePort(): VoicePort | null;
  health(): LinkHealth;
}

/** What comes out of a driver. A payload is a frame of the wire, unread: only keypad and box process can open it. */
export interface ReceiverEvents {
  ballot(payload: Uint8Array): void;
  /** Sign-in, or the answer to a roll call. */
  presence(payload: Uint8Array): void;
  heard(payload: Uint8Array): void;
  levels(payload: Uint8Array): void;
  drained(payload: Uint8Array): void;
  /** At each change of the link's state. */
  health(health: LinkHealth): void;
}

export type LinkStateName = 'opening' | 'greeting' | 'up' | 'silent' | 'lost' | 'refused';

export interface LinkHealth {
  readonly port: string;
  readonly state: LinkStateName;
  /** 16 hex digits, from the greeting. */
  readonly receiver: string | null;
  readonly channel: number | null;
  /** ms since the receiver was last heard. */
  readonly silentMs: number | null;
  /** It has the voice of its channel. */
  readonly speaks: boolean;
  /** ms for which the receiver may still speak if nothing more is written to it; 0: it is silent. */
  readonly voiceMs: number;
  /** Why the port is not open. */
  readonly fault: LinkFault | null;
  readonly counters: Record<CounterName, number>;
}

/** Who speaks now (PROTOCOL GW12). Asked before each state order that goes to a receiver. */
export type VoiceOf = (port: string) => Voice;
