import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { memoryOf } from '@piaojue/server/cli/process-memory';

/** What a process holds at this moment, from /proc (Linux). */
export interface Held {
  readonly memory: number;
  /** Files, sockets and pipes. */
  readonly handles: number;
  readonly threads: number;
  readonly children: number;
}

export function heldBy(pid: number): Held {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    memory: memoryOf(pid)?.own ?? 0,
    handles: readdirSync(`/proc/${pid}/fd`).length,
    threads: Number(/^Threads:\s+(\d+)$/m.exec(status)?.[1] ?? 0),
    children: childrenOf(pid).length,
  };
}

/** How often it went to sleep so far of its own accord: timers that are left behind wake it up. */
export const wakeUps = (pid: number): number =>
  Number(/^voluntary_ctxt_switches:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);

function childrenOf(parent: number): number[] {
  return readdirSync(`/proc/${parent}/task`).flatMap((task) => {
    const path = `/proc/${parent}/task/${task}/children`;
    return existsSync(path) ? readFileSync(path, 'utf8').split(' ').filter(Boolean).map(Number) : [];
  });
}

/** Files below a folder, and their bytes. */
export interface Filed {
  readonly files: number;
  readonly bytes: number;
}

export function filedIn(folder: string, which: (path: string) => boolean = () => true): Filed {
  let [files, bytes] = [0, 0];
  const walk = (at: string): void => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (which(path)) {
        files += 1;
        bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      }
    }
  };
  if (existsSync(folder)) walk(folder);
  return { files, bytes };
}

/** Copies of round keys in memory-backed storage, of a sitting. */
export const keysInMemory = (sid: string): number =>
  existsSync('/dev/shm') ? readdirSync('/dev/shm').filter((name) => name.startsWith(`piaojue-${sid}-`)).length : 0;
