import { type Knowledge, knowledgeOf } from './knowledge.ts';
import { joined, liveFigures, traits } from './joins.ts';
import type { Assignment, Loot } from './loot.ts';
import { hays } from './readings.ts';
import { besideBallots, boxesOpened, sealedTraces } from './traces.ts';

/** How well each of the two assignments explains something that was found; the larger the difference, the surer. */
export interface Evidence {
  readonly by: string;
  readonly weights: readonly [number, number];
}

export interface Verdict {
  readonly named: 0 | 1;
  /** What decided. */
  readonly by: string;
  readonly strength: number;
}

/**
 * The attacker: looks for everything that ever joined voters to ballots in a voting system, and names the assignment that
 * the strongest single piece of evidence speaks for. He does not know whether anything leaked, nor what.
 */
export function judge(loot: Loot, assignments: readonly [Assignment, Assignment]): Verdict {
  const known: Knowledge = knowledgeOf(loot, assignments);
  const hay = hays(loot);
  const evidence: Evidence[] = [
    ...sealedTraces(known, hay),
    ...boxesOpened(known, hay),
    ...besideBallots(known, hay),
    ...joined(known, hay),
    ...traits(known, hay),
    ...liveFigures(known),
  ];
  let best: Verdict = { named: 0, by: 'nothing', strength: 0 };
  for (const { by, weights } of evidence) {
    const strength = Math.abs(weights[0] - weights[1]);
    if (strength > best.strength) best = { named: weights[0] > weights[1] ? 0 : 1, by, strength };
  }
  return best;
}
