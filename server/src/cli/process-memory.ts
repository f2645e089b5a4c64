import { readFileSync } from 'node:fs';

/**
 * Memory of a process in bytes, from /proc; null where there is none (not Linux, or the process is gone). What several
 * processes share, such as Node itself, stands in `shared` of each.
 */
export interface ProcessMemory {
  readonly own: number;
  readonly shared: number;
}

export function memoryOf(pid: number): ProcessMemory | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  } catch {
    return null;
  }
  const bytes = (name: string): number => 1024 * Number(new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(text)?.[1] ?? 0);
  return {
    own: bytes('Private_Clean') + bytes('Private_Dirty'),
    shared: bytes('Shared_Clean') + bytes('Shared_Dirty'),
  };
}

/** RSS of one process. */
export const residentBytes = ({ own, shared }: ProcessMemory): number => own + shared;

/** Of processes of one program together: what they share counts once. */
export const togetherBytes = (all: readonly ProcessMemory[]): number =>
  all.reduce((sum, { own }) => sum + own, 0) + Math.max(0, ...all.map(({ shared }) => shared));

export const mebibytes = (bytes: number): number => Math.round(bytes / 2 ** 20);
