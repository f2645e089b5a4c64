import { expect, test } from 'vitest';
import { playRound } from './autoplay.ts';
import { seededRandom } from './random.ts';

const voters = Array.from({ length: 60 }, (_, i) => i + 1);
const numbers = Array.from({ length: 12 }, (_, i) => i + 1);

test('a plausible hall: nearly everybody votes, within the time and the paper; one or two never press', () => {
  const plan = playRound(voters, numbers, 10, 20_000, seededRandom(4));
  const voted = new Set(plan.map((press) => press.keypad));
  expect(voters.length - voted.size).toBeGreaterThanOrEqual(1);
  expect(voters.length - voted.size).toBeLessThanOrEqual(2);
  expect(new Set(plan.map((press) => press.id)).size).toBe(plan.length);
  for (const { at, marks } of plan) {
    expect(at).toBeLessThanOrEqual(20_000);
    expect(marks.length).toBeLessThanOrEqual(10);
    expect(new Set(marks).size).toBe(marks.length);
    expect(marks.every((no) => numbers.includes(no))).toBe(true);
  }
});

test('some are liked more than others', () => {
  const votes = new Map<number, number>();
  for (const { marks } of playRound(voters, numbers, 5, 1000, seededRandom(4))) {
    for (const no of marks) votes.set(no, (votes.get(no) ?? 0) + 1);
  }
  expect(Math.max(...votes.values())).toBeGreaterThan(2 * Math.min(...numbers.map((no) => votes.get(no) ?? 0)));
});
