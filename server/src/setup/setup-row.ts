import type { ScreenPosition, SetupFigures, SetupState, SetupStepId } from '@piaojue/contract/setup-view';
import type { KnownCharacters } from './characters.ts';

/** The first run as it stands in the sitting; absent in sittings of before, where nothing was tried. */
export interface SetupRow {
  readonly steps: Readonly<Partial<Record<SetupStepId, SetupStepRow>>>;
  readonly position?: ScreenPosition;
  readonly characters?: KnownCharacters;
  /** The wizard was put away: `npm start` and the console don't lead to it any more. */
  readonly closed?: boolean;
}

export interface SetupStepRow {
  readonly state: Extract<SetupState, 'done' | 'skipped'>;
  /** ms since the epoch */
  readonly at: number;
  readonly word?: string;
  readonly figures: SetupFigures;
}
