import type { Press } from '@piaojue/device-gateway/simulator/control';
import type { Mark } from '@piaojue/firmware-protocol/marks';

/** So many deputies submit the same. */
export type Group = readonly [deputies: number, marks: readonly Mark[]];

/** `24 × 1:y`, `13 × 1 2 3 4`, `2 × blank`; dealt to the keypads 1, 2, 3 … in the order of the groups. */
export const dealt = (...groups: readonly string[]): readonly Press[] => dealtOut(groups.map(groupOf));

export const dealtOut = (groups: readonly Group[]): readonly Press[] =>
  groups
    .flatMap(([deputies, marks]) => Array.from({ length: deputies }, () => marks))
    .map((marks, i) => ({ id: i + 1, keypad: i + 1, marks }));

function groupOf(text: string): Group {
  const [deputies, marks = ''] = text.split(' × ');
  return [Number(deputies), marks === 'blank' ? [] : marksOf(marks)];
}

/** `1 4 7` on a pick list; `1:y 2:n 3:a`: 赞成, 反对, 弃权; `1:3`: a grade. */
export const marksOf = (words: string): readonly Mark[] =>
  words.split(' ').map((word): Mark => {
    const [no, answer] = word.split(':');
    if (answer === undefined) return Number(no);
    return [Number(no), { y: 1, n: 2, a: 3 }[answer] ?? Number(answer)];
  });
