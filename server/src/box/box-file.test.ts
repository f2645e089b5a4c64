import { randomBytes } from 'node:crypto';
import {
  fdatasyncSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type BoxContents,
  BoxWriter,
  createBoxFile,
  type Disk,
  END_FRAME,
  GROUP_FRAME,
  HEADER_FRAME,
  MAX_GROUP,
  RECORD_BYTES,
  readBox,
} from './box-file.ts';

const ROUND = 7;
const KEY = randomBytes(32);
const folder = mkdtempSync(join(tmpdir(), 'box-file-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const newPath = (): string => join(folder, `${++files}.box`);

interface Frame {
  readonly type: number;
  readonly body: Buffer;
}
const group = (...bytes: number[]): Frame => ({
  type: GROUP_FRAME,
  body: Buffer.concat(bytes.map((byte) => Buffer.alloc(RECORD_BYTES, byte))),
});
const header: Frame = { type: HEADER_FRAME, body: Buffer.from('header') };
const end = (count: number): Frame => ({ type: END_FRAME, body: Buffer.of(0, 0, 0, count) });

function read(path: string, key: Uint8Array = KEY, round = ROUND) {
  const frames: Frame[] = [];
  const result = readBox(path, key, round, (type, body) => frames.push({ type, body: Buffer.from(body) }));
  return { frames, result };
}
function contents(path: string): BoxContents & { readonly frames: Frame[] } {
  const { frames, result } = read(path);
  if (!result.ok) throw new Error(result.error.detail);
  return { ...result.value, frames };
}
const fault = (path: string, key?: Uint8Array, round?: number): string => {
  const { result } = read(path, key, round);
  return result.ok ? `opened${result.value.torn ? ', torn' : ''}` : result.error.code;
};

/** A writer that goes on where the file ends, as after a restart. */
function reopened(path: string, disk?: Disk): BoxWriter {
  const { position, size, dirtyEnd } = contents(path);
  return new BoxWriter(path, KEY, ROUND, position, size, dirtyEnd, disk);
}

/** A box with these frames; the offset at which each ends. */
async function boxOf(frames: readonly Frame[], path = newPath()): Promise<{ path: string; ends: number[] }> {
  const size = createBoxFile(path, 1);
  const writer = new BoxWriter(path, KEY, ROUND, BoxWriter.start, size);
  const ends: number[] = [];
  for (const { type, body } of frames) {
    expect(writer.append(type, body)).toBeUndefined();
    ends.push((ends.at(-1) ?? 0) + 33 + body.length);
  }
  writer.close();
  return { path, ends };
}

/** The first bytes of a box are changed by `change`; the zeros behind stay. */
function changed(path: string, change: (bytes: Buffer) => Buffer): string {
  const copy = newPath();
  writeFileSync(copy, change(readFileSync(path)));
  return copy;
}

describe('the box file', () => {
  it('gives back any groups as they were appended, across a restart between any two', async () => {
    const groups = fc.array(fc.uint8Array({ minLength: RECORD_BYTES, maxLength: 6 * RECORD_BYTES }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(groups, fc.nat(6), async (bodies, restart) => {
        const path = newPath();
        const size = createBoxFile(path, 3);
        let writer = new BoxWriter(path, KEY, ROUND, BoxWriter.start, size);
        writer.append(HEADER_FRAME, header.body);
        for (const [i, body] of bodies.entries()) {
          if (i === restart) {
            writer.close();
            writer = reopened(path);
          }
          expect(writer.append(GROUP_FRAME, body)).toBeUndefined();
        }
        writer.close();
        const { frames, torn, ended } = contents(path);
        expect({ torn, ended }).toEqual({ torn: false, ended: undefined });
        expect(frames).toEqual([header, ...bodies.map((body) => ({ type: GROUP_FRAME, body: Buffer.from(body) }))]);
        rmSync(path);
      }),
      { numRuns: 60 },
    );
  });

  it('never shows two frames alike: equal groups are sealed under new nonces', async () => {
    const { path, ends } = await boxOf([header, group(1), group(1)]);
    const bytes = readFileSync(path);
    expect(bytes.subarray(ends[0], ends[1])).not.toEqual(bytes.subarray(ends[1], ends[2]));
    expect(bytes.subarray(0, ends[2]).includes(Buffer.alloc(RECORD_BYTES, 1))).toBe(false);
  });

  it('is only for its owner and is never made over another', () => {
    const path = newPath();
    createBoxFile(path, 100);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(() => createBoxFile(path, 100)).toThrow(/EEXIST/);
  });

  it('a missing file is told apart from a broken one', () => {
    expect(fault(newPath())).toBe('missing');
  });

  it('another key or another round opens nothing', async () => {
    const { path } = await boxOf([header, group(1)]);
    const { frames, result } = read(path, randomBytes(32));
    expect(frames).toEqual([]);
    expect(result.ok ? '' : result.error.code).toBe('broken');
    expect(fault(path, KEY, ROUND + 1)).toBe('broken');
  });

  it('says how many ballots END names, and takes nothing behind it', async () => {
    const { path } = await boxOf([header, group(1, 2), end(2)]);
    expect(contents(path)).toMatchObject({ ended: 2, torn: false });
    const after = await boxOf([header, group(1), end(1), group(2)]);
    expect(fault(after.path)).toBe('broken');
    const { ends } = await boxOf([header, end(0)]);
    const noise = changed(path, (bytes) => bytes.fill(1, (ends[1] ?? 0) + 500, (ends[1] ?? 0) + 501));
    expect(fault(noise)).toBe('broken');
  });
});

describe('a torn last frame', () => {
  it('is dropped wherever it was cut, and the next one may be shorter or longer', async () => {
    const { path, ends } = await boxOf([header, group(1), group(2, 3, 4)]);
    const whole = readFileSync(path);
    const [, before = 0, last = 0] = ends;
    for (let cut = before; cut < last; cut++) {
      const left = Buffer.from(whole).fill(0, cut);
      // A frame whose cut end was zeros is whole all the same.
      if (left.equals(whole)) continue;
      writeFileSync(path, left);
      const { frames, torn, position } = contents(path);
      expect([cut, frames.length, torn, position.offset]).toEqual([
        cut,
        2,
        left.subarray(before).some(Boolean),
        before,
      ]);
      const next = cut % 2 ? [group(5)] : [group(5), group(6, 7, 8, 9)];
      const writer = reopened(path);
      for (const { type, body } of next) expect(writer.append(type, body)).toBeUndefined();
      writer.close();
      const again = contents(path);
      expect([cut, again.torn, again.frames]).toEqual([cut, false, [header, group(1), ...next]]);
    }
  });

  it('is dropped when its end reached the disk and its start did not', async () => {
    const { path, ends } = await boxOf([header, group(1), group(2, 3)]);
    const whole = readFileSync(path);
    const [, before = 0, last = 0] = ends;
    for (let cut = before + 1; cut < last; cut++) {
      const left = Buffer.from(whole).fill(0, before, cut);
      if (left.equals(whole)) continue;
      writeFileSync(path, left);
      expect([cut, contents(path).frames.length]).toEqual([cut, 2]);
    }
  });

  it('is dropped when the file itself ends within it', async () => {
    const { path, ends } = await boxOf([header, group(1), group(2, 3)]);
    const [, before = 0, last = 0] = ends;
    for (let size = last - 1; size >= before; size--) {
      truncateSync(path, size);
      expect([size, contents(path).frames.length]).toEqual([size, 2]);
    }
    const writer = reopened(path);
    expect(writer.append(GROUP_FRAME, group(4).body)).toBeUndefined();
    writer.close();
    expect(contents(path).frames).toEqual([header, group(1), group(4)]);
  });
});

describe('damage before the last frame', () => {
  it('every single flipped bit is found, and the file stays as it is', async () => {
    const { path, ends } = await boxOf([header, group(1), group(2), end(2)]);
    const whole = readFileSync(path).subarray(0, (ends[3] ?? 0) + 64);
    const copy = newPath();
    for (let bit = 0; bit < (ends[2] ?? 0) * 8; bit++) {
      const bytes = Buffer.from(whole);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
      writeFileSync(copy, bytes);
      expect([bit, fault(copy)]).toEqual([bit, 'broken']);
      if (bit % 500 === 0) expect(readFileSync(copy).equals(bytes)).toBe(true);
    }
  });

  it('a sector that was lost with many frames in it is found', async () => {
    const { path, ends } = await boxOf([header, ...Array.from({ length: 24 }, (_, i) => group(i))]);
    for (const fill of [0, 0xff, 'noise'] as const) {
      const lost = changed(path, (bytes) => {
        const sector = fill === 'noise' ? randomBytes(512) : Buffer.alloc(512, fill);
        sector.copy(bytes, 512);
        return bytes;
      });
      expect(ends.at(-1)).toBeGreaterThan(1024);
      expect([fill, fault(lost)]).toEqual([fill, 'broken']);
    }
  });

  it('swapped, removed and repeated frames are found', async () => {
    const { path, ends } = await boxOf([header, group(1), group(2), group(3), group(4)]);
    const starts = [0, ...ends];
    const order = (...frames: number[]): string =>
      changed(path, (bytes) => {
        const picked = frames.map((frame) => bytes.subarray(starts[frame], starts[frame + 1]));
        return Buffer.concat([...picked, Buffer.alloc(bytes.length)]);
      });
    for (const frames of [
      [0, 2, 1, 3, 4],
      [0, 1, 2, 4, 3],
      [0, 2, 3, 4],
      [0, 1, 3, 4],
      [0, 3, 4],
      [1, 2, 3, 4],
      [0, 1, 1, 2, 3, 4],
      [1, 0, 2, 3, 4],
    ]) {
      expect([frames, fault(order(...frames))]).toEqual([frames, 'broken']);
    }
    expect(fault(order(0, 1, 2, 3, 4))).toBe('opened');
  });

  it('more bytes than one frame can have is no torn frame', async () => {
    const { path, ends } = await boxOf([header, group(1)]);
    const noise = changed(path, (bytes) => {
      randomBytes(RECORD_BYTES * MAX_GROUP + 100).copy(bytes, ends[1]);
      return bytes;
    });
    expect(fault(noise)).toBe('broken');
  });
});

describe('the disk', () => {
  it('the file grows over what was preallocated, and the end stays an end', async () => {
    const path = newPath();
    const size = createBoxFile(path, 1);
    const writer = new BoxWriter(path, KEY, ROUND, BoxWriter.start, size);
    const body = Buffer.alloc(RECORD_BYTES * MAX_GROUP, 7);
    let frames = 0;
    for (; frames * body.length < 2.5 * size; frames++) expect(writer.append(GROUP_FRAME, body)).toBeUndefined();
    writer.close();
    expect(statSync(path).size).toBeGreaterThan(2 * size);
    const read = contents(path);
    expect([read.frames.length, read.torn]).toEqual([frames, false]);
    expect(read.size - read.position.offset).toBeGreaterThanOrEqual(4);
  });

  it('a frame that just fits leaves the four zero bytes that say it is the last', async () => {
    const path = newPath();
    const size = createBoxFile(path, 1);
    for (let short = 0; short <= 5; short++) {
      const writer = new BoxWriter(path, KEY, ROUND, BoxWriter.start, size);
      let left = size;
      for (; left > 60_000; left -= 50_033) writer.append(GROUP_FRAME, Buffer.alloc(50_000, 1));
      writer.append(GROUP_FRAME, Buffer.alloc(left - 33 - short, 1));
      expect(statSync(path).size - contents(path).position.offset).toBeGreaterThanOrEqual(4);
      writer.append(END_FRAME, Buffer.alloc(4));
      writer.close();
      expect([short, contents(path).ended]).toEqual([short, 0]);
    }
  });

  /** A disk whose next `failures` calls fail: of `write` after half of the bytes, of `fdatasync` after all. */
  function failingDisk(at: 'write' | 'fdatasync', failures: number): Disk {
    const error = Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
    const fails = (): boolean => failures-- > 0;
    return {
      writeSync: (fd, bytes, from, length, position) =>
        writeSync(fd, bytes, from, at === 'write' && fails() ? length >> 1 : length, position),
      fdatasyncSync(fd) {
        if (at === 'fdatasync' && fails()) throw error;
        fdatasyncSync(fd);
      },
    };
  }

  it.each(['write', 'fdatasync'] as const)('a failed %s leaves the place to the next frame', async (at) => {
    const { path } = await boxOf([header, group(1)]);
    const writer = reopened(path, failingDisk(at, 2));
    expect(writer.append(GROUP_FRAME, group(2, 3, 4, 5).body)).toBeInstanceOf(Error);
    expect(writer.append(GROUP_FRAME, group(6, 7, 8).body)).toBeInstanceOf(Error);
    expect(writer.append(GROUP_FRAME, group(9).body)).toBeUndefined();
    expect(contents(path)).toMatchObject({ frames: [header, group(1), group(9)], torn: false });
    expect(writer.append(GROUP_FRAME, group(10, 11).body)).toBeUndefined();
    writer.close();
    expect(contents(path).frames).toEqual([header, group(1), group(9), group(10, 11)]);
  });

  it('a frame that was written and never synced is whole after the restart: stored twice is counted once', async () => {
    const { path } = await boxOf([header, group(1)]);
    const writer = reopened(path, failingDisk('fdatasync', 1));
    expect(writer.append(GROUP_FRAME, group(2).body)).toBeInstanceOf(Error);
    writer.close();
    expect(contents(path).frames).toEqual([header, group(1), group(2)]);
  });

  it('a descriptor that is gone is an error and no exception', async () => {
    const { path } = await boxOf([header]);
    const writer = reopened(path);
    writer.close();
    expect(writer.append(GROUP_FRAME, group(1).body)).toMatchObject({ code: 'EBADF' });
  });
});
