import { type KeyObject, randomBytes, randomInt } from 'node:crypto';
import { pickBallot } from '@piaojue/firmware-protocol/ballot';
import { cmacKey } from '@piaojue/firmware-protocol/seal/cmac';
import { sealBallot } from '@piaojue/firmware-protocol/seal/ballot-seal';
import { ballotKey, type Session } from '@piaojue/firmware-protocol/seal/keys';
import type { SealedBallot } from '@piaojue/firmware-protocol/messages';

/** Ballots of `count` keypads, each with a key of its own, as they come out of the air. */
export interface Sample {
  readonly key: KeyObject;
  readonly sealed: SealedBallot;
}
export const session: Session = { mode: 'rehearsal', provisioning: 0xee00_0001, sid: new Uint8Array(randomBytes(8)) };

export function sampleBallots(
  count: number,
  candidates: number,
  paperHash: Uint8Array,
  round: number,
  devices?: ReadonlyMap<number, Uint8Array>,
): Sample[] {
  return Array.from({ length: count }, (_, i) => {
    const keypad = i + 1;
    const key = ballotKey(cmacKey(devices?.get(keypad) ?? randomBytes(16)), session, keypad);
    const marks = new Set(Array.from({ length: 10 }, () => randomInt(candidates)));
    return { key, sealed: sealBallot(key, { keypad, round, counter: 1 }, paperHash, pickBallot(marks)) };
  });
}
