import { expect, test } from 'vitest';
import { seededRandom } from './random.ts';

test('even, repeatable, and forks are streams of their own', () => {
  const random = seededRandom(1);
  const draws = Array.from({ length: 20_000 }, () => random.below(10));
  for (let value = 0; value < 10; value++) {
    expect(draws.filter((draw) => draw === value).length).toBeGreaterThan(1800);
  }
  const again = seededRandom(1);
  expect(Array.from({ length: 100 }, () => again.below(10))).toEqual(draws.slice(0, 100));
  const fork = seededRandom(1).fork('air').next();
  const later = seededRandom(1);
  later.next();
  expect(later.fork('air').next()).toBe(fork);
  expect(seededRandom(1).fork('line').next()).not.toBe(fork);
});
