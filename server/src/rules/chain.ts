import type { CheckedContest } from './contest-check.ts';
import type { Decision } from './decision.ts';
import type { Fault } from './schema-faults.ts';

/** What happened in a chain of rounds, in order. `round` is the round's id. */
export type ChainStep = RoundStep | RulingStep | LeaveStep;

export interface RoundStep {
  readonly kind: 'round';
  readonly round: number;
  readonly contest: CheckedContest;
  readonly decision: Decision;
}
/** 主席团 decides a second tie and names who takes the seats (RULES §1). */
export interface RulingStep {
  readonly kind: 'ruling';
  /** The round with the second tie. */
  readonly round: number;
  readonly chosen: readonly number[];
}
/** 主席团 leaves the seats of a shortfall open, for good or to the next session (RULES §1). */
export interface LeaveStep {
  readonly kind: 'leave';
  /** The round with the shortfall. */
  readonly round: number;
  readonly until: 'never' | 'nextSession';
}

export interface Adopted {
  readonly no: number;
  readonly round: number;
  readonly by: 'vote' | 'presidium';
}

/** What the chain still waits for. `round` is the one that left the seats open. */
export type Pending =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'runoff'; readonly round: number; readonly seats: number; readonly second: boolean }
  | { readonly kind: 'shortfall'; readonly round: number; readonly seats: number }
  /** The last round was void or without quorum: the same vote again. */
  | { readonly kind: 'repeat'; readonly round: number; readonly seats: number }
  | { readonly kind: 'left'; readonly round: number; readonly seats: number; readonly until: 'never' | 'nextSession' };

export interface AdoptedList {
  /** Chain order; within a round by rank. */
  readonly adopted: readonly Adopted[];
  readonly pending: Pending;
}

export type ChainFaultCode =
  | 'empty-chain'
  | 'round-named-twice'
  /** Nothing is open any more, or the first step is not a round. */
  | 'nothing-open'
  /** Candidates, seats or rules are not those that the round before calls for (RULES §7 trap 6). */
  | 'wrong-contest'
  /** 主席团 decides a second tie, not a first one. */
  | 'not-a-second-tie'
  | 'not-a-shortfall'
  | 'wrong-ruling';
export type ChainFault = Fault<ChainFaultCode>;
