/** What one check can find wrong with a picture. */
export const CHECKS = [
  'cell',
  'safe-area',
  'clipped',
  'overlap',
  'floor',
  'floor-of-rail',
  'columns',
  'overflow',
  'tofu',
  'ellipsis',
  'weight',
  'contrast',
  'stray-colour',
  'covered',
  'untranslated',
  'told',
] as const;
export type Check = (typeof CHECKS)[number];

/** One thing that is wrong with a picture, in words for whoever has to mend it. Lengths in CSS px. */
export interface Fault {
  readonly check: Check;
  /** Where: the element, by tag, class and test id. */
  readonly at: string;
  /** The text that it is about, cut to 40 characters. */
  readonly text: string;
  readonly expected: string;
  readonly found: string;
  /** Of a floor: what the type has of it. */
  readonly share?: number;
}

/** What was looked at, so that a check that looked at nothing is not taken for one that found nothing. */
export interface Looked {
  readonly texts: number;
  readonly pairs: number;
  readonly first: number;
  readonly columns: number;
  readonly characters: number;
  /** Inks and fills that were looked up among the theme's. */
  readonly colours: number;
  readonly told: number;
}

export interface Verdict {
  readonly faults: readonly Fault[];
  readonly looked: Looked;
}
