import { defineConfig } from 'vitest/config';

/** unit: beside the sources, pure and fast · system: whole processes on real ptys · e2e: a real browser. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            '{firmware-protocol,device-gateway,server,display}/**/*.test.{ts,tsx}',
            'tests/rules/**/*.test.ts',
            'tests/model/**/*.test.ts',
            'tests/schedules/**/*.test.ts',
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
          // Most of the time these wait for disks, timers and processes: two files at once, each with halls of its own.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
