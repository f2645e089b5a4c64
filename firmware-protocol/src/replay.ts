/**
 * What the receiving side makes of a counter (PROTOCOL CNT6): per session and keypad it takes only what is above the
 * last one it took, committed or pending.
 */
export type CounterVerdict = 'new' | 'same' | 'clone' | 'old';

/** `last` 0 = nothing yet. `sameTag` tells whether a frame with an equal counter is the same frame. */
export function judgeCounter(last: number, counter: number, sameTag: () => boolean): CounterVerdict {
  if (counter > last) return 'new';
  if (counter < last) return 'old';
  return sameTag() ? 'same' : 'clone';
}
