import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail, ok, type Result } from '@piaojue/contract/result';

/**
 * One process holds a box at a time. A server that was killed alone leaves a box process that ends by itself, but on a
 * hanging disk not at once; two of them on one file would write over each other's frames. So a box process writes
 * beside the file who it is, and the next one makes sure that the former is gone before it reads a byte.
 */
const holderFile = (box: string): string => `${box}.holder`;
const LONGEST_MS = 10_000;
const STEP_MS = 20;

/** A process id comes back after a restart of the machine; together with its start time it does not. */
export function identityOf(pid: number): string | undefined {
  try {
    // Field 22 of stat, counted behind the name, which may hold spaces.
    const stat = existsSync('/proc/self/stat')
      ? readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ')
      : undefined;
    // A process that only waits to be fetched by its parent holds nothing any more.
    if (stat) return stat[0] === 'Z' ? undefined : `${pid} ${stat[19]}`;
    const start = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return start ? `${pid} ${start}` : undefined;
  } catch {
    return undefined;
  }
}

/** Ends the process that held the box before, if it still runs. Writes nothing: a box is destroyed on a full disk too. */
export async function endFormerHolder(box: string): Promise<Result<null, string>> {
  const path = holderFile(box);
  const former = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const pid = Number(former.split(' ')[0]);
  if (pid && pid !== process.pid) {
    for (let waited = 0; identityOf(pid) === former; waited += STEP_MS) {
      if (waited >= LONGEST_MS) return fail(`the former box process ${pid} still holds ${box}`);
      if (waited === 0) process.kill(pid, 'SIGKILL');
      await sleep(STEP_MS);
    }
  }
  return ok(null);
}

/** Ends a former holder and takes its place. */
export async function takeBox(box: string): Promise<Result<null, string>> {
  const ended = await endFormerHolder(box);
  if (ended.ok) writeFileSync(holderFile(box), identityOf(process.pid) ?? '', { mode: 0o600 });
  return ended;
}

/** With the box, or after it. */
export function leaveBox(box: string): void {
  rmSync(holderFile(box), { force: true });
}
