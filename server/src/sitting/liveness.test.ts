import { describe, expect, it } from 'vitest';
import { Liveness } from './liveness.ts';

describe('when a keypad was heard', () => {
  it('is told in whole seconds, and null for one that never was', () => {
    let now = 10_000;
    const live = new Liveness(() => now);
    live.heard(5);
    now += 2400;
    expect([live.heardAgo(5), live.heardAgo(6)]).toEqual([2, null]);
    live.heard(5);
    // A clock that was set back.
    now -= 5000;
    expect(live.heardAgo(5)).toBe(0);
  });

  it('MSG3 a bitmap counts from the most significant bit of its base', () => {
    const live = new Liveness(() => 0);
    const bits = new Uint8Array(32);
    bits[0] = 0x80;
    bits[31] = 0x01;
    live.bitmap(256, bits);
    const heard = Array.from({ length: 600 }, (_, keypad) => keypad).filter((keypad) => live.heardAgo(keypad) !== null);
    expect(heard).toEqual([256, 511]);
  });

  it('MSG4 a battery above 100 is unknown', () => {
    const live = new Liveness(() => 0);
    for (const [keypad, level] of [
      [1, 100],
      [2, 0],
      [3, 101],
      [4, 255],
    ] as const)
      live.level(keypad, level);
    expect([1, 2, 3, 4, 5].map((keypad) => live.batteryOf(keypad))).toEqual([100, 0, null, null, null]);
  });
});
