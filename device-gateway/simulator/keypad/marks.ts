import { MAX_POSITIONS, pickBallot } from '@piaojue/firmware-protocol/ballot';
import type { Paper } from '@piaojue/firmware-protocol/paper';

/**
 * The 16 bytes for marked numbers. A number that is not on the paper, which only a script can enter, becomes a mark
 * past the paper's count, or on a full paper a value that is nonsense: the tally finds the ballot invalid (BAL3, BAL4).
 */
export function ballotFor(paper: Paper, marks: readonly number[]): Uint8Array {
  const positions = marks.map((no) => paper.numbers.indexOf(no));
  const known = positions.filter((position) => position >= 0);
  if (known.length === positions.length) return pickBallot(known);
  if (paper.numbers.length < MAX_POSITIONS) return pickBallot([...known, paper.numbers.length]);
  const ballot = pickBallot(known);
  ballot[1] = (ballot[1] ?? 0) | 0xc0;
  return ballot;
}
