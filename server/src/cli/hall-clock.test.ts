import { describe, expect, it } from 'vitest';
import { HallClock } from './hall-clock.ts';

const START = 1_800_000_000_000;
const HOUR = 3_600_000;

function machine() {
  const at = { wall: START, steady: 500 };
  return {
    at,
    sources: { wall: () => at.wall, steady: () => at.steady },
    pass(ms: number) {
      at.wall += ms;
      at.steady += ms;
    },
  };
}

describe('the time of the hall', () => {
  it.each([
    ['a minute on', 60_000],
    ['a minute back', -60_000],
    ['summer time', HOUR],
    ['years on', 20 * 365 * 24 * HOUR],
    ['years back, to 1970', -START],
  ])('goes on by what passed when the clock is set %s; told once, with both times', (_, by) => {
    const m = machine();
    const clock = new HallClock(0, m.sources);
    m.pass(1000);
    expect([clock.now(), clock.jump()]).toEqual([START + 1000, null]);
    m.at.wall += by;
    m.pass(1000);
    expect(clock.now()).toBe(START + 2000);
    expect(clock.jump()).toEqual({ clock: START + 2000 + by, hall: START + 2000 });
    expect(clock.jump()).toBeNull();
    m.at.wall -= by;
    expect(clock.jump()).toEqual({ clock: START + 2000, hall: START + 2000 });
  });

  it('small corrections are told by nobody', () => {
    const m = machine();
    const clock = new HallClock(0, m.sources);
    m.at.wall += 1500;
    expect(clock.jump()).toBeNull();
  });

  it('a start with a clock that was set back goes on from what an open round knew last, and says so', () => {
    const m = machine();
    const clock = new HallClock(START + HOUR, m.sources);
    m.pass(10);
    expect(clock.now()).toBe(START + HOUR + 10);
    expect(clock.jump()).toEqual({ clock: START + 10, hall: START + HOUR + 10 });
  });
});
