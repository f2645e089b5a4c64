import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyPlaces, roundFiles, strayFiles } from './round-files.ts';

const SID = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 0xff);
const OTHER_SID = new Uint8Array(8);
let data: string;
beforeEach(() => (data = mkdtempSync(join(tmpdir(), 'round-files-'))));
afterEach(() => rmSync(data, { recursive: true }));

describe('where keys go', () => {
  it.runIf(existsSync('/dev/shm'))('tmpfs by default; a medium beside it; the disk only when it is named', () => {
    expect(keyPlaces('tmpfs', data)).toEqual({ kind: 'tmpfs', folders: ['/dev/shm'] });
    expect(keyPlaces('/media/stick', data)).toEqual({ kind: 'medium', folders: ['/dev/shm', '/media/stick'] });
    expect(keyPlaces('disk', data)).toEqual({ kind: 'disk', folders: [join(data, 'round-keys')] });
  });

  it('files of a round are named by session and round, in folders that only their owner reads', () => {
    const files = roundFiles(data, keyPlaces('disk', data), SID, 12);
    expect(files).toEqual({
      box: join(data, 'boxes', 'round-12.box'),
      keys: [join(data, 'round-keys', 'piaojue-00010203040506ff-12.key')],
      medium: [],
    });
    for (const folder of ['boxes', 'round-keys']) expect(statSync(join(data, folder)).mode & 0o777).toBe(0o700);
    // No file is made, and a medium that is not there is not made up.
    expect([existsSync(files.box), existsSync(files.keys[0] ?? '')]).toEqual([false, false]);
    const absent = join(data, 'stick');
    roundFiles(data, { kind: 'medium', folders: [absent] }, SID, 12);
    expect(existsSync(absent)).toBe(false);
  });
});

describe('what is left on the disk', () => {
  it('is found by round: boxes, and keys of this session only', () => {
    const places = { kind: 'medium', folders: [join(data, 'a'), join(data, 'b'), join(data, 'absent')] } as const;
    for (const folder of ['a', 'b']) mkdirSync(join(data, folder));
    const mine = roundFiles(data, places, SID, 3);
    const next = roundFiles(data, places, SID, 30);
    const foreign = roundFiles(data, places, OTHER_SID, 4);
    for (const path of [mine.box, next.box, ...mine.keys.slice(0, 2), next.keys[1] ?? '', ...foreign.keys.slice(0, 2)])
      writeFileSync(path, 'x');
    for (const name of ['round-5.box.bak', 'xround-5.box', 'round-.box', 'notes.txt'])
      writeFileSync(join(data, 'boxes', name), 'x');
    const found = strayFiles(data, places, SID).map(({ round, path }) => `${round} ${path}`);
    expect(found.toSorted()).toEqual(
      [`3 ${mine.box}`, `30 ${next.box}`, `3 ${mine.keys[0]}`, `3 ${mine.keys[1]}`, `30 ${next.keys[1]}`].toSorted(),
    );
  });

  it('is nothing in a new folder', () => {
    expect(strayFiles(join(data, 'none'), keyPlaces('disk', data), SID)).toEqual([]);
  });
});
