import { mkdirSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { milliseconds } from './figures.ts';
import { VOTERS, withFullRound } from './full-round.ts';

/** Server and box killed in an open round: ms from the kill until a server is ready that has read all ballots again. */
const RESTARTS = 5;

export async function benchRestart(folder: string): Promise<void> {
  const home = join(folder, 'restart');
  mkdirSync(home);
  await withFullRound(home, async (hall, round) => {
    const times: number[] = [];
    for (let i = 0; i < RESTARTS; i++) {
      const start = performance.now();
      await hall.restart('server');
      await hall.whole();
      times.push(performance.now() - start);
    }
    await hall.operator.until('the ballots', ({ current }) => current?.returned === VOTERS, 20_000);
    await hall.close(round);
    milliseconds(
      `killed → ready again, a round of ${VOTERS} ballots open; load ${loadavg()[0]?.toFixed(1)}`,
      times,
      '≤ 2000 ms',
    );
  });
}
