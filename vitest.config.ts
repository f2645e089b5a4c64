import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/longest-first.ts';

/** Their processes compile once, as those of the commands in package.json do (server/src/cli/piaojue.mjs). */
const COMPILED = fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url));
/**
 * Of both kinds of whole halls, so that they are one queue: they wait half of the time for disks, timers, processes and a
 * person's pace, and each has halls and browsers of its own.
 */
const HALLS = {
  testTimeout: 180_000,
  hookTimeout: 60_000,
  maxWorkers: 4,
  sequence: { groupOrder: 1 },
  env: { NODE_COMPILE_CACHE: COMPILED },
};

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
          ...HALLS,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts', 'tests/screens/**/*.test.ts'],
          ...HALLS,
        },
      },
    ],
  },
});
