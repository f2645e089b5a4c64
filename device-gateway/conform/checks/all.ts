import type { Check } from '../check.ts';
import { CLOSING_CHECKS } from './closing.ts';
import { GREETING_CHECKS } from './greeting.ts';
import { KEYPAD_CHECKS } from './keypads.ts';
import { LINE_CHECKS } from './line.ts';
import { MALFORMED_CHECKS } from './malformed.ts';
import { PRESENCE_CHECKS } from './presence.ts';

/** In the order of the report. */
export const CHECKS: readonly Check[] = [
  ...GREETING_CHECKS,
  ...LINE_CHECKS,
  ...MALFORMED_CHECKS,
  ...KEYPAD_CHECKS,
  ...PRESENCE_CHECKS,
  ...CLOSING_CHECKS,
];
