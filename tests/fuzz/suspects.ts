import type { Suspect } from './target.ts';
import { wire } from './targets/wire.ts';

export const SUSPECTS: readonly Suspect[] = [...wire];
