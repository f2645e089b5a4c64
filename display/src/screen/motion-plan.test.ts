import { describe, expect, test } from 'vitest';
import { motionSample } from '../gallery/result-samples.ts';
import { result, round } from '../gallery/samples.ts';
import { motionNameSize, motionTrack, namedPlan } from './motion-plan.ts';
import { tiers } from './plan.ts';

const hall = { r: 6, language: 'zh-CN', safe: 3.5 } as const;
const names = (count: number) => Array.from({ length: count }, (_, at) => (at % 3 === 0 ? '王明' : '李建国'));

describe('named answers', () => {
  test.each([1, 2, 60, 98, 300, 3000])('%i names: all of them, in order, each once, none under the floor', (count) => {
    for (const r of [4, 6, 8.8]) {
      const plan = namedPlan(names(count), 2, { ...hall, r }, 16 / 9);
      expect(plan.pages.flat().map(({ at }) => at)).toEqual(Array.from({ length: count }, (_, at) => at));
      expect(plan.fs).toBeGreaterThanOrEqual(tiers({ ...hall, r }).floor - 0.001);
      for (const page of plan.pages) {
        expect(page.reduce((sum, { lines }) => sum + lines, 0)).toBeLessThanOrEqual(plan.rows * plan.columns);
      }
    }
  });

  test('a hundred deputies are two pages at r = 6', () => {
    expect(namedPlan(names(101), 2, hall, 16 / 9).pages).toHaveLength(2);
  });

  test('one long name takes lines of its own and no page', () => {
    const long = '买买提江·阿不都热西提·吐尔逊·阿布来提江·买买提依明';
    const plan = namedPlan([...names(50), long, ...names(50)], 2, hall, 16 / 9);
    const there = plan.pages.flat().find(({ at }) => at === 50);
    expect(there?.lines).toBeGreaterThan(1);
    expect(plan.pages).toHaveLength(2);
  });
});

describe('the track of a motion', () => {
  const motion = motionSample(result('complete'), { ...round(), kind: 'resolution' }, '决议', 'passed');
  test('赞成 as a share of what the majority is of, with the tick where it begins', () => {
    expect(motionTrack(motion)).toEqual({ share: 77 / 101, tick: 51 / 101 });
    const forAgainst = { ...motion, majority: { ...motion.majority, base: 'forAgainst' as const }, needed: 45 };
    expect(motionTrack(forAgainst)).toEqual({ share: 77 / 89, tick: 45 / 89 });
  });
  test('nothing is drawn of a base of 0', () => {
    const nobody = { ...motion, for: 0, against: 0, majority: { ...motion.majority, base: 'forAgainst' as const } };
    expect(motionTrack(nobody)).toBeNull();
  });
});

test('a motion of 200 characters is set smaller, one of ten is not', () => {
  const size = (length: number) => motionNameSize('项'.repeat(length), hall, 16 / 9, 50);
  expect(size(10)).toBeGreaterThan(tiers(hall).wish);
  expect(size(200)).toBeLessThan(size(10));
});
