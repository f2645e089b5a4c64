import type { Base, Candidate, Majority } from './contest.ts';
import type { CandidateStatus, OutcomeKind } from './outcome.ts';

/**
 * What the hall screen is sent: one whole snapshot, of which the page is a plain function. A reload shows the same.
 *
 * Secrecy by type: no phase before `result` has a field that could hold a figure per candidate, for any role, without
 * a switch (RULES §3).
 */
export interface ScreenView {
  /** Grows with every snapshot of one server run; `run` changes when the server starts again. */
  readonly rev: number;
  readonly run: string;
  /** Server clock, ms since the epoch: the page shows clocks from it, never from its own. */
  readonly now: number;
  /** A rehearsal carries a watermark on every picture. */
  readonly rehearsal: boolean;
  readonly sitting: SittingTitle;
  readonly hall: HallSettings;
  readonly picture: Picture;
}

export interface SittingTitle {
  /** 江南镇第十九届人民代表大会 */
  readonly congress: string;
  /** 第四次会议 */
  readonly meeting: string;
  /** ISO date, 2027-03-12 */
  readonly date: string;
}

export interface HallSettings {
  readonly theme: 'light' | 'dark';
  readonly language: 'zh-CN' | 'en';
  /** Distance of the last row ÷ height of the lit image; sets type size and rows a page. */
  readonly r: number;
  readonly motion: boolean;
}

/** What every screen and export names a round by. */
export interface RoundTitle {
  readonly id: number;
  readonly title: string;
  /** 1 for the first vote, 2 for its re-vote … */
  readonly turn: number;
  readonly parent: number | null;
  /** SHA-256 of everything frozen at ready, hex; screens show the first 8. null before ready. */
  readonly hash: string | null;
  readonly seats: number;
  readonly maxMarks: number;
  readonly exactly: boolean;
}

export interface Turnout {
  /** N 应到 */
  readonly all: number;
  /** P 实到 */
  readonly present: number;
  /** I 发出 */
  readonly issued: number;
  /** R so far 已投. In ticks of a second; never falls. */
  readonly returned: number;
}

export interface QuorumView {
  /** Smallest P that is enough. */
  readonly needed: number;
  readonly met: boolean;
  readonly num: number;
  readonly den: number;
  readonly strict: boolean;
}

export type Picture =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'signIn';
      readonly all: number;
      readonly present: number;
      readonly quorum: QuorumView;
      /** false when sign-in was closed and the figures stand. */
      readonly open: boolean;
    }
  | {
      readonly kind: 'candidates';
      readonly round: RoundTitle;
      readonly candidates: readonly Candidate[];
      /** Index of the one that is being explained; null shows the whole list. */
      readonly index: number | null;
    }
  | {
      readonly kind: 'voting';
      readonly round: RoundTitle;
      readonly candidates: readonly Candidate[];
      readonly turnout: Turnout;
      /** ms since the epoch */
      readonly openedAt: number;
    }
  | { readonly kind: 'closing'; readonly round: RoundTitle; readonly turnout: Turnout; readonly since: number }
  /** 正在核对: the recount of the box is not done or not right; there is nothing to show. */
  | { readonly kind: 'counting'; readonly round: RoundTitle }
  /** 待确认: counted, but the hall sees it only after confirmation. */
  | { readonly kind: 'unrevealed'; readonly round: RoundTitle }
  | { readonly kind: 'result'; readonly result: ResultView }
  | { readonly kind: 'aborted'; readonly round: RoundTitle; readonly returned: number; readonly issued: number };

export interface ResultRow {
  readonly no: number;
  readonly name: string;
  /** null when the round is void or without quorum: no figure is shown. */
  readonly votes: number | null;
  /** Exact to two decimals, "91.30"; null when the base is 0 (printed –). */
  readonly rate: string | null;
  readonly rank: number | null;
  /** Shares its rank with another. */
  readonly tied: boolean;
  readonly status: CandidateStatus;
}

export interface ResultView {
  readonly round: RoundTitle;
  readonly outcome: OutcomeKind;
  readonly figures: {
    readonly all: number;
    readonly present: number;
    readonly issued: number;
    readonly returned: number;
    readonly valid: number | null;
    readonly invalid: number | null;
    readonly notSubmitted: number | null;
  };
  readonly quorum: QuorumView;
  readonly majority: Majority | null;
  /** Votes needed to pass; 0 under plurality. */
  readonly needed: number;
  readonly rateBase: { readonly base: Base; readonly value: number };
  /** In ballot order. A page sorts by rank, then by number. */
  readonly rows: readonly ResultRow[];
  /** Seats that the tied ones vote for again. */
  readonly runoffSeats: number;
  /** Seats that stay open in a shortfall. */
  readonly vacancies: number;
  readonly openedAt: number;
  readonly closedAt: number;
  /** 已公布: announced by the presiding officer; until then 未确认. */
  readonly announced: boolean;
}
