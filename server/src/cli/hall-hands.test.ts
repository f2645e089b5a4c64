import type { ConsoleView } from '@piaojue/contract/console-view';
import { describe, expect, it } from 'vitest';
import { deckPresses, type DoneTasks, nextTask, NOTHING_DONE } from './hall-hands.ts';

interface Moment {
  readonly test?: number;
  readonly signIn?: { readonly present: number };
  readonly item?: string;
  readonly round?: { readonly id: number; readonly state: string };
  readonly deckOf?: number;
}
const view = ({ test, signIn, item, round, deckOf }: Moment): ConsoleView =>
  ({
    selfCheck: { pressTest: test === undefined ? null : { at: test, running: true } },
    signIn: { open: signIn !== undefined, present: signIn?.present ?? 0 },
    agenda: { now: item ?? null },
    current: round ? { round: { id: round.id }, state: round.state } : null,
    setup: { simulated: { deckOf: deckOf ?? null } },
  }) as unknown as ConsoleView;

/** All that is done at these moments, one after another. */
function play(moments: readonly Moment[]): readonly string[] {
  const did: string[] = [];
  let done: DoneTasks = NOTHING_DONE;
  for (const moment of moments) {
    for (let next = nextTask(view(moment), done); next; next = nextTask(view(moment), done)) {
      const { task, after } = next;
      did.push(task.kind === 'autoplay' ? `autoplay ${task.on}` : task.kind);
      done = after;
    }
  }
  return did;
}

describe('simulated deputies', () => {
  it('press once in each press test, and sign in once at each plenary', () => {
    expect(play([{ test: 1 }, { test: 1 }, { test: 2 }]).filter((what) => what === 'press')).toHaveLength(2);
    const plenary = { signIn: { present: 0 }, item: 'p1' };
    expect(
      play([plenary, plenary, { ...plenary, signIn: { present: 3 } }, { ...plenary, item: 'p2' }]).filter(
        (what) => what === 'press',
      ),
    ).toHaveLength(2);
  });

  it('vote as they like, but hold still before the round that the deck is for, and press it once when it is open', () => {
    const round = { id: 1, state: 'draft' };
    expect(
      play([
        { round },
        { round, deckOf: 1 },
        { round: { id: 1, state: 'open' }, deckOf: 1 },
        { round: { id: 1, state: 'open' }, deckOf: 1 },
        { round: { id: 1, state: 'closed' }, deckOf: 1 },
        { round: { id: 2, state: 'ready' }, deckOf: 1 },
      ]),
    ).toEqual(['autoplay true', 'autoplay false', 'deck', 'autoplay true']);
  });

  it('press a deck line by line, each press of a keypad after the one before', () => {
    const line = { name: '', group: '' };
    const deck = deckPresses({
      ballots: [
        { ...line, keypad: 7, kind: 'changed', presses: [[1], [2, 3]] },
        { ...line, keypad: 8, kind: 'none', presses: [] },
        { ...line, keypad: 9, kind: 'blank', presses: [[]] },
      ],
    } as never);
    expect(deck.presses).toEqual([
      { id: 0, keypad: 7, marks: [1] },
      { id: 1, keypad: 7, marks: [2, 3] },
      { id: 2, keypad: 9, marks: [] },
    ]);
    expect(deck.perSecond).toBeGreaterThanOrEqual(1);
  });
});
