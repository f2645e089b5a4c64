import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playGame } from './game.ts';
import { gameFolder } from './game-folder.ts';
import { PLANTS } from './plants.ts';
import { isFound, leaks } from './scores.ts';

/**
 * The attacker's game in short: 400 rounds of the honest hall, and of each planted leak a few. The whole one is
 * `npm run attacker -- --rounds 1000`.
 */
const folder = gameFolder();
const SEED = 20_261_123;
const ROUNDS = 400;
const PLANTED_ROUNDS = 10;

beforeAll(() => void mkdirSync(folder, { recursive: true, mode: 0o700 }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the attacker', () => {
  it('can as well toss a coin over a hall that does what it says', async () => {
    const score = await playGame(join(folder, 'hall'), SEED, ROUNDS);
    expect(leaks(score), `${score.right} of ${score.rounds} right`).toBe(false);
    // He looked at something in each of them, and was not always wrong either.
    expect(score.right).toBeGreaterThan(ROUNDS - 248);
  });

  it.each(PLANTS.map((make) => [make().name, make] as const))('finds what was planted: %s', async (_, make) => {
    const score = await playGame(join(folder, 'hall'), SEED + 1, PLANTED_ROUNDS, make);
    expect(isFound(score), `${score.right} of ${score.rounds} right`).toBe(true);
  });
});
