/**
 * The attacker's game: `npm run attacker -- --rounds 1000 --seed 1 [--leaks all|none|NAME] [--honest on|off]`. Prints a line
 * a game, and exits with 1 where the honest hall leaks or a planted leak is not found.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { playGame, type Score } from './game.ts';
import { PLANTS } from './plants.ts';
import { FOUND_SHARE, isFound, LEAK_RIGHT, leaks } from './scores.ts';
import { gameFolder } from './game-folder.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    leaks: { type: 'string', default: 'all' },
    honest: { type: 'string', default: 'on' },
  },
});
const rounds = Number(values.rounds);
const seed = Number(values.seed);
if (!Number.isInteger(rounds) || rounds < 1 || !Number.isInteger(seed) || seed < 0) {
  console.error('expected --rounds of 1 or more and --seed of 0 or more');
  process.exit(2);
}
const folder = gameFolder();
mkdirSync(folder, { recursive: true, mode: 0o700 });
let failed = false;

const line = (name: string, { right, rounds: of, by }: Score, verdict: string, seconds: number): void => {
  const top = Object.entries(by)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([what, n]) => `${what} ${n}`)
    .join(', ');
  console.log(`${name}: ${right} of ${of} right; ${verdict} (${seconds.toFixed(0)} s; by ${top})`);
};

try {
  if (values.honest === 'on') {
    const start = performance.now();
    const score = await playGame(join(folder, 'hall'), seed, rounds);
    const leaking = leaks(score);
    failed ||= leaking;
    const bound = `leaks from ${Math.ceil(LEAK_RIGHT(rounds))} on`;
    line(
      'nothing planted',
      score,
      leaking ? `LEAKS (${bound})` : `no leak (${bound})`,
      (performance.now() - start) / 1000,
    );
  }
  for (const make of PLANTS) {
    const { name } = make();
    if (values.leaks !== 'all' && values.leaks !== name) continue;
    const start = performance.now();
    const score = await playGame(join(folder, 'hall'), seed + 1, rounds, make);
    failed ||= !isFound(score);
    const bound = `asked for ${Math.ceil(rounds * FOUND_SHARE)}`;
    line(
      `planted: ${name}`,
      score,
      isFound(score) ? `found (${bound})` : `NOT FOUND (${bound})`,
      (performance.now() - start) / 1000,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
