import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { memoryOf, residentBytes, togetherBytes } from './process-memory.ts';

const MIB = 2 ** 20;

test.skipIf(!existsSync('/proc/self/smaps_rollup'))('what a process takes, about as it says itself', () => {
  const memory = memoryOf(process.pid);
  expect(memory && residentBytes(memory) / process.memoryUsage.rss()).toBeGreaterThan(0.5);
  expect(memory && residentBytes(memory) / process.memoryUsage.rss()).toBeLessThan(2);
  expect(memory?.own).toBeGreaterThan(MIB);
});

test('a process that is not there takes nothing that could be told', () => {
  expect(memoryOf(2 ** 22 + 1)).toBeNull();
});

test('what several share counts once', () => {
  expect(togetherBytes([])).toBe(0);
  expect(
    togetherBytes([
      { own: 90 * MIB, shared: 50 * MIB },
      { own: 30 * MIB, shared: 55 * MIB },
    ]),
  ).toBe(175 * MIB);
});
