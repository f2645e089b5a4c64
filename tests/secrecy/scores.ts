import type { Score } from './game.ts';

/**
 * An attacker who knows nothing names the true assignment in half of the rounds. From so many right names on he knows
 * something: 576 of 1,000 or 134 of 200 are 4.8 standard deviations above half, which chance does once in a million games.
 */
const DEVIATIONS = 4.8;
export const LEAK_RIGHT = (rounds: number): number => rounds / 2 + (DEVIATIONS * Math.sqrt(rounds)) / 2;
export const leaks = ({ right, rounds }: Score): boolean => right >= Math.ceil(LEAK_RIGHT(rounds));

/** Of the rounds with a planted leak: what an attacker must find, or his silence about the hall says nothing. */
export const FOUND_SHARE = 0.9;
export const isFound = ({ right, rounds }: Score): boolean => right >= rounds * FOUND_SHARE;
