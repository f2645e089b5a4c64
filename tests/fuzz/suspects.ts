import type { Suspect } from './target.ts';
import { bundle } from './targets/bundle.ts';
import { bytes } from './targets/bytes.ts';
import { values } from './targets/values.ts';
import { wire } from './targets/wire.ts';

export const SUSPECTS: readonly Suspect[] = [...wire, ...bytes, ...values, ...bundle];
