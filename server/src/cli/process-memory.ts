import { readFileSync } from 'node:fs';

/**
 * Memory of a process in bytes, from /proc; null where there is none (not Linux, or the process is gone). `rss` counts
 * pages that several share in each of them; `pss` shares them out, so only it may be added up.
 */
export interface ProcessMemory {
  readonly rss: number;
  readonly pss: number;
}

export function memoryOf(pid: number): ProcessMemory | null {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const kib = (name: string): number => Number(new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(text)?.[1] ?? 0);
    return { rss: kib('Rss') * 1024, pss: kib('Pss') * 1024 };
  } catch {
    return null;
  }
}

export const mebibytes = (bytes: number): number => Math.round(bytes / 2 ** 20);
