import { expect, test } from 'vitest';
import { seats } from '../../gallery/console-samples.ts';
import { blockCounts, MOST_AT_ONCE, seatBlocks } from './seat-blocks.ts';

test('five hundred seats are one map', () => {
  expect(seatBlocks(seats(MOST_AT_ONCE)).map((block) => block.seats.length)).toEqual([500]);
  expect(seatBlocks([])).toEqual([]);
});

test('a larger hall is its delegations, each of which fits into one map', () => {
  const all = seats(1201);
  const blocks = seatBlocks(all);
  expect(blocks.map(({ group }) => group)).toEqual(['东片代表团', '西片代表团', '北片代表团', '机关代表团']);
  expect(blocks.flatMap((block) => block.seats).toSorted((a, b) => a.slot - b.slot)).toEqual(all);
});

test.each([
  ['delegations that are too large', seats(3000)],
  ['deputies of no delegation', seats(1000).map((seat, at) => (at === 700 ? { ...seat, group: '' } : seat))],
  ['one delegation', seats(501).map((seat) => ({ ...seat, group: '一团' }))],
])('%s: runs of a hundred in the order of the roll, nobody is missing', (_, all) => {
  const blocks = seatBlocks(all);
  expect(blocks).toHaveLength(Math.ceil(all.length / 100));
  expect(blocks.flatMap((block) => block.seats)).toEqual(all);
  expect(blocks[1]).toMatchObject({ group: null, from: 101, to: 200 });
  expect(new Set(blocks.map(({ id }) => id)).size).toBe(blocks.length);
});

test('the counts of the blocks are those of the hall', () => {
  const all = seats(3000);
  const sum = { seats: 0, present: 0, submitted: 0, silent: 0, low: 0 };
  for (const block of seatBlocks(all)) {
    const counts = blockCounts(block.seats);
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += counts[key];
  }
  expect(sum).toEqual(blockCounts(all));
  expect(sum.seats).toBe(3000);
  expect(sum.present).toBeLessThan(3000);
  expect(Math.min(...Object.values(sum))).toBeGreaterThan(0);
});
