import { describe, expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';
import { SUSPECTS } from './suspects.ts';
import type { Target } from './target.ts';

/**
 * The bounded share of the fuzz: each target with a few of its inputs, and each planted fault, which has to be found
 * with as many. All of it: `npm run fuzz`.
 */
const SEED = 20_270_312;

describe.each(SUSPECTS)('$name', ({ open, plants }) => {
  const usable = async (make: typeof open, skip: (why: string) => never): Promise<Target<never>> => {
    const target = await make();
    return 'missing' in target ? skip(`there is no ${target.missing}`) : target;
  };

  it('holds, and some inputs are taken and some refused', async ({ skip }) => {
    const target = await usable(open, skip);
    const { found, taken, refused } = await fuzz(target, { seed: SEED });
    await target.end?.();
    expect(found).toBeUndefined();
    expect(taken).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(0);
  });

  it.each(Object.entries(plants))('a planted fault is found: %s', async (_name, plant) => {
    const target = await plant();
    if ('missing' in target) return;
    const { found } = await fuzz(target, { seed: SEED });
    await target.end?.();
    expect(found?.why).toBeTypeOf('string');
  });
});
