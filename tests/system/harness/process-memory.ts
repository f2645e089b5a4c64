import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import type { Hay } from './needles.ts';

/** What somebody sees of another process who runs as the same user, or as root: Linux alone. */
const CHUNK = 16 * 1024 * 1024;

/** Everything that stands in the writable memory of a process, as a core file would have it. */
export function memoryOf(pid: number): Hay[] {
  const found: Hay[] = [];
  const fd = openSync(`/proc/${pid}/mem`, 'r');
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'latin1').split('\n')) {
      const match = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line);
      if (!match || /\[v/.test(line)) continue;
      const [from, to] = [Number.parseInt(match[1] ?? '', 16), Number.parseInt(match[2] ?? '', 16)];
      for (let at = from; at < to; at += CHUNK) {
        const bytes = Buffer.alloc(Math.min(CHUNK, to - at));
        try {
          const read = readSync(fd, bytes, 0, bytes.length, at);
          found.push({ where: `memory of ${pid} at ${at.toString(16)}`, bytes: bytes.subarray(0, read) });
        } catch {
          // Reserved and never used, or gone by now.
        }
      }
    }
  } finally {
    closeSync(fd);
  }
  return found;
}

export const environmentOf = (pid: number): Buffer => readFileSync(`/proc/${pid}/environ`);

/** What its open files are called. */
export const openFilesOf = (pid: number): string[] =>
  readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
    } catch {
      return [];
    }
  });
