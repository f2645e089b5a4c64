const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;
const CHOICES = ['for', 'against', 'abstain'] as const;
const ARROWS = ['up', 'down'] as const;
const ALWAYS = ['ok', 'clear', 'signIn'] as const;

export type Key = (typeof DIGITS | typeof CHOICES | typeof ARROWS | typeof ALWAYS)[number];
/** `for` 赞成, `against` 反对, `abstain` 弃权. */
export type ChoiceKey = (typeof CHOICES)[number];
export type ArrowKey = (typeof ARROWS)[number];

/** The keys that keypads are built with (PROTOCOL KPD16). With each of these sets every form of paper can be voted. */
export const KEY_SETS = {
  full: [...DIGITS, ...CHOICES, ...ALWAYS],
  digits: [...DIGITS, ...ALWAYS],
  choices: [...CHOICES, ...ARROWS, ...ALWAYS],
  arrows: [...ARROWS, ...ALWAYS],
} as const satisfies Record<string, readonly Key[]>;
export type KeySet = keyof typeof KEY_SETS;

export const KEYS: readonly Key[] = [...DIGITS, ...CHOICES, ...ARROWS, ...ALWAYS];

export const hasKey = (set: KeySet, key: Key): boolean => (KEY_SETS[set] as readonly Key[]).includes(key);

const among =
  <K extends Key>(keys: readonly K[]) =>
  (key: Key): key is K =>
    (keys as readonly Key[]).includes(key);
export const isDigit = among(DIGITS);
export const isChoice = among(CHOICES);
export const isArrow = among(ARROWS);
