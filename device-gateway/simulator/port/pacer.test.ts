import { expect, test } from 'vitest';
import { Pacer } from './pacer.ts';

test.each([
  [115_200, 11_520],
  [921_600, 92_160],
])('LINE10 %i baud carry %i bytes a second', (baud, bytes) => {
  const pacer = new Pacer(baud, 0);
  let sent = 0;
  for (let now = 5; now <= 1000; now += 5) {
    pacer.advance(now);
    for (; pacer.room > 0; sent += 56) pacer.spend(56);
  }
  expect(Math.abs(sent - bytes)).toBeLessThanOrEqual(56);
});

test('silence is not made up for', () => {
  const pacer = new Pacer(115_200, 0);
  pacer.advance(60_000);
  expect(pacer.room).toBeLessThanOrEqual(231);
});
