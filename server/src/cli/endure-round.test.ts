import { seededRandom } from '@piaojue/device-gateway/simulator/random';
import { expect, test } from 'vitest';
import { checkContest } from '../rules/contest-check.ts';
import { planRound } from './endure-round.ts';

const rounds = (seed: number) =>
  Array.from({ length: 12 }, (_, i) => planRound(i + 1, 50, 2000, seededRandom(seed).fork(`${i}`)));

test('every contest is one, and every press is of a keypad of the hall', () => {
  for (const { contest, presses } of rounds(1)) {
    expect(checkContest(contest)).toMatchObject({ ok: true });
    expect(presses.every(({ id, keypad }, i) => id === i && keypad >= 1 && keypad <= 50)).toBe(true);
    expect(presses).toHaveLength(2000);
  }
});

test('some mark too many, some nothing, some a number that is not on the paper, and most neither', () => {
  for (const { contest, presses } of rounds(2)) {
    const share = (holds: (marks: readonly number[]) => boolean): number =>
      presses.filter(({ marks }) => holds(marks)).length / presses.length;
    expect(share(({ length }) => length > contest.rules.maxMarks)).toBeGreaterThan(0.03);
    expect(share(({ length }) => length === 0)).toBeGreaterThan(0.03);
    expect(share((marks) => marks.includes(99))).toBeGreaterThan(0);
    expect(share((marks) => marks.length > 0 && marks.length <= contest.rules.maxMarks)).toBeGreaterThan(0.8);
    expect(presses.every(({ marks }) => new Set(marks).size === marks.length)).toBe(true);
  }
});

test('a third of the rounds closes in the midst of the presses', () => {
  const early = rounds(3).filter(({ closeAfter }) => Number.isFinite(closeAfter));
  expect(early).toHaveLength(4);
  expect(early.every(({ closeAfter }) => closeAfter > 1000 && closeAfter < 1900)).toBe(true);
});

test('one seed, one run', () => {
  expect(rounds(4)).toEqual(rounds(4));
  expect(rounds(4)[0]?.presses).not.toEqual(rounds(5)[0]?.presses);
});
