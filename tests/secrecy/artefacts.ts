import { statSync } from 'node:fs';
import { relative } from 'node:path';
import { filesUnder } from '../system/harness/needles.ts';
import type { LabHall } from './lab-hall.ts';

/** Everything that a hall left or said, by name: what two worlds are compared in. */
export type Artefacts = ReadonlyMap<string, Buffer>;

/** Files with their size and mode, messages in their order, and exports. */
export function artefactsOf(lab: LabHall, exports: ReadonlyMap<string, string> = new Map()): Artefacts {
  const found = new Map<string, Buffer>();
  for (const { where, bytes } of filesUnder(lab.options.folder)) {
    const name = relative(lab.options.folder, where);
    const { mode } = statSync(where);
    found.set(`file ${name}: size and mode`, Buffer.from(`${bytes.length} ${mode.toString(8)}`));
    if (name.endsWith('-shm')) continue;
    found.set(`file ${name}`, name.endsWith('-wal') ? withoutSalts(bytes) : bytes);
  }
  lab.said.forEach(({ where, text }, i) => found.set(`message ${i} to ${where}`, Buffer.from(text)));
  for (const [route, answer] of exports) found.set(`GET ${route}`, Buffer.from(answer, 'latin1'));
  return found;
}

const WAL_HEADER = 32;
const FRAME_HEADER = 24;

/**
 * The journal of SQLite without the salts, which SQLite draws with a generator of its own at each start, and without the
 * checksums over them. Page numbers, sizes, order and contents of all frames stay.
 */
export function withoutSalts(wal: Buffer): Buffer {
  const out = Buffer.from(wal);
  if (out.length < WAL_HEADER) return out;
  const page = out.readUInt32BE(8);
  out.fill(0, 16, WAL_HEADER);
  for (let at = WAL_HEADER; at + FRAME_HEADER + page <= out.length; at += FRAME_HEADER + page)
    out.fill(0, at + 8, at + 24);
  return out;
}

/** Names of what differs, with the first byte; what only one of them has, differs. */
export function differences(a: Artefacts, b: Artefacts): string[] {
  const names = [...new Set([...a.keys(), ...b.keys()])];
  return names.flatMap((name) => {
    const [one, other] = [a.get(name), b.get(name)];
    if (!one || !other) return [`${name}: in one of them only`];
    if (one.equals(other)) return [];
    const at = one.findIndex((byte, i) => byte !== other[i]);
    const [here, there] = [one, other].map((bytes) => bytes.subarray(Math.max(0, at - 20), at + 40).toString('latin1'));
    return [`${name}, byte ${at}: ${JSON.stringify(here)} against ${JSON.stringify(there)}`];
  });
}

const FRAME_OVERHEAD = 32;

/** What anybody sees of a ballot box who has no key: the length of each frame, in order, and the size of the file. */
export function boxLayout(box: Buffer): readonly number[] {
  const lengths: number[] = [];
  for (let at = 0; at + 4 <= box.length && box.readUInt32BE(at) !== 0; ) {
    const length = box.readUInt32BE(at);
    lengths.push(length);
    at += FRAME_OVERHEAD + length;
  }
  return [...lengths, box.length];
}
