import type { Result } from '@piaojue/contract/result';
import type { Totals } from '@piaojue/contract/outcome';
import type { Session } from '@piaojue/firmware-protocol/seal/keys';
import type { LiveFigures } from '../rules/named-answers.ts';
import type { TallySpec } from '../tally/core.ts';

/**
 * Everything that the box process and its parent say to each other. A closed list: of a ballot nothing comes out but
 * the receipt and the fact that a slot took part; figures per candidate come out once, after the cut-off. A named vote
 * alone says more: `live` in ticks, and `NamedRecount`. The box knows it by the paper, which the keypads know it by too.
 */
export interface BoxConfig {
  readonly round: number;
  readonly session: Session;
  /** Of the device keys that the session is made from (PROTOCOL KEY9). */
  readonly epoch: number;
  readonly deviceKeys: string;
  readonly box: string;
  readonly keys: readonly string[];
  readonly paper: Uint8Array;
  readonly spec: TallySpec;
  readonly seats: readonly { readonly slot: number; readonly keypad: number; readonly generation: number }[];
  /** Raw X25519 public key of the monitors. */
  readonly monitorsKey: Uint8Array;
  readonly frozenHash: string;
}

export interface Presence {
  readonly authorised: Uint8Array;
  readonly issued: number;
}

export interface Requests {
  /** Steps O2 and O3: draw the key, make the box. */
  create: { readonly config: BoxConfig };
  /** O4 is durable: ballots may come. */
  open: Presence;
  /** After a restart: read the key, replay the box. */
  resume: { readonly config: BoxConfig; readonly presence: Presence };
  /** Mixed round: from these slots, a bit each, no ballot is taken any more. All of them, or none where one has a ballot. */
  withdraw: { readonly slots: Uint8Array };
  /** Another keypad for one slot: what the former one sent stands until the new one's ballot takes its place. */
  replace: { readonly seat: BoxConfig['seats'][number] };
  /** Step 3: refuse, commit the pending group, END. */
  cutoff: Record<string, never>;
  /**
   * Step 4 and what 5 and 6 need. `published`: ballots that the hall was told of. `accept`: two people take what the
   * box holds although it differs (4x).
   */
  recount: { readonly published: number; readonly accept: boolean };
  /** A sign of life, as soon as what is under way on the disk comes to its end. */
  alive: Record<string, never>;
  /** Steps 9 and 10, by path: nothing is read. */
  /** `medium`: those of the keys that people can pull out. */
  destroy: { readonly box: string; readonly keys: readonly string[]; readonly medium?: readonly string[] };
}
export type RequestName = keyof Requests;

export interface Recount {
  readonly totals: Totals;
  /** Sealed to the monitors. */
  readonly patterns: Uint8Array;
  readonly participation: Uint8Array;
  readonly counters: Uint32Array;
}

/** Of a named vote, and of no other. */
export interface NamedRecount extends Recount {
  /** A byte per slot (`NAMED_ANSWERS`). */
  readonly answers: Uint8Array;
}

export interface Answers {
  /** Ballots in the box that was made, as it was read back. */
  create: { readonly ballots: number };
  open: null;
  resume: { readonly returned: number; readonly ended: boolean };
  /** Those of the slots that have a ballot: none was withdrawn then. Empty: all were. */
  withdraw: { readonly voted: Uint8Array };
  replace: null;
  cutoff: { readonly returned: number };
  recount: Recount | NamedRecount;
  alive: null;
  destroy: { readonly outstanding: readonly string[] };
}

export type BoxFailure = {
  readonly code: 'no-key' | 'missing' | 'broken' | 'disputed' | 'disk' | 'device-keys' | 'held' | 'exited';
  readonly detail: string;
};

export type ToBox =
  | { [N in RequestName]: { readonly type: N; readonly body: Requests[N] } }[RequestName]
  /** Sealed ballots of one port, 34 bytes each. */
  | { readonly type: 'ballots'; readonly port: number; readonly frames: Uint8Array };

export type FromBox =
  | {
      [N in RequestName]: { readonly type: 'answer'; readonly to: N; readonly result: Result<Answers[N], BoxFailure> };
    }[RequestName]
  /** 15 bytes each. */
  | { readonly type: 'receipts'; readonly port: number; readonly receipts: Uint8Array }
  /** Once a second at most, when it changed: who took part, as a set. */
  | { readonly type: 'turnout'; readonly took: Uint8Array; readonly refused: Readonly<Record<string, number>> }
  /** With the turnout, of a named vote alone: how many answered what. */
  | { readonly type: 'live'; readonly figures: LiveFigures };
