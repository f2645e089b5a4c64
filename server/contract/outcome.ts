import { type Static, Type } from 'typebox';

/**
 * What a count says and what the rules make of it (RULES §1 "Deciding, in this order"). Public totals only.
 */
export const CandidateStatus = Type.Union([
  Type.Literal('chosen'),
  Type.Literal('notChosen'),
  Type.Literal('runoff'),
  /** No decision was made (no quorum, void). */
  Type.Literal('none'),
]);
export type CandidateStatus = Static<typeof CandidateStatus>;

export const OutcomeKind = Type.Union([
  Type.Literal('complete'),
  Type.Literal('runoff'),
  Type.Literal('shortfall'),
  Type.Literal('void'),
  Type.Literal('no-quorum'),
]);
export type OutcomeKind = Static<typeof OutcomeKind>;

/** What the tally core counted: V + X = R. `votes` is in candidate order, from valid ballots only. */
export interface Totals {
  readonly returned: number;
  readonly valid: number;
  readonly invalid: number;
  readonly votes: readonly number[];
}
