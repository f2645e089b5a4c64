import type { RoundDetail } from '@piaojue/contract/console-view';
import type { Mark } from '@piaojue/firmware-protocol/marks';
import type { Group } from './ballots.ts';
import { range } from './figures.ts';

/** 21 items on one ballot: 40 papers, and what has to come of them. */
const everyItem = (gradeOf: (item: number) => number): readonly Mark[] =>
  range(1, 21).flatMap((item): Mark[] => {
    const grade = gradeOf(item);
    return grade === 0 ? [] : [[item, grade]];
  });
const isOdd = (item: number): boolean => item % 2 === 1;

/** 1 满意, 2 基本满意, 3 不满意; 0: left blank. */
export const GRADES: readonly Group[] = [
  [18, everyItem(() => 1)],
  // Good at the beginning of the list, fair in the middle, bad at the end.
  [10, everyItem((item) => (item <= 7 ? 1 : item <= 14 ? 2 : 3))],
  // Only the odd items; two of these six item 16 as well.
  [4, everyItem((item) => (isOdd(item) ? 2 : 0))],
  [2, everyItem((item) => (isOdd(item) || item === 16 ? 2 : 0))],
  [6, everyItem(() => 3)],
];

type Judged = readonly [
  item: number,
  /** 满意, 基本满意, 不满意, 弃权 */
  counts: readonly (number | undefined)[],
  strictRate: string | null,
  broadRate: string | null,
  grade: string | null,
];

export const judged = ({ result }: RoundDetail): readonly Judged[] =>
  result?.form === 'evaluation'
    ? result.rows.map(({ no, counts, strictRate, broadRate, grade }) => {
        const { satisfied, basic, dissatisfied, abstained } = counts ?? {};
        return [no, [satisfied, basic, dissatisfied, abstained], strictRate, broadRate, grade];
      })
    : [];

/** Worked out by hand, in shares of the 40 that were returned; each item's four figures sum up to 40. */
export function expectedOf(item: number): Judged {
  // 满意 18 + 10; 基本满意 6 where the item is odd; 不满意 6; 弃权 6 where it is even. 28 is more than half of 40.
  if (item <= 7 && isOdd(item)) return [item, [28, 6, 6, 0], '70.00', '85.00', 'satisfied'];
  if (item <= 7) return [item, [28, 0, 6, 6], '70.00', '70.00', 'satisfied'];
  // 满意 18, less than half; 基本满意 10, and 6 where it is odd: 18 + 16 = 34, 18 + 10 = 28.
  if (item <= 14 && isOdd(item)) return [item, [18, 16, 6, 0], '45.00', '85.00', 'basic'];
  if (item <= 14) return [item, [18, 10, 6, 6], '45.00', '70.00', 'basic'];
  // 不满意 6 + 10; 基本满意 6 where it is odd: 18 + 6 = 24.
  if (isOdd(item)) return [item, [18, 6, 16, 0], '45.00', '60.00', 'basic'];
  // 18 + 2 = 20 is exactly half, which passes by the rules of this evaluation; 18 is not.
  if (item === 16) return [item, [18, 2, 16, 4], '45.00', '50.00', 'basic'];
  return [item, [18, 0, 16, 6], '45.00', '45.00', 'dissatisfied'];
}
