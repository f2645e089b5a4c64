import { expect, test } from 'vitest';
import { VirtualHall, type VirtualHallOptions } from './virtual-hall.ts';

const LONG_MS = 120_000;

function ready(options: Partial<VirtualHallOptions> = {}): VirtualHall {
  const hall = new VirtualHall({ keypads: 100, rate: '250k', seed: 1, ...options });
  hall.untilReady();
  return hall;
}

/** ms from the first press until everybody has the receipt; all press within so many ms. */
function vote(hall: VirtualHall, withinMs: number): number {
  const start = hall.now;
  hall.pressAll(withinMs);
  expect(hall.playUntil(() => hall.allCounted, LONG_MS)).toBe(true);
  return hall.now - start;
}

test('AIR3 KPD1 nobody sends without a beacon', () => {
  const hall = ready();
  hall.unplug(0);
  hall.pressAll(0);
  hall.play(3000);
  expect(hall.counts).toMatchObject({ ballots: 0, collisions: 0 });
});

test('AIR4 AIR5 all press at once: what collides is sent again, and everybody gets the receipt', () => {
  const hall = ready({ keypads: 300 });
  vote(hall, 0);
  expect(hall.counts.collisions).toBeGreaterThan(50);
  expect(hall.counts.ballots / 300).toBeLessThan(6);
  expect(hall.relayedBallots.size).toBe(300);
});

test('AIR4 one keypad alone collides with nobody and sends once', () => {
  const hall = ready({ keypads: 1 });
  vote(hall, 0);
  expect(hall.counts).toMatchObject({ ballots: 1, retries: 0, collisions: 0 });
});

test('one seed is one run; another seed is another', () => {
  const run = (seed: number) => {
    const hall = ready({ seed, airloss: 0.1, channels: 2, receiversPerChannel: 2 });
    vote(hall, 500);
    return { counts: hall.counts, counted: [...hall.counted], relayed: hall.relayed.join('') };
  };
  const first = run(5);
  expect(run(5)).toEqual(first);
  expect(run(6).counted).not.toEqual(first.counted);
});

test('AIR7 KPD8 heard is no proof: of two that collide one may be lost to the receiver; both see the bit, both end counted', () => {
  // Keypads that took themselves for heard, while none of their ballots had come to the host.
  const believed = (airloss: number): number => {
    const hall = ready({ keypads: 200, airloss });
    hall.pressAll(0);
    const wrong = new Set<number>();
    const done = hall.playUntil(() => {
      for (const { id, state } of hall.keypads) {
        if (state.ballot?.heard === true && !hall.relayedBallots.has(id)) wrong.add(id);
      }
      return hall.allCounted;
    }, LONG_MS);
    expect(done).toBe(true);
    return wrong.size;
  };
  expect(believed(0)).toBe(0);
  expect(believed(0.3)).toBeGreaterThan(0);
});

test('AIR9 the paper reaches every keypad though four of ten frames are lost to each', () => {
  const hall = ready({ airloss: 0.4 });
  expect(hall.keypads.every(({ state }) => state.paper !== null)).toBe(true);
});

test('AIR4 REC7 with a busy host p is 0 and nobody sends; when it has time again all are counted', () => {
  const hall = ready();
  hall.hostAway = true;
  hall.play(1500);
  hall.pressAll(0);
  hall.play(5000);
  expect(hall.counts).toMatchObject({ ballots: 0, collisions: 0 });
  hall.hostAway = false;
  expect(hall.playUntil(() => hall.allCounted, LONG_MS)).toBe(true);
});

test('REC7 LINE10 a line that is too slow fills the queue: busy holds the keypads back, nothing is lost for good', () => {
  const hall = ready({ keypads: 400, rate: '1M', baud: 19_200 });
  vote(hall, 0);
  expect(hall.relayedBallots.size).toBe(400);
});

test('REC5 REC6 receivers on one channel: one speaks, all listen and relay, and a spare goes on where the speaker was pulled', () => {
  const alone = ready({ keypads: 150, airloss: 0.2 });
  const withSpare = ready({ keypads: 150, airloss: 0.2, receiversPerChannel: 2 });
  vote(alone, 0);
  withSpare.pressAll(0);
  expect(withSpare.playUntil(() => withSpare.counted.size > 40, LONG_MS)).toBe(true);
  withSpare.unplug(0);
  expect(withSpare.playUntil(() => withSpare.allCounted, LONG_MS)).toBe(true);
  const ballots = (hall: VirtualHall): number => hall.relayed.filter((type) => type === 'B').length;
  expect(ballots(withSpare)).toBeGreaterThan(ballots(alone));
});

test('a second listener hears what the speaker lost', () => {
  const msOf = (receiversPerChannel: number): number => {
    const halls = [1, 2, 3, 4, 5].map((seed) => ready({ keypads: 200, airloss: 0.4, receiversPerChannel, seed }));
    return halls.reduce((sum, hall) => sum + vote(hall, 0), 0);
  };
  expect(msOf(2)).toBeLessThan(0.9 * msOf(1));
});

test.each([
  ['50k', 120, 6000],
  ['250k', 750, 6000],
  ['1M', 1500, 3000],
] as const)('AIR11 CLS2 at %s %i keypads that press within 2 s have their receipts in %i ms', (rate, keypads, ms) => {
  const hall = ready({ rate, keypads });
  expect(vote(hall, 2000)).toBeLessThanOrEqual(ms);
  expect(hall.counts.ballots / keypads).toBeLessThan(5);
});

test('AIR13 MSG3 keypads with nothing to send are heard all the same', () => {
  const hall = ready({ keypads: 50 });
  hall.play(31_000);
  expect(hall.relayed).toContain('H');
  expect(hall.counts).toMatchObject({ ballots: 0, presences: 0 });
});

test('CLS3 CLS4 drained is said when nobody is left who pressed OK before the closing', () => {
  const hall = ready({ keypads: 200 });
  hall.pressAll(0);
  hall.play(300);
  expect(hall.allCounted).toBe(false);
  hall.setState('closing');
  hall.say(0, { type: 'C', closeId: 1, round: 1, drain: 60_000 });
  expect(hall.playUntil(() => hall.relayed.includes('D'), LONG_MS)).toBe(true);
  expect(hall.relayedBallots.size).toBe(200);
  hall.play(5000);
  expect(hall.relayed.slice(hall.relayed.indexOf('D'))).not.toContain('B');
  expect(hall.allCounted).toBe(true);
});
