import type { RoundState } from '@piaojue/contract/console-view';
import { describe, expect, it } from 'vitest';
import { follow, isCountedState, isFinal, isInProgress, mayFollow } from './machine.ts';

const STATES = [
  'draft',
  'ready',
  'opening',
  'open',
  'closing',
  'counting',
  'disputed',
  'tallied',
  'recorded',
  'destroying',
  'closed',
  'aborting',
  'aborted',
] as const satisfies readonly RoundState[];

/** The steps of a round (server/README), written down a second time. */
const ALLOWED = new Set([
  'draft→ready',
  'ready→draft',
  'ready→opening',
  'ready→open',
  'opening→ready',
  'opening→open',
  'open→closing',
  'open→counting',
  'open→disputed',
  'open→aborting',
  'closing→counting',
  'closing→disputed',
  'closing→aborting',
  'counting→tallied',
  'counting→disputed',
  'counting→aborting',
  'disputed→tallied',
  'disputed→aborting',
  'tallied→recorded',
  'recorded→destroying',
  'destroying→closed',
  'aborting→aborted',
]);

describe('the states of a round', () => {
  it.each(STATES.flatMap((from) => STATES.map((to) => [from, to] as const)))('%s → %s', (from, to) => {
    const allowed = ALLOWED.has(`${from}→${to}`);
    expect(mayFollow(from, to)).toBe(allowed);
    const round: { id: number; state: RoundState; title: string } = { id: 4, state: from, title: 'kept' };
    if (allowed) expect(follow(round, to)).toEqual({ id: 4, state: to, title: 'kept' });
    else expect(() => follow(round, to)).toThrow(`round 4: ${to} can't follow ${from}`);
    expect(round.state).toBe(from);
  });

  it('closed and aborted are final, and nothing else', () => {
    expect(STATES.filter(isFinal)).toEqual(['closed', 'aborted']);
  });

  it('from tallied on there is no way back to a state without figures, and none to aborted', () => {
    const counted = STATES.filter(isCountedState);
    expect(counted).toEqual(['tallied', 'recorded', 'destroying', 'closed']);
    for (const from of counted)
      expect(STATES.filter((to) => mayFollow(from, to)).every((to) => isCountedState(to))).toBe(true);
  });

  it('a round has its box from opening until it is final', () => {
    expect(STATES.filter((state) => !isInProgress(state))).toEqual(['draft', 'ready', 'closed', 'aborted']);
  });
});
