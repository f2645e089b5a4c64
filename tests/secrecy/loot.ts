import { statSync } from 'node:fs';
import { filesUnder } from '../system/harness/needles.ts';
import { type LabHall, type Said } from './lab-hall.ts';
import { readFileSync } from 'node:fs';

export interface LootFile {
  readonly where: string;
  readonly bytes: Buffer;
  /** ms since the epoch. */
  readonly changedAt: number;
}

/** What somebody has in the hand who takes everything away after the close, and the provisioning of the keypads with it. */
export interface Loot {
  readonly files: readonly LootFile[];
  readonly said: readonly Said[];
  /** 16 bytes each, by keypad. */
  readonly deviceKeys: ReadonlyMap<number, Uint8Array>;
  /** By slot. */
  readonly seats: readonly number[];
  readonly names: readonly string[];
  readonly session: LabHall['session'];
  readonly round: number;
  readonly paper: Uint8Array;
  readonly candidates: number;
  readonly most: number;
}

/** Who voted what, by slot: 16 bytes each. */
export type Assignment = readonly Uint8Array[];

export const filesOf = (folder: string): LootFile[] =>
  filesUnder(folder).map(({ where, bytes }) => ({ where, bytes, changedAt: statSync(where).mtimeMs }));

/** The provisioning file, as it lies in the key folder. */
export function deviceKeysIn(path: string): Map<number, Uint8Array> {
  const { keys } = JSON.parse(readFileSync(path, 'utf8')) as { keys: Readonly<Record<string, string>> };
  return new Map(Object.entries(keys).map(([id, hex]) => [Number(id), new Uint8Array(Buffer.from(hex, 'hex'))]));
}
