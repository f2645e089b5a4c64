import type { Suspect } from './target.ts';
import { bundle } from './targets/bundle.ts';
import { bytes } from './targets/bytes.ts';
import { values } from './targets/values.ts';
import { box } from './targets/box.ts';
import { hall } from './targets/hall.ts';
import { gateway } from './targets/gateway.ts';
import { keypad } from './targets/keypad.ts';
import { wire } from './targets/wire.ts';

export const SUSPECTS: readonly Suspect[] = [
  ...wire,
  ...bytes,
  ...values,
  ...bundle,
  ...gateway,
  ...box,
  ...hall,
  ...keypad,
];
