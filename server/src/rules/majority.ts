import type { Fraction } from '@piaojue/contract/contest';

/**
 * Fewest votes that satisfy the fraction of `base` voters (RULES §1 decision 1): strict (过半数) floor(num·base/den) + 1,
 * not strict (以上) ceil(num·base/den). Exact: num ≤ 10⁶ and base ≤ 65,534 keep every product far below 2⁵³.
 */
export function needed(fraction: Fraction, base: number): number {
  const product = fraction.num * base;
  const rest = product % fraction.den;
  const floor = (product - rest) / fraction.den;
  return fraction.strict || rest > 0 ? floor + 1 : floor;
}

/** Whether `count` satisfies the fraction of `base`, by integers only: `den·count` against `num·base` (RULES §1 Majority). */
export function reaches(fraction: Fraction, count: number, base: number): boolean {
  const have = fraction.den * count;
  const want = fraction.num * base;
  return fraction.strict ? have > want : have >= want;
}
