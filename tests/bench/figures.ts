import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureFsync } from '@piaojue/server/cli/host-checks';

/** Removed when the process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'piaojue-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const machine = (folder: string): string =>
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}, fsync ${measureFsync(folder)} ms (median)`;

const grouped = (value: number): string => Math.round(value).toLocaleString('en-US').padStart(12);

export const perSecond = (what: string, count: number, ms: number): number => {
  const rate = (count / ms) * 1000;
  console.log(`${grouped(rate)} /s   ${what}`);
  return rate;
};

export const ratio = (what: string, value: number, aim: string): void =>
  console.log(`${value.toFixed(2).padStart(12)}      ${what} (aim ${aim})`);

export const milliseconds = (what: string, values: readonly number[], aim: string): void => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
  console.log(
    `p50 ${at(0.5).padStart(6)} ms, p99 ${at(0.99).padStart(6)} ms   ${what} (aim ${aim}), n = ${sorted.length}`,
  );
};

/** Two ways of doing the same, in turns, so that a noisy minute hits both; the median of each, ms. */
export async function inTurns(
  rounds: number,
  first: () => void | Promise<void>,
  second: () => void | Promise<void>,
): Promise<[number, number]> {
  const times: [number[], number[]] = [[], []];
  for (let i = 0; i < rounds; i++) {
    for (const [which, work] of [first, second].entries()) {
      const start = performance.now();
      await work();
      times[which]?.push(performance.now() - start);
    }
  }
  const median = (list: number[]): number => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
  return [median(times[0]), median(times[1])];
}

/** User and system time of a process so far, ms, from /proc: in ticks of 10 ms. */
export function processorMs(pid: number): number {
  const afterName = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
  const [user, system] = [afterName[11], afterName[12]].map(Number);
  return 10 * ((user ?? 0) + (system ?? 0));
}
