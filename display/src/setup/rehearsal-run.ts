import type { ConsoleView } from '@piaojue/contract/console-view';
import type { DeckView } from '@piaojue/contract/rehearsal-view';

/** Where a rehearsal stands, of what the snapshot says: the same after a reload, a kill of the server or another browser. */
export const REHEARSAL_STAGES = ['ready', 'signIn', 'open', 'vote', 'close', 'compare'] as const;
export type RehearsalStage = (typeof REHEARSAL_STAGES)[number];

/** What is next: an order, something to wait for, the counts beside the deck, or a place where only the console helps. */
export type RehearsalAct =
  | { readonly kind: 'order'; readonly stage: RehearsalStage; readonly command: 'next' | 'rehearsal:deck' }
  | { readonly kind: 'wait'; readonly stage: RehearsalStage }
  | { readonly kind: 'compare' }
  | {
      readonly kind: 'blocked';
      readonly stage: RehearsalStage;
      readonly why: 'no-contest' | 'console';
      readonly blockers: readonly string[];
    };

/** Orders that go straight ahead in a rehearsal: nothing in it is for good. */
const FORWARD: ReadonlySet<string> = new Set([
  'signIn:start',
  'round:ready',
  'round:open',
  'round:close',
  'agenda:go',
  'round:revote',
]);
const STAGE_OF: Readonly<Record<string, RehearsalStage>> = {
  'signIn:start': 'signIn',
  'agenda:go': 'signIn',
  'round:ready': 'ready',
  'round:open': 'open',
  'round:close': 'close',
  'round:revote': 'ready',
};

/** `deck`: of the round that the hall is at, as it was fetched last. Pure. */
export function rehearsalAct(view: ConsoleView, deck: DeckView | null): RehearsalAct {
  const { current, next, setup, signIn } = view;
  if (current?.result) return { kind: 'compare' };
  if (current?.state === 'open') {
    const due = deck?.figures.find(({ figure }) => figure === 'returned')?.expected;
    if (due === undefined || (current.returned ?? 0) < due) return { kind: 'wait', stage: 'vote' };
  }
  if (!next) return { kind: 'wait', stage: current?.state === 'opening' ? 'open' : 'close' };
  if (next.command === 'contest:import') return { kind: 'blocked', stage: 'ready', why: 'no-contest', blockers: [] };
  const stage = STAGE_OF[next.command] ?? 'signIn';
  if (!FORWARD.has(next.command)) return { kind: 'blocked', stage, why: 'console', blockers: next.blockedBy };
  const simulated = setup.simulated;
  if (simulated && current && simulated.deckOf !== current.round.id && stage !== 'close')
    return { kind: 'order', stage, command: 'rehearsal:deck' };
  if (next.blockedBy.length > 0) {
    const comes = next.blockedBy.every((blocker) => blocker === 'nobody-present' || blocker === 'no-quorum');
    if (comes && signIn.open) return { kind: 'wait', stage: 'signIn' };
    return { kind: 'blocked', stage, why: 'console', blockers: next.blockedBy };
  }
  return { kind: 'order', stage, command: 'next' };
}
