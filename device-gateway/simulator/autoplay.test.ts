import { answerAt } from '@piaojue/firmware-protocol/ballot';
import { ballotOf } from '@piaojue/firmware-protocol/marks';
import { expect, test } from 'vitest';
import { playRound } from './autoplay.ts';
import { paperOf } from './keypad/keypad-fixture.ts';
import { seededRandom } from './random.ts';

const voters = Array.from({ length: 60 }, (_, i) => i + 1);
const numbers = Array.from({ length: 12 }, (_, i) => i + 1);
const pickList = paperOf({ numbers, maxMarks: 10 });

test('a plausible hall: nearly everybody votes, within the time and the paper; one or two never press', () => {
  const plan = playRound(voters, pickList, 20_000, seededRandom(4));
  const voted = new Set(plan.map((press) => press.keypad));
  expect(voters.length - voted.size).toBeGreaterThanOrEqual(1);
  expect(voters.length - voted.size).toBeLessThanOrEqual(2);
  expect(new Set(plan.map((press) => press.id)).size).toBe(plan.length);
  for (const { at, marks } of plan) {
    expect(at).toBeLessThanOrEqual(20_000);
    expect(marks.length).toBeLessThanOrEqual(10);
    expect(new Set(marks).size).toBe(marks.length);
    expect(marks.every((no) => typeof no === 'number' && numbers.includes(no))).toBe(true);
  }
});

test('some are liked more than others', () => {
  const votes = new Map<number, number>();
  for (const { marks } of playRound(voters, { ...pickList, maxMarks: 5 }, 1000, seededRandom(4))) {
    for (const no of marks) if (typeof no === 'number') votes.set(no, (votes.get(no) ?? 0) + 1);
  }
  expect(Math.max(...votes.values())).toBeGreaterThan(2 * Math.min(...numbers.map((no) => votes.get(no) ?? 0)));
});

test.each([
  ['per item', paperOf({ form: 2, numbers, maxMarks: 10 })],
  ['a resolution', paperOf({ form: 2, numbers: [1], maxMarks: 1 })],
  ['3 grades', paperOf({ form: 3, numbers, maxMarks: 12, grades: 3 })],
  ['4 grades', paperOf({ form: 3, numbers, maxMarks: 12, grades: 4 })],
])('%s: every answer is used, within the paper, and hardly an item passed over', (_, paper) => {
  const answers = new Map<number, number>();
  for (const { marks } of playRound(voters, paper, 20_000, seededRandom(4))) {
    const ballot = ballotOf(paper, marks);
    const read = paper.numbers.map((_no, position) => answerAt(paper.form, ballot, position));
    if (paper.form === 2) expect(read.filter((answer) => answer === 1).length).toBeLessThanOrEqual(paper.maxMarks);
    expect([ballot[0], read.filter((answer) => answer !== 0).length]).toEqual([paper.form, marks.length]);
    for (const answer of read) answers.set(answer, (answers.get(answer) ?? 0) + 1);
  }
  const kinds = paper.form === 2 ? 3 : paper.grades;
  expect([...answers.keys()].filter((answer) => answer > 0).toSorted((a, b) => a - b)).toEqual(
    [1, 2, 3, 4].slice(0, kinds),
  );
  expect(answers.get(0) ?? 0).toBeLessThan((paper.numbers.length * voters.length) / 10);
});
