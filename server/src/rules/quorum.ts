import type { Fraction, RollFigures } from '@piaojue/contract/contest';
import { needed, reaches } from './majority.ts';

/** 法定人数: `needed` is the smallest P that is enough of N. */
export interface Quorum {
  readonly needed: number;
  readonly met: boolean;
}

/** Whether enough deputies are present: by default P ≥ 2/3 N, the number itself included (RULES §1 Quorum). */
export function quorum(fraction: Fraction, roll: Pick<RollFigures, 'all' | 'present'>): Quorum {
  return { needed: needed(fraction, roll.all), met: reaches(fraction, roll.present, roll.all) };
}
