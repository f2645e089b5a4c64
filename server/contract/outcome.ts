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
  /** A motion. */
  Type.Literal('passed'),
  Type.Literal('rejected'),
  /** 满意度测评: each item has its grade. */
  Type.Literal('evaluated'),
]);
export type OutcomeKind = Static<typeof OutcomeKind>;

/**
 * What was counted: V + X = R. All lists are in candidate order, from valid ballots only. Where a ballot answers each
 * candidate, the answers to one candidate add up to V.
 */
export interface Totals {
  readonly returned: number;
  readonly valid: number;
  readonly invalid: number;
  /** Marks of a pick list; 赞成; of an evaluation 满意. */
  readonly votes: readonly number[];
  /** 反对. Only of ballots per item and of motions. */
  readonly against?: readonly number[];
  /** 弃权, those who left the candidate blank with them. Only of ballots per item and of motions. */
  readonly abstained?: readonly number[];
  /** Of an evaluation, per item: grade 1 … grade k, then 弃权 (blank). */
  readonly grades?: readonly (readonly number[])[];
}
