import type { Check } from './fault.ts';

/** Writes a fault down: what is wrong at which element, about which text. */
export type Note = (check: Check, element: Element, text: string, expected: string, found: string) => void;
