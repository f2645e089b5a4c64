import type { ConsoleView } from '@piaojue/contract/console-view';
import type { DeckView } from '@piaojue/contract/rehearsal-view';
import { describe, expect, it } from 'vitest';
import { rehearsalAct } from './rehearsal-run.ts';

interface Moment {
  readonly state?: string;
  readonly returned?: number;
  readonly next?: string | null;
  readonly blockedBy?: readonly string[];
  readonly signInOpen?: boolean;
  readonly deckOf?: number | null;
  readonly simulated?: boolean;
  readonly result?: boolean;
}
const view = (moment: Moment): ConsoleView => {
  const { state, next = null, blockedBy = [], signInOpen = false, simulated = true } = moment;
  return {
    current: state
      ? { round: { id: 1 }, state, returned: moment.returned ?? null, result: moment.result ? {} : null }
      : null,
    next: next && { command: next, blockedBy },
    signIn: { open: signInOpen },
    setup: { simulated: simulated ? { deckOf: moment.deckOf ?? null } : null },
  } as unknown as ConsoleView;
};
const deck = { figures: [{ figure: 'returned', expected: 9 }] } as unknown as DeckView;

describe('a rehearsal', () => {
  it('goes straight ahead, with the deck asked for before the vote opens', () => {
    const at = (moment: Moment) => rehearsalAct(view(moment), deck);
    expect(at({ state: 'draft', next: 'round:ready' })).toMatchObject({ command: 'rehearsal:deck' });
    expect(at({ state: 'draft', next: 'round:ready', deckOf: 1 })).toMatchObject({
      kind: 'order',
      command: 'next',
      stage: 'ready',
    });
    expect(at({ state: 'ready', next: 'signIn:start', deckOf: 1 })).toMatchObject({ stage: 'signIn', command: 'next' });
    const waiting = { state: 'ready', next: 'round:open', deckOf: 1, signInOpen: true } as const;
    expect(at({ ...waiting, blockedBy: ['no-quorum'] })).toEqual({ kind: 'wait', stage: 'signIn' });
    expect(at(waiting)).toMatchObject({ kind: 'order', stage: 'open' });
    expect(at({ state: 'opening' })).toEqual({ kind: 'wait', stage: 'open' });
    expect(at({ state: 'open', next: 'round:close', deckOf: 1, returned: 8 })).toEqual({ kind: 'wait', stage: 'vote' });
    expect(at({ state: 'open', next: 'round:close', deckOf: 1, returned: 9 })).toMatchObject({
      kind: 'order',
      stage: 'close',
    });
    expect(at({ state: 'counting' })).toEqual({ kind: 'wait', stage: 'close' });
    expect(at({ state: 'closed', next: 'round:announce', result: true })).toEqual({ kind: 'compare' });
  });

  it('waits for the last ballot of the deck as long as nobody knows how many there are', () => {
    expect(rehearsalAct(view({ state: 'open', next: 'round:close', returned: 50 }), null)).toMatchObject({
      kind: 'wait',
    });
  });

  it('people who press by hand are not asked for a deck', () => {
    expect(rehearsalAct(view({ state: 'draft', next: 'round:ready', simulated: false }), deck)).toMatchObject({
      command: 'next',
    });
  });

  it('says where only the console helps', () => {
    expect(rehearsalAct(view({ next: 'contest:import' }), null)).toMatchObject({ why: 'no-contest' });
    expect(
      rehearsalAct(view({ state: 'ready', next: 'round:open', deckOf: 1, blockedBy: ['box-not-confirmed'] }), null),
    ).toEqual({ kind: 'blocked', stage: 'open', why: 'console', blockers: ['box-not-confirmed'] });
  });
});
