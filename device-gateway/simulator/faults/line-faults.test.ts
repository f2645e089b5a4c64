import { expect, test } from 'vitest';
import { seededRandom } from '../random.ts';
import { Delivery } from './delivery.ts';
import { NO_FAULTS } from './fault-spec.ts';
import { lineFaults, noFaultCounts } from './line-faults.ts';

const LINES = 4000;
const lines = Array.from({ length: LINES }, (_, i) => Buffer.from(`$line ${i}\n`));

function run(spec: Partial<typeof NO_FAULTS>, seed = 5) {
  const counts = noFaultCounts();
  const faults = lineFaults({ ...NO_FAULTS, ...spec }, seededRandom(seed), counts);
  let out = '';
  const delivery = new Delivery((bytes) => (out += bytes.toString()));
  lines.forEach((line, i) => delivery.put(faults(line), i));
  delivery.advance(LINES + 1e6);
  return { out, counts };
}

test('without faults every line comes as it was sent', () => {
  expect(run({}).out).toBe(lines.join(''));
});

test('one seed, one run; another seed, another run', () => {
  const spec = { drop: 0.1, corrupt: 0.1, split: 0.1, delay: 0.1, repeat: 0.1 };
  expect(run(spec, 1).out).toBe(run(spec, 1).out);
  expect(run(spec, 1).out).not.toBe(run(spec, 2).out);
});

test.each(['drop', 'repeat', 'corrupt', 'split', 'delay'] as const)('%s hits its share of the lines', (name) => {
  const { counts } = run({ [name]: 0.1 });
  expect(counts[name]).toBeGreaterThan(LINES * 0.08);
  expect(counts[name]).toBeLessThan(LINES * 0.12);
});

test('a split line stays whole in the order of its bytes; a late line comes whole', () => {
  expect(run({ split: 0.3 }).out).toBe(lines.join(''));
  const late = run({ delay: 0.3, split: 0.2 }).out.split('\n').sort();
  expect(late).toEqual(lines.join('').split('\n').sort());
});
