/**
 * `npm run soak [-- --votes 190 --keypads 60 --seed N]`: one server through hundreds of rounds; exits 1 where memory, handles, processes or
 * files grow. `--leak KIND` plants a leak that it has to find: handle, memory, file, child, timer, or several with commas.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { stopAll } from '@piaojue/server/cli/processes';
import { type Figure, MAX_VOTES, soak } from './soak.ts';

const { values } = parseArgs({
  options: {
    votes: { type: 'string', default: '190' },
    keypads: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    leak: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const [votes, keypads, seed] = [values.votes, values.keypads, values.seed].map(Number);
if (!isWhole(votes, 4, MAX_VOTES) || !isWhole(keypads, 10, 3000) || !isWhole(seed, 1, 2 ** 31)) {
  console.error(`expected --votes 4 to ${MAX_VOTES}, --keypads 10 to 3000 and --seed from 1`);
  process.exit(2);
}
if (values.leak) {
  process.env['PIAOJUE_PLANTED_LEAK'] = values.leak;
  process.env['NODE_OPTIONS'] = `--import ${fileURLToPath(new URL('planted-leaks.mjs', import.meta.url))}`;
}

function isWhole(value: number | undefined, least: number, most: number): value is number {
  return value !== undefined && Number.isInteger(value) && value >= least && value <= most;
}

const folder = mkdtempSync(join(tmpdir(), 'piaojue-soak-'));
const start = performance.now();
const say = (text: string): void => void (values.json || console.log(text));
let code = 1;
try {
  const { rounds, ballots, figures } = await soak({ votes, keypads, seed, say }, folder);
  const growing = figures.filter(({ trend }) => trend.grows);
  for (const figure of figures) say(inWords(figure));
  const seconds = Math.round((performance.now() - start) / 1000);
  say(
    `${rounds} rounds, ${ballots} ballots counted, ${seconds} s, load ${loadavg()[0]?.toFixed(1)}: ${growing.length ? 'GROWS' : 'nothing grows'}`,
  );
  if (values.json) console.log(JSON.stringify({ rounds, ballots, seconds, growing: growing.map(({ what }) => what) }));
  code = growing.length ? 1 : 0;
} catch (error) {
  console.error((error as Error).message);
} finally {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(code);

function inWords({ what, unit, bound, trend: { slope, from, to, grows } }: Figure): string {
  const round = (value: number): string => value.toFixed(2);
  return `${grows ? 'GROWS ' : 'level '} ${what}: ${round(from)} → ${round(to)} ${unit}; ${slope.toFixed(4)} a round, bound ${bound}`;
}
