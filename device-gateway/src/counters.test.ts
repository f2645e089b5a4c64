import { expect, test } from 'vitest';
import { COUNTERS, type CounterName, Counters } from './counters.ts';

test('GW9 every fault of part 8 has a counter with words, and all are reported', () => {
  const faults: CounterName[] = [
    'no-start',
    'too-long',
    'too-short',
    'bad-crc',
    'bad-sequence',
    'bad-payload',
    'unknown-type',
    'bad-length',
    'bad-field',
    'missing',
    'repeated',
  ];
  for (const fault of faults) expect(COUNTERS[fault].length).toBeGreaterThan(10);
  const counters = new Counters();
  counters.add('bad-crc');
  counters.add('bad-crc', 2);
  counters.add('missing', 0);
  expect(counters.snapshot()).toMatchObject({ 'bad-crc': 3, missing: 0, silent: 0 });
  expect(Object.keys(counters.snapshot())).toEqual(Object.keys(COUNTERS));
  for (const name of Object.keys(COUNTERS)) expect(name.length).toBeLessThanOrEqual(40);
});
