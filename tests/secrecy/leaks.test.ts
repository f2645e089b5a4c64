import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { playGame } from './game.ts';
import { gameFolder } from './game-folder.ts';
import { PLANTS } from './plants.ts';
import { isFound } from './scores.ts';

/** A few rounds of each planted leak: an attacker who finds none of them says nothing by finding nothing. */
const folder = gameFolder();
const SEED = 20_261_124;
const PLANTED_ROUNDS = 10;

beforeAll(() => void mkdirSync(folder, { recursive: true, mode: 0o700 }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(PLANTS.map((make) => [make().name, make] as const))(
  'the attacker finds what was planted: %s',
  async (_, make) => {
    const score = await playGame(join(folder, 'hall'), SEED, PLANTED_ROUNDS, make);
    expect(isFound(score), `${score.right} of ${score.rounds} right`).toBe(true);
  },
);
