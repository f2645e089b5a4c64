import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playGame } from './game.ts';
import { gameFolder } from './game-folder.ts';
import { LEAK_RIGHT, leaks } from './scores.ts';

/**
 * The attacker's game in short. The whole one, with all planted leaks, is `npm run attacker -- --rounds 1000`.
 */
const folder = gameFolder();
const SEED = 20_261_123;
const ROUNDS = 200;
/** Of a machine that does much else. */
const LONGEST_MS = 180_000;

beforeAll(() => void mkdirSync(folder, { recursive: true, mode: 0o700 }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the attacker', () => {
  it(
    'can as well toss a coin over a hall that does what it says',
    async () => {
      const score = await playGame(join(folder, 'hall'), SEED, ROUNDS);
      console.log(`the attacker: ${score.right} of ${score.rounds} right, seed ${SEED}`);
      expect(leaks(score), `${score.right} of ${score.rounds} right`).toBe(false);
      // He looked at something in each of them, and was not always wrong either.
      expect(score.right).toBeGreaterThan(ROUNDS - LEAK_RIGHT(ROUNDS));
    },
    LONGEST_MS,
  );
});
