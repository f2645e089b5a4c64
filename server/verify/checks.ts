/** What the verifier looks at, in this order. Words for each stand in `words.ts`. */
export const CHECK_IDS = [
  'signature',
  'signer',
  'canonical',
  'fields',
  'ballots',
  'answers',
  'columns',
  'names',
  'decision',
  'rules-hash',
  'presence-hash',
  'zero',
  'patterns-hash',
  'recount',
  'chain-rounds',
  'chain-adopted',
  'record-chain',
  'record-bundle',
  'record-zero',
] as const;
export type CheckId = (typeof CHECK_IDS)[number];

/** Why something was not looked at. */
export type Unchecked =
  /** No key was given to compare with: the bundle alone says whose it is. */
  | 'no-signer-given'
  /** The bundle names the hash only: who was present is not in it. */
  | 'presence-not-in-bundle'
  /** Frozen by a version of the program whose hash covers the roll itself, which is not in the bundle. */
  | 'roll-not-in-bundle'
  /** Made by a version that did not say it. */
  | 'older-bundle'
  | 'no-patterns-file'
  | 'no-monitors-key'
  /** By hand: there were no ballots that could be kept sealed. */
  | 'no-ballots-kept'
  /** These bundles were not given. */
  | 'bundles-missing'
  | 'no-record';

/** One thing that is not as it should be. Texts are names of fields and values, the same in every language. */
export interface Fault {
  /** `decision/rows/2/status` */
  readonly path: string;
  readonly expected: string;
  readonly got: string;
}

export type Check =
  | { readonly id: CheckId; readonly verdict: 'holds' }
  | { readonly id: CheckId; readonly verdict: 'fails'; readonly faults: readonly Fault[] }
  | { readonly id: CheckId; readonly verdict: 'unchecked'; readonly why: Unchecked };

export const fault = (path: string, expected: string | number, got: string | number): Fault => ({
  path,
  expected: String(expected),
  got: String(got),
});

export const judged = (id: CheckId, faults: readonly Fault[]): Check =>
  faults.length ? { id, verdict: 'fails', faults } : { id, verdict: 'holds' };

export const unchecked = (id: CheckId, why: Unchecked): Check => ({ id, verdict: 'unchecked', why });

/** What was verified: it holds if nothing fails. What was not looked at does not speak against it, and is told. */
export interface Report {
  readonly checks: readonly Check[];
  readonly holds: boolean;
}

export const reportOf = (checks: readonly Check[]): Report => ({
  checks,
  holds: checks.length > 0 && checks.every(({ verdict }) => verdict !== 'fails'),
});
