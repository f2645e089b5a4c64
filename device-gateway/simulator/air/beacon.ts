import type { Presence, Receipt, SealedBallot, State } from '@piaojue/firmware-protocol/messages';

/** What a receiver says on the air at the head of a frame. */
export interface Beacon {
  readonly state: State;
  /** Changes when anything but receipts and `heard` changes: keypads that know it may skip the beacon. */
  readonly content: string;
  /** Keypads whose frame the speaker took in the last frame. */
  readonly heard: ReadonlySet<number>;
  /** AIR2: the same as it stands on the air, by slot, most significant bit first. */
  readonly heardSlots: Uint8Array;
  /** AIR4: a keypad sends if a number drawn from 0–254 is below it. */
  readonly send: number;
  readonly receipts: ReadonlyMap<number, Receipt>;
  /** The receiver has no room: nobody sends (REC7). */
  readonly full: boolean;
  readonly chunk: { readonly index: number; readonly of: number; readonly bytes: Uint8Array } | null;
  readonly rollCall: RollCall | null;
}

export interface RollCall {
  /** 0–255, one more at each call: a keypad answers one number once within 30 s (AIR10). */
  readonly id: number;
  readonly from: number;
  readonly to: number;
}

/** What a keypad sends. */
export type AirFrame =
  | { readonly kind: 'ballot'; readonly ballot: SealedBallot }
  | { readonly kind: 'presence'; readonly presence: Presence };
