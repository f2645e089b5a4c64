import { Readable } from 'node:stream';
import { encodeLine, payloadOf } from '@piaojue/firmware-protocol/line';
import { assert, asyncProperty, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import { type CounterName, Counters } from '../counters.ts';
import { readLines, type UpFrame } from './line-reader.ts';

async function read(bytes: Buffer): Promise<{ frames: UpFrame[]; counters: Counters; alive: number }> {
  const counters = new Counters();
  const frames: UpFrame[] = [];
  let alive = 0;
  const source = Readable.from([bytes], { objectMode: false });
  const done = readLines(
    source,
    counters,
    () => alive++,
    (frame) => frames.push(frame),
  );
  await done;
  return { frames, counters, alive };
}

const line = (sequence: number, letter = 'T'): string =>
  `${encodeLine(letter, sequence, payloadOf({ type: 'T', uptime: 1, queue: 0, load: 0 }))}\n`;
const FAULTS: readonly CounterName[] = [
  'no-start',
  'too-long',
  'too-short',
  'bad-crc',
  'bad-sequence',
  'bad-payload',
  'unknown-type',
  'bad-length',
  'bad-field',
];

test.each<[CounterName, string]>([
  ['no-start', 'hello\n'],
  ['too-long', `${'x'.repeat(400)}\n`],
  ['too-short', '$TAA\n'],
  ['bad-crc', `${line(1).slice(0, -5)}0000\n`],
  ['unknown-type', line(1, 'Z')],
  ['unknown-type', line(1, 'O')],
  ['bad-length', line(1, 'B')],
  ['bad-field', `${encodeLine('B', 1, new Uint8Array(35))}\n`],
])('FLT1 %s is counted once, and the next line is read', async (name, bad) => {
  const { frames, counters } = await read(Buffer.from(line(0) + bad + line(2), 'latin1'));
  expect(frames).toHaveLength(2);
  expect(FAULTS.filter((fault) => counters.get(fault) > 0)).toEqual([name]);
  expect(counters.get(name)).toBe(1);
});

test('FLT5 a bad line is no sign of life; a type of a later version is', async () => {
  expect((await read(Buffer.from('$nonsense0000\nxx\n'))).alive).toBe(0);
  expect((await read(Buffer.from(line(0, 'B')))).alive).toBe(0);
  expect((await read(Buffer.from(line(0, 'Z')))).alive).toBe(1);
});

test('LINE7 missing and repeated lines are counted; a restart and a late line are not', async () => {
  const sequences = [4094, 4095, 0, 3, 3, 2, 4];
  const { counters, frames } = await read(Buffer.from(sequences.map((sequence) => line(sequence)).join('')));
  expect(frames).toHaveLength(sequences.length);
  expect(counters.get('missing')).toBe(2);
  expect(counters.get('repeated')).toBe(1);
});

test('FLT1 an empty line is nothing', async () => {
  const { counters } = await read(Buffer.from(`\n\r\n${line(0)}\n`));
  for (const fault of FAULTS) expect(counters.get(fault)).toBe(0);
});

test('FLT2 any bytes between two good lines cost neither', async () => {
  await assert(
    asyncProperty(uint8Array({ maxLength: 700 }), async (noise) => {
      const bytes = Buffer.concat([Buffer.from(line(0)), Buffer.from(noise), Buffer.from(`\n${line(1)}`)]);
      const { frames } = await read(bytes);
      expect(frames.length).toBeGreaterThanOrEqual(2);
    }),
    { numRuns: 300 },
  );
});
