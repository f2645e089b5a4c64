import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { BoxWriter, createBoxFile, GROUP_FRAME, HEADER_FRAME, readBox, RECORD_BYTES } from './box-file.ts';

/**
 * The box file cut and flipped at random: what a power cut may leave behind the last sync comes back without the torn frame
 * and with everything before it; damage before it is named, and the file stays as it was, byte for byte.
 */
const folder = mkdtempSync(join(tmpdir(), 'piaojue-tear-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const ROUND = 7;
const RUNS = 1000;
/** Fewer: whoever reads a torn box looks through the whole tear for a later frame. */
const TEARS = 400;
const key = randomBytes(32);
const path = join(folder, 'round-7.box');

interface Written {
  readonly bytes: Buffer;
  /** End of each frame; the last is not synced. */
  readonly ends: readonly number[];
  readonly bodies: readonly string[];
}

function written(groups: readonly number[]): Written {
  rmSync(path, { force: true });
  const size = createBoxFile(path, 50);
  const writer = new BoxWriter(path, key, ROUND, BoxWriter.start, size);
  const bodies = [randomBytes(19), ...groups.map((ballots) => randomBytes(RECORD_BYTES * ballots))];
  const ends: number[] = [];
  for (const [i, body] of bodies.entries()) {
    expect(writer.append(i === 0 ? HEADER_FRAME : GROUP_FRAME, body)).toBeUndefined();
    // Length 4, nonce 12, type 1, tag 16.
    ends.push((ends.at(-1) ?? 0) + 33 + body.length);
  }
  writer.close();
  return { bytes: readFileSync(path), ends, bodies: bodies.map((body) => body.toString('hex')) };
}

function readAll() {
  const bodies: string[] = [];
  const read = readBox(path, key, ROUND, (_type, body) => bodies.push(body.toString('hex')));
  return { read, bodies };
}

/** Boxes of all sizes, made once: what is tried on them thousands of times is how they are damaged. */
const SIZES = fc.sample(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 8 }), 20);
const BOXES = SIZES.map(written);
const box = fc.constantFrom(...BOXES);
const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const within = (from: number, to: number, at: number): number => from + Math.floor(at * (to - from));

it('a last frame of which only a part came to the disk is dropped, whatever part; everything before it comes back', () => {
  const seen = { whole: 0, torn: 0 };
  fc.assert(
    fc.property(box, place, fc.constantFrom('zeros', 'shorter', 'holes'), ({ bytes, ends, bodies }, at, how) => {
      const [start = 0, end = 0] = ends.slice(-2);
      const cut = within(start, end, at);
      const torn = Buffer.from(bytes);
      if (how === 'holes') for (let p = start; p < end; p++) torn[p] = (torn[p] ?? 0) * (((p * 7 + cut) >> 3) & 1);
      else torn.fill(0, cut, end);
      writeFileSync(path, how === 'shorter' ? torn.subarray(0, cut) : torn);
      const { read, bodies: back } = readAll();
      expect(read.ok && read.value.position.offset).toBe(torn.equals(bytes) ? end : start);
      expect(back).toEqual(torn.equals(bytes) ? bodies : bodies.slice(0, -1));
      seen[torn.equals(bytes) ? 'whole' : 'torn'] += 1;
    }),
    { numRuns: TEARS },
  );
  expect(seen.torn).toBeGreaterThan(TEARS * 0.9);
});

it('any bytes that are changed before the last frame are found; nothing is counted of the box, and it stays untouched', () => {
  let found = 0;
  fc.assert(
    fc.property(
      box,
      place,
      fc.integer({ min: 1, max: 255 }),
      fc.integer({ min: 1, max: 40 }),
      ({ bytes, ends, bodies }, at, mask, run) => {
        const lastButOne = ends.at(-2) ?? 0;
        const from = within(0, lastButOne, at);
        const to = Math.min(from + run, lastButOne);
        const damaged = Buffer.from(bytes);
        for (let p = from; p < to; p++) damaged[p] = (damaged[p] ?? 0) ^ mask;
        writeFileSync(path, damaged);
        const { read, bodies: back } = readAll();
        const where = `bytes ${from} to ${to} of ${ends.join(' ')}`;
        expect(read.ok, where).toBe(false);
        expect(!read.ok && read.error.code, where).toBe('broken');
        expect(bodies.slice(0, back.length), where).toEqual(back);
        expect(readFileSync(path).equals(damaged)).toBe(true);
        found += 1;
      },
    ),
    { numRuns: RUNS },
  );
  expect(found).toBe(RUNS);
});

it('bits flipped in the last frame, each of them, cost that frame and no other', () => {
  const { bytes, ends, bodies } = written([3, 2, 1]);
  const [start = 0, end = 0] = ends.slice(-2);
  // A length of 0 is the end of the box: it is the one that leaves no frame at all.
  for (let bit = start * 8; bit < end * 8; bit++) {
    const damaged = Buffer.from(bytes);
    damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    writeFileSync(path, damaged);
    const { read, bodies: back } = readAll();
    expect([bit, read.ok, back.length]).toEqual([bit, true, bodies.length - 1]);
  }
});
