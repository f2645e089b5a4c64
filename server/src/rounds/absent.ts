import type { AbsentView } from '@piaojue/contract/console-view';
import { hasBit } from '../bitmap.ts';

/** Who was heard in a round, a bit per frozen slot. */
export interface Heard {
  readonly bits: Uint8Array;
  /** false: no receiver told whom it hears, so that a bit that is not set means nothing. */
  readonly known: boolean;
}

/** 未按 in two parts: of those who may vote and did not submit, who was not heard and who was. Bits by frozen slot. */
export function absentOf(authorised: Uint8Array, took: Uint8Array, heard: Uint8Array): AbsentView {
  let notHeard = 0;
  let heardNotSubmitted = 0;
  for (let slot = 0; slot < authorised.length * 8; slot++) {
    if (!hasBit(authorised, slot) || hasBit(took, slot)) continue;
    if (hasBit(heard, slot)) heardNotSubmitted++;
    else notHeard++;
  }
  return { notHeard, heardNotSubmitted };
}

/** Once heard is heard: nothing of what was kept is lost by a restart. */
export function together(bits: Uint8Array, more: Uint8Array | null | undefined): Uint8Array {
  return more ? bits.map((byte, i) => byte | (more[i] ?? 0)) : bits;
}
