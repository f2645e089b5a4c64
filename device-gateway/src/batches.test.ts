import { expect, test } from 'vitest';
import { Batches, type Frame } from './batches.ts';

const frame = (n: number): Frame => ({ type: 'B', payload: String(n) });

test('GW4 ports take turns', () => {
  const batches = new Batches();
  batches.add('a', frame(1));
  batches.add('b', frame(2));
  batches.add('a', frame(3));
  expect(batches.take()).toEqual({ port: 'a', frames: [frame(1), frame(3)] });
  batches.add('a', frame(4));
  expect(batches.take()?.port).toBe('b');
  expect(batches.take()?.port).toBe('a');
  expect(batches.take()).toBeUndefined();
});

test('GW4 what waits is bounded; the oldest go and are counted', () => {
  const batches = new Batches(64);
  let dropped = 0;
  for (let n = 0; n < 1000; n++) dropped += batches.add('a', frame(n));
  const frames = batches.take()?.frames ?? [];
  expect(frames.length).toBeLessThanOrEqual(64);
  expect(frames.length + dropped).toBe(1000);
  expect(frames.at(-1)).toEqual(frame(999));
});

test('GW4 nothing is kept across a loss of the server', () => {
  const batches = new Batches();
  batches.add('a', frame(1));
  batches.add('b', frame(2));
  batches.add('b', frame(3));
  expect(batches.clear()).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
  expect(batches.take()).toBeUndefined();
});
