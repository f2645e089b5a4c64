import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/longest-first.ts';

/** unit: beside the sources, pure and fast · system: whole processes on real ptys · e2e: a real browser. */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            '{firmware-protocol,device-gateway,server,display}/**/*.test.{ts,tsx}',
            'tests/rules/**/*.test.ts',
            'tests/model/**/*.test.ts',
            'tests/schedules/**/*.test.ts',
            'tests/soak/**/*.test.ts',
            'tests/secrecy/**/*.test.ts',
            'tests/fuzz/**/*.test.ts',
          ],
          testTimeout: 60_000,
          // All cores: the default leaves one out, which of two is half.
          maxWorkers: '100%',
        },
      },
      {
        test: {
          name: 'system',
          include: ['tests/system/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 60_000,
          // More than half of the time these wait for disks, timers and processes: three files at once, each with halls of its own.
          maxWorkers: 3,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 60_000,
          // A person's pace, and halls and browsers of their own: two files at once.
          maxWorkers: 2,
        },
      },
    ],
  },
});
