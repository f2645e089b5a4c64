import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { BoxWriter, createBoxFile, GROUP_FRAME, HEADER_FRAME, readBox, RECORD_BYTES } from './box-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'box-cut-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('a box that was cut at any byte is read up to the cut, or called broken; also within the length of a frame', () => {
  const path = join(folder, 'round.box');
  const key = new Uint8Array(32).fill(7);
  const size = createBoxFile(path, 1);
  const writer = new BoxWriter(path, key, 3, BoxWriter.start, size);
  const bodies = [
    new Uint8Array(19).fill(1),
    new Uint8Array(RECORD_BYTES).fill(2),
    new Uint8Array(2 * RECORD_BYTES).fill(3),
  ];
  for (const [i, body] of bodies.entries()) writer.append(i === 0 ? HEADER_FRAME : GROUP_FRAME, body);
  writer.close();
  const whole = readFileSync(path);
  const ends = bodies.reduce<number[]>((all, { length }) => [...all, (all.at(-1) ?? 0) + 33 + length], []);
  for (let cut = 0; cut <= (ends.at(-1) ?? 0); cut++) {
    writeFileSync(path, whole.subarray(0, cut));
    let frames = 0;
    const read = readBox(path, key, 3, () => void frames++);
    const expected = ends.filter((end) => end <= cut).length;
    expect([cut, frames]).toEqual([cut, expected]);
    if (!read.ok) expect([cut < (ends[0] ?? 0), read.error.code]).toEqual([true, 'broken']);
  }
});
