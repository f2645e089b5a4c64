import type { CandidateStatus, OutcomeKind } from '@piaojue/contract/outcome';
import type { Grade, ShareBase } from '@piaojue/contract/screen-view';
import type { Quorum } from './quorum.ts';

/** One candidate of a round that fills seats. */
export interface DecidedRow {
  readonly no: number;
  /** Marks, or 赞成. */
  readonly votes: number;
  /** These three where each candidate is answered, and not on a pick list. */
  readonly against?: number;
  readonly abstained?: number;
  /** Votes that this candidate needed: the base may be its own (RULES §1 decision 3). */
  readonly needed?: number;
  /** Per cent of `rateBase`, "91.30"; null when the base is 0. */
  readonly rate: string | null;
  /** 1-2-2-4 by votes. */
  readonly rank: number;
  /** Another candidate has the same rank. */
  readonly tiedRank: boolean;
  readonly status: Exclude<CandidateStatus, 'none'>;
}

/** Seats were filled. Lists of candidates are numbers in contest order. */
export interface SeatDecision {
  readonly outcome: Extract<OutcomeKind, 'complete' | 'runoff' | 'shortfall'>;
  readonly quorum: Quorum;
  /** Votes that pass; 0 under plurality (RULES §1 decision 1); null where each row has its own. */
  readonly needed: number | null;
  readonly chosen: readonly number[];
  /** Those who vote again for `runoffSeats`; empty unless the outcome is `runoff`. */
  readonly tied: readonly number[];
  readonly runoffSeats: number;
  /** Seats for which too few passed; above 0 only when the outcome is `shortfall`. */
  readonly vacancies: number;
  /** In contest order. */
  readonly rows: readonly DecidedRow[];
  readonly rateBase: ShareBase<number | null>;
}

/** A motion was put to the vote (RULES §2 表决). */
export interface MotionDecision {
  readonly outcome: Extract<OutcomeKind, 'passed' | 'rejected'>;
  readonly quorum: Quorum;
  readonly no: number;
  readonly for: number;
  readonly against: number;
  readonly abstained: number;
  readonly needed: number;
  /** 赞成 in per cent of `rateBase`; null when the base is 0. */
  readonly rate: string | null;
  readonly rateBase: ShareBase;
}

/** Each item was judged (RULES §2 满意度测评). */
export interface EvaluationDecision {
  readonly outcome: Extract<OutcomeKind, 'evaluated'>;
  readonly quorum: Quorum;
  /** In contest order. */
  readonly rows: readonly EvaluatedItem[];
  readonly rateBase: ShareBase;
  readonly gradeBase: ShareBase;
}
export interface EvaluatedItem {
  readonly no: number;
  /** Grade 1 … grade k, then 弃权. */
  readonly counts: readonly number[];
  /** 满意, and 满意 + 基本满意, in per cent of the base of rates; null when that base is 0. */
  readonly strictRate: string | null;
  readonly broadRate: string | null;
  /** null when the base of grades is 0. */
  readonly grade: Grade | null;
}

/** A round that does not count. It has no field for a figure of a candidate: no result is shown (RULES §1 Issued/returned). */
export interface NoDecision {
  readonly outcome: Extract<OutcomeKind, 'void' | 'no-quorum'>;
  readonly quorum: Quorum;
  readonly rows: readonly { readonly no: number; readonly status: 'none' }[];
}

/** Void and without quorum: no figure of a candidate is shown (RULES §1 Issued/returned). */
export const doesCount = (outcome: OutcomeKind): boolean => outcome !== 'void' && outcome !== 'no-quorum';

/** A round that counts. */
export type CountedDecision = SeatDecision | MotionDecision | EvaluationDecision;
export type Decision = CountedDecision | NoDecision;

export function isCounted(decision: Decision): decision is CountedDecision {
  return doesCount(decision.outcome);
}

export function isSeatDecision(decision: Decision): decision is SeatDecision {
  return decision.outcome === 'complete' || decision.outcome === 'runoff' || decision.outcome === 'shortfall';
}

/** The rows as they are read out: by rank, those who share one by number, so that the file's order says nothing. */
export function rankedRows(decision: SeatDecision): readonly DecidedRow[] {
  return decision.rows.toSorted((a, b) => a.rank - b.rank || a.no - b.no);
}
