import { type Presence, SIGN_IN_FLAG, TEST_FLAG, WIRE_VERSION } from '@piaojue/firmware-protocol/messages';
import { describe, expect, it } from 'vitest';
import { Liveness, secondsSince } from './liveness.ts';

/** Keypads 1 to 600 have a key. Time in ms. */
function liveness() {
  const clock = { now: 1_000_000 };
  const live = new Liveness(
    () => clock.now,
    (keypad) => keypad <= 600,
  );
  return { live, clock };
}
const presence = (keypad: number, over: Partial<Presence> = {}): Presence => ({
  keypad,
  counter: 5,
  version: WIRE_VERSION,
  battery: 80,
  firmware: 0x0102,
  mac: new Uint8Array(8),
  ...over,
});
/** H of base 0 with these keypads. */
const bitsOf = (...keypads: number[]): Uint8Array => {
  const bits = new Uint8Array(32);
  for (const keypad of keypads) bits[keypad >> 3] = (bits[keypad >> 3] ?? 0) | (0x80 >> (keypad & 7));
  return bits;
};

describe('what is known of a keypad', () => {
  it('MSG1 MSG2 SRV23 a ballot or S says when and how well it was heard, and through which ports', () => {
    const { live, clock } = liveness();
    live.heard(0, 5, 67);
    live.heard(1, 5, 91);
    expect(live.facts(5)).toEqual({
      heardAt: clock.now,
      battery: null,
      firmware: null,
      signal: -67,
      ports: [0, 1],
      answeredAt: null,
      pressedAt: null,
    });
    expect(live.facts(6)).toMatchObject({ heardAt: null, signal: null, ports: [] });
  });

  it('MSG2 an rssi of 255 is unknown and does not overwrite what was known', () => {
    const { live } = liveness();
    live.heard(0, 5, 255);
    expect(live.facts(5).signal).toBeNull();
    live.heard(0, 5, 70);
    live.heard(0, 5, 255);
    expect(live.facts(5).signal).toBe(-70);
  });

  it('whom a port hears, and how well the middle one of them', () => {
    const { live } = liveness();
    for (const [keypad, rssi] of [
      [1, 50],
      [2, 90],
      [3, 60],
      [4, 255],
    ] as const)
      live.heard(2, keypad, rssi);
    expect([...live.hearings()]).toEqual([[2, { heard: 4, signal: -60 }]]);
  });

  it('MSG3 H counts from the most significant bit of its base', () => {
    const { live } = liveness();
    const bits = new Uint8Array(32);
    bits[0] = 0x80;
    bits[31] = 0x01;
    live.bitmap(0, 256, bits);
    const heard = Array.from({ length: 600 }, (_, keypad) => keypad).filter((keypad) => live.facts(keypad).heardAt);
    expect(heard).toEqual([256, 511]);
    expect([...live.hearings()]).toEqual([[0, { heard: 2, signal: null }]]);
  });

  it('MSG3 a port that names it no longer does not hear it; what was heard once stays as the last time', () => {
    const { live, clock } = liveness();
    const at = clock.now;
    live.bitmap(0, 0, bitsOf(5));
    clock.now += 40_000;
    live.bitmap(0, 0, bitsOf(6));
    expect(live.facts(5)).toMatchObject({ heardAt: at, ports: [] });
    expect([...live.hearings()]).toEqual([[0, { heard: 1, signal: null }]]);
  });

  it('MSG4 L brings battery and signal and is no sign of life; a battery above 100 is unknown', () => {
    const { live, clock } = liveness();
    live.heard(0, 1, 60);
    const { heardAt } = live.facts(1);
    clock.now += 5000;
    live.level(0, 1, 100, 88);
    live.level(0, 2, 0, 88);
    live.level(0, 3, 101, 88);
    live.level(0, 4, 255, 88);
    expect(live.facts(1)).toMatchObject({ heardAt, battery: 100, signal: -88 });
    expect([2, 3, 4].map((keypad) => live.facts(keypad).battery)).toEqual([0, null, null]);
    expect(live.facts(2)).toMatchObject({ heardAt: null, ports: [] });
  });

  it('SRV19 SRV21 a new S says battery, firmware, and whether it was a press of a press test', () => {
    const { live, clock } = liveness();
    live.said(presence(1));
    live.said(presence(2, { version: TEST_FLAG | WIRE_VERSION, battery: 12 }));
    live.said(presence(3, { version: SIGN_IN_FLAG | TEST_FLAG | WIRE_VERSION }));
    const { now } = clock;
    expect([1, 2, 3].map((keypad) => live.facts(keypad))).toMatchObject([
      { answeredAt: now, pressedAt: null, battery: 80, firmware: 0x0102 },
      { answeredAt: now, pressedAt: now, battery: 12 },
      { answeredAt: now, pressedAt: null },
    ]);
  });

  it('keypads without a device key are not kept, whatever numbers come', () => {
    const { live } = liveness();
    live.heard(0, 601, 60);
    live.level(0, 65_534, 50, 60);
    live.bitmap(0, 65_280, new Uint8Array(32).fill(255));
    live.said(presence(601));
    expect([...live.hearings()]).toEqual([]);
    expect(live.facts(65_534)).toMatchObject({ heardAt: null, battery: null });
  });

  it('in ticks it tells what it knew at the tick, and so not who pressed after whom within a second', () => {
    const { live, clock } = liveness();
    live.heard(0, 1, 60);
    const at = clock.now;
    live.tick(true);
    clock.now += 400;
    live.heard(0, 1, 50);
    live.heard(0, 2, 50);
    expect([live.facts(1), live.facts(2)]).toMatchObject([{ heardAt: at, signal: -60 }, { heardAt: null }]);
    live.tick(true);
    expect([live.facts(1), live.facts(2)]).toMatchObject([{ heardAt: clock.now }, { heardAt: clock.now }]);
    live.tick(false);
    live.heard(0, 3, 50);
    expect(live.facts(3).heardAt).toBe(clock.now);
  });
});

