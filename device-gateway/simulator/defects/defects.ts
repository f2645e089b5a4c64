import type { Defect } from './defect.ts';
import { AIR_DEFECTS } from './air-defects.ts';
import { CLOSING_DEFECTS } from './closing-defects.ts';
import { FRAME_DEFECTS } from './frame-defects.ts';
import { GREETING_DEFECTS } from './greeting-defects.ts';
import { HEARD_DEFECTS } from './heard-defects.ts';
import { READ_LINE_DEFECTS } from './read-line-defects.ts';
import { SENT_LINE_DEFECTS } from './sent-line-defects.ts';
import { VARIANTS } from './variants.ts';

/**
 * Faults that somebody could build into a receiver (`--defect NAME`), each with the check of `piaojue conform` that has to
 * catch it. A test plants one after another and holds the kit to it.
 */
export const DEFECTS: Readonly<Record<string, Defect>> = {
  ...GREETING_DEFECTS,
  ...SENT_LINE_DEFECTS,
  ...READ_LINE_DEFECTS,
  ...FRAME_DEFECTS,
  ...AIR_DEFECTS,
  ...HEARD_DEFECTS,
  ...CLOSING_DEFECTS,
  ...VARIANTS,
};
