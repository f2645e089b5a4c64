import type { Random } from '@piaojue/device-gateway/simulator/random';

/** How often the subject took an input for a valid one, and how often it refused one. */
export interface Tally {
  readonly taken: number;
  readonly refused: number;
}
export type Outcome = 'taken' | 'refused' | Tally;

/** A property that does not hold: what was expected, and what came. Any other exception of a run is one, too. */
export class Violation extends Error {}

export function hold(condition: boolean, expected: string, got: () => unknown): void {
  if (!condition) throw new Violation(`expected ${expected}, got ${JSON.stringify(got())}`);
}

/**
 * Something that takes input from outside, and what has to be true whatever that input is. `run` is a function of its
 * input alone: the same input violates the property again.
 */
export interface Target<I> {
  readonly name: string;
  /** What is fed with what, and the property, for the report. */
  readonly about: string;
  /** Inputs in the bounded share. */
  readonly share: number;
  /** A new input: valid ones, damaged ones and nonsense, so that both outcomes occur. */
  make(random: Random): I;
  /** For inputs that are bytes: one that reached new code is changed further. */
  mutate?(random: Random, input: I): I;
  run(input: I): Outcome | Promise<Outcome>;
  /** As it stands in a report, and in the named test that keeps it. */
  show(input: I): string;
  end?(): Promise<void>;
}

/** A target, and the same target around a subject that is broken on purpose: its property has to see each of them. */
export interface Suspect {
  readonly name: string;
  /** undefined: what it needs is not on this machine; `why` says what. */
  readonly open: () => Promise<Target<never> | { readonly missing: string }>;
  readonly plants: Readonly<Record<string, () => Promise<Target<never> | { readonly missing: string }>>>;
}

/** Inputs of different targets never meet: each is made and run by one of them. */
export const opened = <I>(make: () => Target<I> | Promise<Target<I>>) => {
  return async (): Promise<Target<never>> => (await make()) as unknown as Target<never>;
};

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
