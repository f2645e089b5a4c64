import type { RoundState } from '@piaojue/contract/console-view';

/**
 * The states of a round (server/README "The steps of a round") and which may follow which. Closed and aborted are final: a closed
 * round can't be reopened, a re-vote is a new round (RULES §1).
 */
const FOLLOWS: Readonly<Record<RoundState, readonly RoundState[]>> = {
  draft: ['ready'],
  // By hand there is no box to make, and no keypad to wait for.
  ready: ['draft', 'opening', 'open'],
  opening: ['ready', 'open'],
  open: ['closing', 'counting', 'disputed', 'aborting'],
  closing: ['counting', 'disputed', 'aborting'],
  counting: ['tallied', 'disputed', 'aborting'],
  disputed: ['tallied', 'aborting'],
  tallied: ['recorded'],
  recorded: ['destroying'],
  destroying: ['closed'],
  closed: [],
  aborting: ['aborted'],
  aborted: [],
};

export const mayFollow = (from: RoundState, to: RoundState): boolean => FOLLOWS[from].includes(to);

/** A round with a box that may hold ballots: only one at a time, and the roll stands still. */
const IN_PROGRESS: ReadonlySet<RoundState> = new Set([
  'opening',
  'open',
  'closing',
  'counting',
  'disputed',
  'tallied',
  'recorded',
  'destroying',
  'aborting',
] as const);
export const isInProgress = (state: RoundState): boolean => IN_PROGRESS.has(state);

export const isFinal = (state: RoundState): boolean => FOLLOWS[state].length === 0;

/** Figures per candidate exist from here on, and nowhere before. */
const COUNTED: ReadonlySet<RoundState> = new Set(['tallied', 'recorded', 'destroying', 'closed'] as const);
export const isCountedState = (state: RoundState): boolean => COUNTED.has(state);

/** The change of state of a round, or a bug. */
export function follow<R extends { readonly id: number; readonly state: RoundState }>(round: R, state: RoundState): R {
  if (!mayFollow(round.state, state)) throw new Error(`round ${round.id}: ${state} can't follow ${round.state}`);
  return { ...round, state };
}
