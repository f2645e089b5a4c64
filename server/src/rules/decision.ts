import type { Base } from '@piaojue/contract/contest';
import type { CandidateStatus, OutcomeKind } from '@piaojue/contract/outcome';
import type { Quorum } from './quorum.ts';

/** One candidate of a round that counts. */
export interface DecidedRow {
  readonly no: number;
  readonly votes: number;
  /** Per cent of `rateBase`, "91.30"; null when the base is 0. */
  readonly rate: string | null;
  /** 1-2-2-4 by votes. */
  readonly rank: number;
  /** Another candidate has the same rank. */
  readonly tiedRank: boolean;
  readonly status: Exclude<CandidateStatus, 'none'>;
}

/** A round that counts. Lists of candidates are numbers in contest order. */
export interface CountedDecision {
  readonly outcome: Exclude<OutcomeKind, 'void' | 'no-quorum'>;
  readonly quorum: Quorum;
  /** Votes that pass; 0 under plurality (RULES §1 decision 1). */
  readonly needed: number;
  readonly chosen: readonly number[];
  /** Those who vote again for `runoffSeats`; empty unless the outcome is `runoff`. */
  readonly tied: readonly number[];
  readonly runoffSeats: number;
  /** Seats for which too few passed; above 0 only when the outcome is `shortfall`. */
  readonly vacancies: number;
  /** In contest order. */
  readonly rows: readonly DecidedRow[];
  readonly rateBase: { readonly base: Base; readonly value: number };
}

/** A round that does not count. It has no field for a figure of a candidate: no result is shown (RULES §1 Issued/returned). */
export interface NoDecision {
  readonly outcome: Extract<OutcomeKind, 'void' | 'no-quorum'>;
  readonly quorum: Quorum;
  readonly rows: readonly { readonly no: number; readonly status: 'none' }[];
}

export type Decision = CountedDecision | NoDecision;

export function isCounted(decision: Decision): decision is CountedDecision {
  return decision.outcome !== 'void' && decision.outcome !== 'no-quorum';
}

/** The rows as they are read out: by rank, those who share one by number, so that the file's order says nothing. */
export function rankedRows(decision: CountedDecision): readonly DecidedRow[] {
  return decision.rows.toSorted((a, b) => a.rank - b.rank || a.no - b.no);
}
