import { expect, it } from 'vitest';
import golden from '../vectors/golden.json' with { type: 'json' };
import { judgeCounter } from './replay.ts';

it('CNT6 a counter is new, the same frame, a clone or old', () => {
  for (const { last, counter, sameTag, verdict } of golden.counterVerdicts) {
    expect(judgeCounter(last, counter, () => sameTag)).toBe(verdict);
  }
});
