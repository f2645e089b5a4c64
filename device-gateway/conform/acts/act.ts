import type { Stage } from '../stage.ts';

/** A script: it does and waits, and judges nothing. */
export interface Act {
  /** What happens, for the one who looks on. */
  readonly title: string;
  readonly play: (stage: Stage) => Promise<void>;
}
