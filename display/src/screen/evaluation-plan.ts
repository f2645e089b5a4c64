import type { EvaluationRow, GradeCounts } from '@piaojue/contract/screen-view';
import { widthEm } from './line-breaks.ts';
import { type HallSize, type ListPlan, planList, tiers } from './plan.ts';
import { HEADS, SECOND } from './result-plan.ts';

/** Items a page: more are never compared by anybody. */
const MOST = 8;
/** Name, bar and the room round them, in em. */
const PITCH = 2.55;
/** A segment narrower than this share of the bar has its count beside the bar. */
const INSIDE = 0.06;

/** Of a digit in a segment, and of what stands round it, in em of the list's type. */
const DIGIT = 0.52;
const ROUND = 0.5;

export interface EvaluationColumns {
  readonly no: number;
  readonly strict: number;
  readonly broad: number;
  readonly badge: number;
}

/** Columns in em of the list's type; each as wide as its head or the longest thing in it. */
export function evaluationColumns(words: {
  readonly strict: string;
  readonly broad: string;
  readonly grades: readonly string[];
}): EvaluationColumns {
  const rate = (head: string) => Math.max(widthEm(head) * SECOND, 7 * 0.6 * SECOND) + 0.6;
  return {
    no: 1.9,
    strict: rate(words.strict),
    broad: rate(words.broad),
    badge: Math.max(...words.grades.map(widthEm)) * SECOND + 1.25,
  };
}

export function evaluationPlan(
  names: readonly string[],
  columns: EvaluationColumns,
  hall: HallSize,
  aspect: number,
): ListPlan {
  return planList({
    hall,
    aspect,
    names,
    fixedEm: columns.no + columns.strict + columns.broad + columns.badge,
    pitchEm: PITCH,
    cuts: 0,
    // The legend, and the heads of the columns.
    above: 2 * HEADS * tiers(hall).second,
    most: MOST,
  });
}

export type SegmentGrade = keyof GradeCounts;
export interface Segment {
  readonly grade: SegmentGrade;
  readonly count: number;
  /** Of the whole bar, 0–1. */
  readonly share: number;
  /** Its count stands in it; else beside the bar. */
  readonly inside: boolean;
}

const ORDER = ['satisfied', 'basic', 'dissatisfied', 'dontKnow', 'abstained'] as const;

/** A row's 100 % bar of `barEm`, always in one order; what nobody chose has no segment. */
export function segments(counts: EvaluationRow['counts'], barEm = Number.POSITIVE_INFINITY): readonly Segment[] {
  if (counts === null) return [];
  const all = ORDER.reduce((sum, grade) => sum + (counts[grade] ?? 0), 0);
  return ORDER.flatMap((grade) => {
    const count = counts[grade] ?? 0;
    if (count === 0) return [];
    const share = count / all;
    return [{ grade, count, share, inside: share >= INSIDE && share * barEm >= String(count).length * DIGIT + ROUND }];
  });
}
