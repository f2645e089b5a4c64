import {
  SETUP_STEPS,
  type SetupFigures,
  type SetupStep,
  type SetupStepId,
  type SetupView,
  type SimulatedHandsView,
} from '@piaojue/contract/setup-view';
import { charactersView, NOTHING_KNOWN } from './characters.ts';
import type { SetupRow, SetupStepRow } from './setup-row.ts';

/** What is so now, beside what was written down. */
export interface SetupFacts {
  readonly receivers: number;
  readonly seats: number;
  /** Of the self-check; `called`: there was a roll call since the start of the server. */
  readonly called: boolean;
  readonly all: number;
  readonly answered: number;
  readonly pressed: number;
  /** Of the deck and its count; null: no round of a rehearsal was counted. */
  readonly rehearsal: { readonly round: number; readonly rows: number; readonly differences: number } | null;
  /** Characters of titles and names that the shipped font has not. */
  readonly rare: string;
}

/** What a step comes to if it is done now; a text says what is missing for that. */
export function figuresOf(step: SetupStepId, facts: SetupFacts, row: SetupRow): SetupFigures | string {
  switch (step) {
    case 'language':
      return {};
    case 'hall':
      return row.position ? { ...row.position } : 'expected the distance of the last row and the height of the image';
    case 'receiver':
      return facts.receivers > 0 ? { receivers: facts.receivers } : 'expected a receiver that is up, there is none';
    case 'keypads': {
      const { all, answered, pressed } = facts;
      return facts.called ? { all, answered, pressed } : 'expected a roll call since the start of the server';
    }
    case 'roll':
      return { seats: facts.seats, rare: Array.from(facts.rare).length };
    case 'rehearsal':
      return facts.rehearsal ? { ...facts.rehearsal } : 'expected a vote of the rehearsal that was counted';
    case 'report':
      return {};
  }
}

/** The wizard as it stands. Pure. */
export function setupView(row: SetupRow, facts: SetupFacts, simulated: SimulatedHandsView | null): SetupView {
  const steps = SETUP_STEPS.map((id) => stepOf(id, row.steps[id], facts));
  return {
    steps,
    finished: row.closed === true || steps.every(({ state }) => state === 'done' || state === 'skipped'),
    position: row.position ?? null,
    characters: charactersView(facts.rare, row.characters ?? NOTHING_KNOWN),
    simulated,
  };
}

function stepOf(id: SetupStepId, row: SetupStepRow | undefined, facts: SetupFacts): SetupStep {
  if (!row) return { id, state: 'todo', at: null, word: null, figures: {} };
  const { state, at, word = null, figures } = row;
  const wanting = state === 'done' && wantsALook(id, figures, facts);
  return { id, state: wanting ? 'attention' : state, at, word, figures };
}

/** It was done, and is not so any more, or was not as it should be. */
function wantsALook(id: SetupStepId, figures: SetupFigures, facts: SetupFacts): boolean {
  switch (id) {
    case 'receiver':
      return facts.receivers === 0;
    case 'keypads':
      return (figures['answered'] ?? 0) < (figures['all'] ?? 0);
    case 'roll':
      // Another roll was imported since.
      return figures['seats'] !== facts.seats;
    case 'rehearsal':
      return (figures['differences'] ?? 0) > 0;
    case 'language':
    case 'hall':
    case 'report':
      return false;
  }
}
