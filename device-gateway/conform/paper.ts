import { FORM_PICK } from '@piaojue/firmware-protocol/ballot';
import { encodePaper, paperChunks } from '@piaojue/firmware-protocol/paper';
import { paperDigest } from '@piaojue/firmware-protocol/seal/ballot-seal';
import { paperHash } from '@piaojue/firmware-protocol/seal/paper-hash';

/** So many candidates that the paper takes two chunks. */
const CANDIDATES = 30;
const MOST_MARKS = 5;

export interface KitPaper {
  readonly round: number;
  readonly hash: Uint8Array;
  readonly digest: number;
  readonly chunks: ReturnType<typeof paperChunks>;
}

/** The paper of a round of the kit: candidates 1 to 30. */
export function kitPaper(round: number): KitPaper {
  const numbers = Array.from({ length: CANDIDATES }, (_, i) => i + 1);
  const frozen = new Uint8Array(16).fill(round & 0xff);
  const bytes = encodePaper({
    form: FORM_PICK,
    round,
    maxMarks: MOST_MARKS,
    minMarks: 0,
    firstPress: false,
    named: false,
    grades: 0,
    frozen,
    numbers,
  });
  const hash = paperHash(bytes);
  return { round, hash, digest: paperDigest(hash), chunks: paperChunks(bytes) };
}

/** Rounds in which keypads vote. */
export const BALLOT_ROUND = 100;
export const DRAIN_ROUND = 101;
export const PAPERS: ReadonlyMap<number, KitPaper> = new Map(
  [BALLOT_ROUND, DRAIN_ROUND].map((round) => [round, kitPaper(round)]),
);
