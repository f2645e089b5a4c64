import { expect, test } from 'vitest';
import { Contention } from './contention.ts';

test('AIR2 the bitmap of a frame stands in the next beacon, most significant bit first, and only there', () => {
  const contention = new Contention();
  contention.received(0, true);
  contention.received(63, true);
  contention.received(9, false);
  contention.endFrame();
  expect([...contention.heard]).toEqual([0x80, 0, 0, 0, 0, 0, 0, 1]);
  contention.endFrame();
  expect([...contention.heard]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
});

test('AIR5 collisions lower the share, an idle frame raises it again, busy asks nobody and keeps the estimate', () => {
  const contention = new Contention();
  expect(contention.ask(false)).toBe(255);
  for (let slot = 0; slot < 60; slot++) contention.collided();
  contention.endFrame();
  const share = contention.ask(false);
  expect(share).toBeLessThan(255);
  expect(contention.askedAll).toBe(false);
  expect(contention.ask(true)).toBe(0);
  contention.endFrame();
  expect(contention.ask(false)).toBe(share);
  contention.endFrame();
  expect(contention.ask(false)).toBe(255);
  expect(contention.askedAll).toBe(true);
});

test('AIR5 a listener estimates by what the speaker asked for', () => {
  const [speaker, listener] = [new Contention(), new Contention()];
  for (let frame = 0; frame < 3; frame++) {
    listener.hearAsked(speaker.ask(false));
    for (const one of [speaker, listener]) {
      for (let slot = 0; slot < 50; slot++) one.collided();
      one.endFrame();
    }
  }
  expect(listener.ask(false)).toBe(speaker.ask(false));
});

test('the load is the share of slots with something in them since it was asked last', () => {
  const contention = new Contention();
  expect(contention.takeLoad()).toBe(0);
  for (let slot = 0; slot < 32; slot++) contention.received(slot, true);
  contention.endFrame();
  expect(contention.takeLoad()).toBe(50);
  expect(contention.takeLoad()).toBe(0);
});
