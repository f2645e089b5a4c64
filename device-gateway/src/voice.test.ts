import { expect, test } from 'vitest';
import { LEASE_MS, voices } from './voice.ts';

test('REC5 each channel has a speaker of its own', () => {
  const voice = voices();
  expect(voice.lease('a', 1, 0)).toBe(LEASE_MS);
  expect(voice.lease('b', 2, 0)).toBe(LEASE_MS);
});

test('SRV24 the first on a channel speaks for as long as it renews; the next only when its lease ran out', () => {
  const voice = voices();
  expect(voice.lease('a', 1, 0)).toBe(LEASE_MS);
  expect(voice.lease('b', 1, 10)).toBe(0);
  expect(voice.lease('a', 1, 1000)).toBe(LEASE_MS);
  expect(voice.lease('b', 1, LEASE_MS + 999)).toBe(0);
  expect(voice.lease('b', 1, LEASE_MS + 1000)).toBe(LEASE_MS);
  expect(voice.lease('a', 1, LEASE_MS + 1001)).toBe(0);
});

test('receipts for a listener go to the speaker of its channel', () => {
  const voice = voices();
  voice.lease('a', 1, 0);
  voice.lease('b', 1, 0);
  expect(voice.speakerFor('b', 1)).toBe('a');
  expect(voice.speakerFor('b', LEASE_MS)).toBe('b');
  expect(voice.speakerFor('unknown', 1)).toBe('unknown');
});
