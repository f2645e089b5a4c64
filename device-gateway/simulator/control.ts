import type { Mark } from '@piaojue/firmware-protocol/marks';
import type { Status } from '@piaojue/firmware-protocol/status';
import type { FaultSpec } from './faults/fault-spec.ts';

/** What the process that started the simulator says to it and hears from it, over the IPC of child_process. */

/**
 * How a press ended: what the receipt said; `gaveUp` without one, `locked`: the first press counted already,
 * `notPressed`: taken back before it was begun.
 */
export type PressStatus = Status | 'gaveUp' | 'locked' | 'notPressed';

export interface Press {
  /** Chosen by the caller; comes back in the outcome. */
  readonly id: number;
  readonly keypad: number;
  /** By number of the paper. */
  readonly marks: readonly Mark[];
}

export type ToSimulator =
  /** Each presses 签到 at a random time within `withinMs`, once sign-in or a press test is on. */
  | { readonly type: 'signIn'; readonly keypads: readonly number[] | 'all'; readonly withinMs: number }
  /**
   * Played once the round is open, in order, so many a second; several presses of one keypad one after another, the
   * next when the former has its outcome. Commands add up.
   */
  | { readonly type: 'press'; readonly presses: readonly Press[]; readonly perSecond: number }
  /** Nobody presses any more what was not begun: each such press ends as `notPressed`. */
  | { readonly type: 'withdraw' }
  /** Whenever a round opens, all who are signed in vote within `withinMs`; null: not any more. */
  | { readonly type: 'autoplay'; readonly withinMs: number | null }
  /** Receivers are numbered from 1, in the order of the ports. */
  | {
      readonly type: 'unplug';
      readonly receiver: number;
      readonly forMs: number;
      /** It has a supply of its own and runs on; else it starts anew when it is plugged in again. */
      readonly powered?: boolean;
    }
  /** Its line carries nothing, either way, and stays open. The receiver runs on. */
  | { readonly type: 'silence'; readonly receiver: number; readonly forMs: number }
  /** Who spoke on the air so far. */
  | { readonly type: 'speakers' }
  | { readonly type: 'reboot'; readonly keypad: number }
  | { readonly type: 'reboot'; readonly receiver: number }
  /** Bytes on the line towards the host, as they are. */
  | { readonly type: 'raw'; readonly receiver: number; readonly bytesBase64: string }
  /** Any payload towards the host, correctly framed. `letter` may be of no known type. */
  | { readonly type: 'frame'; readonly receiver: number; readonly letter: string; readonly payloadBase64: string }
  /** Battery out, or in again. */
  | { readonly type: 'power'; readonly keypads: readonly number[]; readonly on: boolean }
  /** What it says of its battery, percent, and how well it is heard, −dBm. */
  | { readonly type: 'condition'; readonly keypad: number; readonly battery?: number; readonly rssi?: number }
  | { readonly type: 'counters' }
  | { readonly type: 'stop' };

/** A time during which a receiver spoke on its channel. ms since the epoch. */
export interface Spell {
  readonly receiver: number;
  readonly channel: number;
  readonly from: number;
  /** Its last beacon so far. */
  readonly to: number;
}

export interface SimulatorCounters {
  /** Ballots and presences sent on the air, and how many of them were not the first time. */
  readonly ballots: number;
  readonly presences: number;
  readonly retries: number;
  /** Slots in which more than one keypad sent; 0 on the simple air. */
  readonly collisions: number;
  /** Faults that were applied, by kind: lines, radio frames, events. */
  readonly faults: Readonly<Record<string, number>>;
  /** Presses without an outcome so far. */
  readonly pending: number;
}

export interface Outcome {
  readonly id: number;
  readonly keypad: number;
  readonly status: PressStatus;
  /** ms from the press to the receipt, on the keypads' side. */
  readonly ms: number;
  /** Of the sealed ballot that was answered; 0 where none was sealed. */
  readonly counter: number;
  /** Of ballots sealed for this press before, which were forgotten with the power: nobody learnt whether they count. */
  readonly unanswered: readonly number[];
}

export type FromSimulator =
  | {
      readonly type: 'ready';
      /** What the gateway opens, by receiver from 1. */
      readonly ports: readonly string[];
      /** Of the keypads' page, or null. */
      readonly http: string | null;
      /** 8 hex digits. */
      readonly provisioning: string;
      /** As parsed; the counts of gateway and server are for the caller. */
      readonly faults: FaultSpec;
    }
  /** Of a cradle: every keypad was laid down, and lifted for the last time. Faults that happened, by kind. */
  | { readonly type: 'cradleDone'; readonly faults: Readonly<Record<string, number>> }
  | { readonly type: 'signedIn'; readonly keypads: readonly number[] }
  /** Sign-ins that were refused or given up. */
  | {
      readonly type: 'notSignedIn';
      readonly items: readonly { readonly keypad: number; readonly status: PressStatus }[];
    }
  /** Presses of a press test: green 正常, or red. */
  | {
      readonly type: 'tested';
      readonly items: readonly { readonly keypad: number; readonly works: boolean }[];
    }
  | { readonly type: 'outcome'; readonly items: readonly Outcome[] }
  | ({ readonly type: 'counters' } & SimulatorCounters)
  | {
      readonly type: 'speakers';
      readonly spells: readonly Spell[];
      /** When lines were unplugged or silenced; ms since the epoch. */
      readonly cuts: readonly { readonly receiver: number; readonly at: number }[];
    }
  | { readonly type: 'error'; readonly message: string };
