import { expect, test } from 'vitest';
import { VoiceLog } from './voice-log.ts';

test('beacons of one receiver in a row are one spell; a long silence ends it, another receiver does not', () => {
  const log = new VoiceLog();
  for (const at of [0, 100, 700]) log.beacon(1, 4, at);
  log.beacon(2, 4, 650);
  log.beacon(1, 4, 1400);
  log.beacon(1, 4, 2300);
  expect(log.spells(1000)).toEqual([
    { receiver: 1, channel: 4, from: 1000, to: 2400 },
    { receiver: 2, channel: 4, from: 1650, to: 1650 },
    { receiver: 1, channel: 4, from: 3300, to: 3300 },
  ]);
});
