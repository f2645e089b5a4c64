import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { WIRE_VERSION } from '../src/messages.ts';
import { goldenText, goldenVectors } from './golden.ts';

it('VER1 golden.json is what the code gives, byte for byte', () => {
  const file = readFileSync(new URL('golden.json', import.meta.url), 'utf8');
  expect(file === goldenText(), 'golden.json differs: node firmware-protocol/vectors/make-vectors.ts').toBe(true);
});

it('VER1 the vectors are of this wire version and no group is empty', () => {
  const { wireVersion, about: _, counterReset, ...groups } = goldenVectors();
  expect(wireVersion).toBe(WIRE_VERSION);
  expect(counterReset).toHaveLength(24);
  for (const [name, group] of Object.entries(groups)) expect([name, group.length > 2]).toEqual([name, true]);
});
