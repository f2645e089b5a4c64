import type { SignInRefusal } from './session.ts';

/** Where the server names no time, ms. */
const WAIT_MS = 3000;
/** First wait and longest while no server answers, ms. */
const OFFLINE_MS = { first: 250, longest: 5000 } as const;
/** A session that the server does not know may be known again: it was started on another folder, or its clock was wrong. ms. */
export const TOKEN_RETRY_MS = 15_000;

/** Waits that double, spread over their upper half so that sixty screens do not come back in one moment. `random`: [0, 1). */
export function backOffMs(attempt: number, random: number): number {
  const longest = Math.min(OFFLINE_MS.first * 2 ** Math.min(attempt, 16), OFFLINE_MS.longest);
  return longest * (0.5 + random / 2);
}

/**
 * How long a sign-in that nobody sits at waits before it tries again by itself, ms; null: never, somebody has to enter another
 * PIN. A wrong PIN is not repeated: each try counts, and would lock out those who have the right one.
 * @param attempt tries before this one
 */
export function retryDelayMs({ fault, retryAfterMs }: SignInRefusal, attempt: number, random: number): number | null {
  switch (fault) {
    case 'wrong':
    case 'role':
      return null;
    case 'wait':
      return (retryAfterMs ?? WAIT_MS) + random * 1000;
    case 'offline':
      return backOffMs(attempt, random);
    default:
      return fault satisfies never;
  }
}
