import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { verifyBundle } from '../../server/verify/verify-bundle.ts';
import { milliseconds } from './figures.ts';
import { VOTERS, withFullRound } from './full-round.ts';

/** Signed result and sealed patterns of 3,000 ballots: verified and counted once more, by both verifiers. */
const RUNS = 7;
const VERIFY = fileURLToPath(new URL('../../server/verify/', import.meta.url));

export async function benchVerify(folder: string): Promise<void> {
  const home = join(folder, 'verify');
  mkdirSync(home);
  await withFullRound(home, async (hall, round) => {
    await hall.close(round);
    const bundle = join(home, 'data', 'bundles', `round-${round}`);
    const key = join(home, 'keys', 'monitors.pem');
    const read = (name: string): Buffer => readFileSync(join(bundle, name));
    const files = { json: read('bundle.json'), signature: read('bundle.sig'), patterns: read('patterns.sealed') };
    const monitors = readFileSync(key, 'utf8');
    const aim = '≤ 1000 ms';
    const times = (work: () => void): number[] =>
      Array.from({ length: RUNS }, () => {
        const start = performance.now();
        work();
        return performance.now() - start;
      });
    const judge = (): void => {
      const { holds, checks } = verifyBundle(files, { monitors });
      const counted = checks.some(({ id, verdict }) => id === 'recount' && verdict === 'holds');
      if (!holds || !counted) throw new Error(JSON.stringify(checks));
    };
    const command =
      (program: string, args: readonly string[]): (() => void) =>
      () => {
        const { status, stdout, stderr } = spawnSync(program, [...args, bundle, '--monitors-key', key], {
          encoding: 'utf8',
        });
        if (status !== 0) throw new Error(`${program} ended with ${status}: ${stdout}${stderr}`);
      };
    console.log(`  load ${loadavg()[0]?.toFixed(1)}`);
    milliseconds(`verified and counted again, ${VOTERS} ballots`, times(judge), aim);
    milliseconds('the command, with its start', times(command(process.execPath, [join(VERIFY, 'main.ts')])), aim);
    milliseconds('the second verifier, in Python', times(command('python3', [join(VERIFY, 'verify.py')])), aim);
  });
}
