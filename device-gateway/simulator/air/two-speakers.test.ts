import { describe, expect, test } from 'vitest';
import { ReceiverModel } from '../receiver/receiver-model.ts';
import { OnAir } from './on-air.ts';
import { VirtualHall, type VirtualHallOptions } from './virtual-hall.ts';

/** Two receivers on one channel, both with leave to speak: what must not be, and has to end by itself when it is. */
function twoSpeakers(options: Partial<VirtualHallOptions> = {}): VirtualHall {
  const hall = new VirtualHall({ keypads: 40, rate: '250k', seed: 7, receiversPerChannel: 2, ...options });
  hall.untilReady();
  hall.allSpeak = true;
  hall.play(1500);
  return hall;
}

/** Who spoke how often in so many ms, as keypads heard it. */
function beacons(hall: VirtualHall, ms: number): number[] {
  const heard = [0, 0];
  let last = -1;
  const end = hall.now + ms;
  hall.playUntil(() => {
    const beacon = hall.lastBeacon(0);
    if (beacon && beacon.at !== last) {
      last = beacon.at;
      heard[beacon.speaker] = (heard[beacon.speaker] ?? 0) + 1;
    }
    return hall.now >= end;
  }, ms + 10);
  return heard;
}

describe('two speakers on one channel', () => {
  test('AIR14 spoil the slots of each other, but not for ever: keypads that press one after the other collide, where with one speaker none does, and all are counted', () => {
    const sends = (hall: VirtualHall): number => {
      hall.counts.collisions = 0;
      hall.counts.ballots = 0;
      hall.pressAll(20_000);
      expect(hall.playUntil(() => hall.allCounted, 120_000)).toBe(true);
      return hall.counts.ballots;
    };
    const [one, two] = [twoSpeakers(), twoSpeakers()];
    one.allSpeak = false;
    one.play(1500);
    const alone = sends(one);
    expect(one.counts.collisions).toBeLessThan(3);
    expect(sends(two)).toBeGreaterThan(alone);
    expect(two.counts.collisions).toBeGreaterThan(10);
  });

  test('AIR14 are both heard by keypads where their beacons do not overlap', () => {
    const hall = twoSpeakers();
    const [first = 0, second = 0] = beacons(hall, 5000);
    expect(first).toBeGreaterThan(10);
    expect(second).toBeGreaterThan(10);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'REC11 the one without a server falls silent within half a second, whatever their phase (seed %i)',
    (seed) => {
      const hall = twoSpeakers({ seed });
      hall.withoutServer.add(1);
      hall.play(1500);
      const [first = 0, second = 0] = beacons(hall, 3000);
      expect(second).toBe(0);
      expect(first).toBeGreaterThan(20);
      hall.pressAll(0);
      expect(hall.playUntil(() => hall.allCounted, 20_000)).toBe(true);
    },
  );

  test('REC11 with nine of ten beacons lost to the other one it takes longer, and holds until a server is there again', () => {
    const hall = twoSpeakers({ airloss: 0.9 });
    hall.withoutServer.add(1);
    hall.play(8000);
    expect(beacons(hall, 3000)[1]).toBe(0);
    hall.withoutServer.delete(1);
    hall.play(1500);
    expect(beacons(hall, 3000)[1]).toBeGreaterThan(0);
  });
});

test('half duplex: what overlaps is spoilt for all, and who speaks hears nothing', () => {
  const onAir = new OnAir(10);
  const receiver = new ReceiverModel({
    id: new Uint8Array(8),
    channel: 1,
    queue: 1,
    boot: 1,
    versions: [1, 1],
    now: 0,
  });
  const beacon = onAir.put({ from: receiver, begin: 0, end: 2 });
  const next = onAir.put({ from: null, begin: 2, end: 3 });
  expect([onAir.isSpoilt(beacon), onAir.isSpoilt(next), onAir.isDeaf(receiver, next)]).toEqual([false, false, false]);
  const during = onAir.put({ from: null, begin: 1.5, end: 2.5 });
  expect([beacon, next, during].map((one) => onAir.isSpoilt(one))).toEqual([true, true, true]);
  expect(onAir.isDeaf(receiver, during)).toBe(true);
});
