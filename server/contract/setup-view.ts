/** The first run: what a hall has to know and to have tried before it votes. Kept by the server, so that a wizard that was left goes on where it was. */
export const SETUP_STEPS = ['language', 'hall', 'receiver', 'keypads', 'roll', 'rehearsal', 'report'] as const;
export type SetupStepId = (typeof SETUP_STEPS)[number];

/**
 * todo · done: with the facts that held then · skipped: somebody said why · attention: it was done, and what is so now says
 * otherwise.
 */
export type SetupState = 'todo' | 'done' | 'skipped' | 'attention';

export interface SetupStep {
  readonly id: SetupStepId;
  readonly state: SetupState;
  /** ms since the epoch; null: not yet. */
  readonly at: number | null;
  /** Why it was skipped. */
  readonly word: string | null;
  /** What it came to, as it was written down. */
  readonly figures: SetupFigures;
}

/** Counts by name, of what was tried in a step: `receivers`, `all`, `answered`, `pressed`, `seats`, `rows`, `differences` … */
export type SetupFigures = Readonly<Record<string, number>>;

/** Where the screen hangs: metres from the last row, and of the lit image's height. `r` is the one by the other. */
export interface ScreenPosition {
  readonly lastRow: number;
  readonly imageHeight: number;
}

/**
 * Characters of titles and names that the font of the screens has not. A browser of the hall tells which of them some other face
 * draws; a vote is not made ready while one that none draws was not looked at.
 */
export interface CharactersView {
  /** Not in the shipped font, each once. */
  readonly rare: string;
  /** Of `rare`: a browser of the hall has a face that draws it. */
  readonly drawn: string;
  /** Of `rare`: looked at by the operator, and taken as it is. */
  readonly accepted: string;
  /** Of `rare`: neither. These block `round:ready` where they stand on its paper. */
  readonly open: string;
}

export interface SetupView {
  readonly steps: readonly SetupStep[];
  /** Every step is done or skipped, or the wizard was put away. */
  readonly finished: boolean;
  readonly position: ScreenPosition | null;
  readonly characters: CharactersView;
  /** Only of a rehearsal with simulated keypads at hand. */
  readonly simulated: SimulatedHandsView | null;
}

export interface SimulatedHandsView {
  /** The round in which they press the test deck, and not whatever they like; null: none. */
  readonly deckOf: number | null;
}
