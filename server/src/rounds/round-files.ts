import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RoundFiles } from '../store/store.ts';

/** Where copies of the round key go. `disk` is the weakest: what is on a disk can often be read after it was removed. */
export interface KeyPlaces {
  readonly kind: 'tmpfs' | 'medium' | 'disk';
  readonly folders: readonly string[];
}

const SHM = '/dev/shm';

/** `choice`: `tmpfs`, `disk`, or the folder of a removable medium (tmpfs is then used as well, so a crash needs no medium). */
export function keyPlaces(choice: string, dataFolder: string): KeyPlaces {
  const tmpfs = existsSync(SHM) ? [SHM] : [];
  if (choice === 'disk') return { kind: 'disk', folders: [join(dataFolder, 'round-keys')] };
  if (choice !== 'tmpfs') return { kind: 'medium', folders: [...tmpfs, choice] };
  return tmpfs.length ? { kind: 'tmpfs', folders: tmpfs } : { kind: 'disk', folders: [join(dataFolder, 'round-keys')] };
}

const prefix = (sid: Uint8Array): string => `piaojue-${Buffer.from(sid).toString('hex')}-`;

export function roundFiles(dataFolder: string, places: KeyPlaces, sid: Uint8Array, round: number): RoundFiles {
  const name = `${prefix(sid)}${round}.key`;
  mkdirSync(join(dataFolder, 'boxes'), { recursive: true, mode: 0o700 });
  if (places.kind === 'disk') for (const folder of places.folders) mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    box: join(dataFolder, 'boxes', `round-${round}.box`),
    keys: places.folders.map((folder) => join(folder, name)),
    medium:
      places.kind === 'medium'
        ? places.folders.filter((folder) => folder !== SHM).map((folder) => join(folder, name))
        : [],
  };
}

/** Boxes and keys that stand on the disk, by round, for the sweep at start. */
export function strayFiles(dataFolder: string, places: KeyPlaces, sid: Uint8Array): { round: number; path: string }[] {
  const found: { round: number; path: string }[] = [];
  const scan = (folder: string, pattern: RegExp): void => {
    if (!existsSync(folder)) return;
    for (const name of readdirSync(folder)) {
      const match = pattern.exec(name);
      if (match) found.push({ round: Number(match[1]), path: join(folder, name) });
    }
  };
  scan(join(dataFolder, 'boxes'), /^round-(\d+)\.box$/);
  for (const folder of places.folders) scan(folder, new RegExp(`^${prefix(sid)}(\\d+)\\.key$`));
  return found;
}