describe('a vote', () => {
  it('who was heard between two ticks was heard at the second, also when the vote is over', () => {
    const { live, clock } = liveness();
    live.heard(0, 9, 60);
    const before = clock.now;
    clock.now += 5000;
    live.tick(true);
    for (const keypad of [1, 2]) {
      clock.now += 300;
      live.heard(0, keypad, 60);
    }
    clock.now += 400;
    const at = clock.now;
    live.tick(true);
    clock.now += 1000;
    live.tick(true);
    for (const inTicks of [true, false]) {
      expect([1, 2, 9].map((keypad) => live.facts(keypad).heardAt)).toEqual([at, at, before]);
      live.tick(inTicks);
    }
    expect([1, 2].map((keypad) => live.facts(keypad).heardAt)).toEqual([at, at]);
  });

  it('whom a port hears is told as of the tick too', () => {
    const { live } = liveness();
    live.heard(0, 1, 90);
    live.tick(true);
    live.heard(0, 2, 50);
    expect([...live.hearings()]).toEqual([[0, { heard: 1, signal: -90 }]]);
    live.tick(true);
    expect([...live.hearings()]).toEqual([[0, { heard: 2, signal: -90 }]]);
  });
});

describe('whether it was heard since an opening', () => {
  it('MSG3 H of the time since then counts, and so does a frame of the half minute before', () => {
    const { live, clock } = liveness();
    live.heard(0, 1, 60);
    live.bitmap(0, 0, bitsOf(2));
    clock.now += 20_000;
    const opened = clock.now;
    expect([1, 2].map((keypad) => live.heardSince(keypad, opened))).toEqual([true, undefined]);
    clock.now += 1000;
    live.bitmap(0, 0, bitsOf(3));
    expect([1, 2, 3].map((keypad) => live.heardSince(keypad, opened))).toEqual([true, false, true]);
    live.heard(1, 2, 60);
    expect(live.heardSince(2, opened)).toBe(true);
  });

  it('MSG3 a frame of long before, or an H of then, does not count', () => {
    const { live, clock } = liveness();
    live.heard(0, 1, 60);
    live.bitmap(0, 0, bitsOf(2));
    clock.now += 34_000;
    live.bitmap(0, 0, bitsOf());
    expect([1, 2].map((keypad) => live.heardSince(keypad, clock.now))).toEqual([false, false]);
  });

  it('GW11 where no receiver tells whom it hears, silence is unknown and a frame is known', () => {
    const { live, clock } = liveness();
    const opened = clock.now;
    clock.now += 60_000;
    live.heard(0, 1, 60);
    expect([1, 2].map((keypad) => live.heardSince(keypad, opened))).toEqual([true, undefined]);
  });
});

it('seconds are whole, null for never, and none is negative after a clock was set back', () => {
  expect([secondsSince(7600, 10_000), secondsSince(null, 10_000), secondsSince(15_000, 10_000)]).toEqual([2, null, 0]);
});
