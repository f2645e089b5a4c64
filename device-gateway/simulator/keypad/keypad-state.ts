import type { Presence, SealedBallot } from '@piaojue/firmware-protocol/messages';
import type { Paper } from '@piaojue/firmware-protocol/paper';
import type { Status } from '@piaojue/firmware-protocol/status';
import type { RollCall } from '../air/beacon.ts';
import { EMPTY_ENTRY, type Entry } from './entry.ts';
import type { SessionKeys } from './session-keys.ts';

/** A sealed frame that is sent, the same bytes each time, until its answer came. Times in ms of the hall's clock. */
export interface Waiting<F> {
  readonly frame: F;
  /** When the key was pressed. */
  readonly since: number;
  /** Heard: silent until then. */
  readonly silentUntil: number;
  readonly heard: boolean;
  readonly sends: number;
}

/** How a press or a sign-in ended. */
export type Ending = Status | 'gaveUp';
/** `press`: of 签到 in a press test. */
export type KeypadOutput = { readonly what: 'ballot' | 'signIn' | 'press'; readonly ending: Ending };

export interface KeypadState {
  readonly on: boolean;
  /** No valid counter slot, or worn out: 需重新登记, never sends (KPD14). */
  readonly mustProvision: boolean;
  /** From the last beacon; null = none since power-on. */
  readonly hall: {
    readonly sid: string;
    readonly round: number;
    readonly state: number;
    readonly paper: number;
    readonly epoch: number;
  } | null;
  readonly keys: SessionKeys | null;
  readonly paper: { readonly paper: Paper; readonly hash: Uint8Array } | null;
  readonly chunks: readonly (Uint8Array | undefined)[];
  readonly entry: Entry;
  /** It was sealed as it stands: the next key but OK begins a new one (KPD7). */
  readonly sealed: boolean;
  /** With the paper's first-submission flag: OK was pressed in this round. */
  readonly locked: boolean;
  readonly ballot: Waiting<SealedBallot> | null;
  readonly signIn: Waiting<Presence> | null;
  /** An answer to a roll call, or a press of a press test: waits for `noted` (SGN4, KPD15). */
  readonly answer: (Waiting<Presence> & { readonly pressed: boolean }) | null;
  /** The last roll call that was answered, and when it came. */
  readonly answered: { readonly call: RollCall['id']; readonly at: number } | null;
  /** The last ending, for the display. `until` null: stays till the next key or round. */
  readonly shown: {
    readonly what: KeypadOutput['what'] | 'unsent';
    readonly ending: Ending;
    readonly until: number | null;
    /** An earlier ballot stands: `counter` with n > 0 (KPD11), or a change of it that was not confirmed (KPD9). */
    readonly stands?: boolean;
  } | null;
  readonly signedIn: boolean;
  /** The round in which a ballot of this keypad was counted; 0 = none. */
  readonly countedRound: number;
}

/** As after power-on: everything but the counter and the device key lives in RAM. */
export const poweredOn = (mustProvision: boolean): KeypadState => ({
  on: true,
  mustProvision,
  hall: null,
  keys: null,
  paper: null,
  chunks: [],
  entry: EMPTY_ENTRY,
  sealed: false,
  locked: false,
  ballot: null,
  signIn: null,
  answer: null,
  answered: null,
  shown: null,
  signedIn: false,
  countedRound: 0,
});
