import { expect, test } from 'vitest';
import { holdBefore } from './hold.ts';

test('正在核对 comes 300 ms after the close, and no sooner; it then stands for 800 ms', () => {
  expect(holdBefore('counting', { kind: 'closing', seenFor: 0 })).toBe(300);
  expect(holdBefore('result', { kind: 'closing', seenFor: 0 })).toBe(0);
  expect([0, 500, 800, 9000].map((seenFor) => holdBefore('result', { kind: 'counting', seenFor }))).toEqual([
    800, 300, 0, 0,
  ]);
});

test('nothing else waits: not the end of a vote, not the first picture, not the same one with new figures', () => {
  expect(holdBefore('closing', { kind: 'voting', seenFor: 0 })).toBe(0);
  expect(holdBefore('counting', null)).toBe(0);
  expect(holdBefore('counting', { kind: 'counting', seenFor: 5 })).toBe(0);
  expect(holdBefore('idle', { kind: 'result', seenFor: 0 })).toBe(0);
});
