import type { AgendaState } from './agenda.ts';
import type { Base, Candidate, Kind, Majority } from './contest.ts';
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
  /** Whose screen it is; the settings are this place's own. */
  readonly place: ScreenPlace;
  readonly hall: HallSettings;
  readonly picture: Picture;
  /** Of a picture whose list takes several pages; how many there are, each screen works out for itself. */
  readonly paging: Paging;
}

/** 大屏 and 主席台屏: two screens that may show different pictures, in settings of their own. */
export const SCREEN_PLACES = ['hall', 'presidium'] as const;
export type ScreenPlace = (typeof SCREEN_PLACES)[number];

/**
 * Which page of a list is shown. State of the server, so that every screen of a place, a reload and the thumbnail show the
 * same one.
 */
export interface Paging {
  /** 0-based; a page beyond the last shows the last. With `auto` the page that it began at. */
  readonly page: number;
  /** The last page of a result of several pages: names and badges alone. */
  readonly overview: boolean;
  /** Pages turn by themselves since then (ms since the epoch, server clock), each max(8 s, 0.8 s a row). */
  readonly auto: { readonly since: number } | null;
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
  /** Text stays this far from each side, in % of it: 3.5 (EBU R 95, action safe), 5 where the image is overscanned. */
  readonly safe: 3.5 | 5;
  /** Names of those who signed in last, while sign-in is shown. */
  readonly arrivals: boolean;
}

/** What every screen and export names a round by. */
export interface RoundTitle {
  readonly id: number;
  readonly title: string;
  /** 1 for the first vote, 2 for its re-vote … */
  readonly turn: number;
  readonly parent: number | null;
  /** Of a re-vote, on screens: how many the rounds before it have chosen, all of them announced. */
  readonly settled?: number;
  /** SHA-256 of everything frozen at ready, hex; screens show the first 8. null before ready. */
  readonly hash: string | null;
  readonly kind: Kind;
  /** 1 of a motion, 0 of an evaluation: nobody is chosen; so `maxMarks`. */
  readonly seats: number;
  readonly maxMarks: number;
  readonly exactly: boolean;
  /** Fewest marks of a valid ballot; 0 where a ballot has none. */
  readonly minMarks: number;
  readonly ballot: BallotKind;
}
/** What a ballot asks: marks, 赞成/反对/弃权 for each candidate or for the motion, or one of three or four grades an item. */
export type BallotKind = 'marks' | 'answers' | 'grades3' | 'grades4';

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

interface Voting {
  readonly kind: 'voting';
  readonly round: RoundTitle;
  readonly candidates: readonly Candidate[];
  readonly turnout: Turnout;
  /** ms since the epoch */
  readonly openedAt: number;
  /** `endsAt` in ms since the epoch; `closes`: the round closes by itself then. null: no clock runs. */
  readonly clock: { readonly endsAt: number; readonly closes: boolean } | null;
}
export interface SecretVoting extends Voting {
  readonly named: false;
}
/** 记名表决: the only picture of an open round that has a figure per answer. */
export interface NamedVoting extends Voting {
  readonly named: true;
  /** As of the last tick of a second; null before the first. */
  readonly live: { readonly for: number; readonly against: number; readonly abstained: number } | null;
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
      /** Title of the plenary that people sign in for; '' where the sitting has none. */
      readonly plenary: string;
      /** 列席; never in `all` or `present`. */
      readonly observers: number;
      /** Names of those who came last, at most two; none where the setting is off or keypads are tokens. */
      readonly arrivals: readonly string[];
    }
  /** 议程. `index`: place of the item that the hall is at; null before the first. */
  | {
      readonly kind: 'agenda';
      readonly items: readonly { readonly title: string; readonly state: AgendaState }[];
      readonly index: number | null;
    }
  /** One item of the agenda: a report, a break, a vote whose contest is not there yet. `presenter` may be ''. */
  | {
      readonly kind: 'item';
      readonly title: string;
      readonly presenter: string;
    }
  | {
      readonly kind: 'candidates';
      readonly round: RoundTitle;
      readonly candidates: readonly Candidate[];
      /** Index of the one that is being explained; null shows the whole list. */
      readonly index: number | null;
    }
  | SecretVoting
  | NamedVoting
  | { readonly kind: 'closing'; readonly round: RoundTitle; readonly turnout: Turnout; readonly since: number }
  /** 正在核对: the recount of the box is not done or not right; there is nothing to show. */
  | { readonly kind: 'counting'; readonly round: RoundTitle }
  /** 待确认: counted, but the hall sees it only after confirmation. */
  | { readonly kind: 'unrevealed'; readonly round: RoundTitle }
  | { readonly kind: 'result'; readonly result: ResultView }
  | ReadingPicture
  | SummaryPicture
  /** 校屏: the safe area, a grid of pixels, steps of grey, and names to be read from the last row. */
  | { readonly kind: 'calibration' }
  /** Ballots on paper, by hand or mixed: they are being cast or counted. */
  | { readonly kind: 'paper'; readonly round: RoundTitle; readonly turnout: Turnout }
  /** `returned` null: by hand or mixed, where papers that came back were never counted. */
  | { readonly kind: 'aborted'; readonly round: RoundTitle; readonly returned: number | null; readonly issued: number };

/**
 * 逐项宣读: a ranked result while it is read out, row by row from rank 1. Rows that were not read yet are not in it, nor a
 * figure that would tell them; what the hall knew before (who stood, turnout, valid and invalid) is. The last row read, the
 * picture is `result`.
 */
export interface ReadingPicture {
  readonly kind: 'reading';
  /** Who stood, in ballot order: the type size follows from all names, so that no row moves while they are read. */
  readonly candidates: readonly Candidate[];
  readonly result: PartRead;
  readonly reading: { readonly shown: number; readonly of: number };
}
/** `rows`: the first ones by rank, ties by ballot number. */
export type PartRead = Omit<RankingResult, 'outcome' | 'runoffSeats' | 'vacancies' | 'ruling'>;

/** One picture of an announced result for the cameras. Of a chain of votes it has all who were adopted. */
export interface SummaryPicture {
  readonly kind: 'summary';
  /** Of the first round of the chain that was counted: its title, figures, base, S and C. */
  readonly result: ResultView;
  /** 已确定, by votes and rulings of announced rounds, in the order in which they were; none of a motion or evaluation. */
  readonly adopted: readonly AdoptedView[];
  /** Seats that are open still, and what they wait for. */
  readonly open: { readonly seats: number; readonly by: 'nothing' | 'runoff' | 'shortfall' | 'repeat' | 'left' };
}
export interface AdoptedView {
  readonly no: number;
  readonly name: string;
  /** In the round that adopted them; null where 主席团 did. */
  readonly votes: number | null;
  /** 1: the first vote of the chain. */
  readonly turn: number;
  readonly by: 'vote' | 'presidium';
}

/** A share that is printed: of which base, and how many that is. `value` null: each candidate's own (赞成 + 反对). */
export interface ShareBase<Value extends number | null = number> {
  readonly base: Base;
  readonly value: Value;
}

export interface Figures {
  /** N 应到 */
  readonly all: number;
  /** P 实到 */
  readonly present: number;
  /** I 发出 */
  readonly issued: number;
  /** R 收回 */
  readonly returned: number;
  /** V 有效, X 无效, 未按 = I − R; null when the round is void or without quorum. */
  readonly valid: number | null;
  readonly invalid: number | null;
  readonly notSubmitted: number | null;
}

/** Paper ballots that were counted by hand, kept apart from those of the keypads. R, V and X of each column. */
export interface ColumnFigures {
  readonly returned: number;
  readonly valid: number;
  readonly invalid: number;
}
export interface HandFigures {
  readonly method: 'hand' | 'mixed';
  /** null in a round by hand. */
  readonly keypads: ColumnFigures | null;
  readonly paper: ColumnFigures;
}

/** What 主席团 decided where the votes did not: who takes the seats, who is voted on again, or that they stay open. */
export type RulingView =
  | { readonly kind: 'chosen'; readonly nos: readonly number[] }
  | { readonly kind: 'revote'; readonly nos: readonly number[] }
  | { readonly kind: 'left'; readonly until: 'never' | 'nextSession' };

/** A round that was counted, as a page draws it. */
export type ResultView = RankingResult | MotionResult | EvaluationResult;

interface CountedRound {
  readonly round: RoundTitle;
  readonly kind: Kind;
  readonly outcome: OutcomeKind;
  readonly figures: Figures;
  readonly quorum: QuorumView;
  readonly openedAt: number;
  readonly closedAt: number;
  /** 已公布: announced by the presiding officer; until then 未确认. */
  readonly announced: boolean;
  /** The sums were confirmed by a monitor, or nobody is asked to. */
  readonly confirmed: boolean;
  readonly byHand: HandFigures | null;
  readonly ruling: RulingView | null;
}

/** 票决 and 选举: candidates by rank, and who has a seat. */
export interface RankingResult extends CountedRound {
  readonly form: 'ranking';
  /** perItem: 赞成, 反对 and 弃权 for each candidate. */
  readonly columns: 'pick' | 'perItem';
  readonly majority: Majority | null;
  /** Votes needed to pass; 0 under plurality; null: each row has its own. */
  readonly needed: number | null;
  readonly rateBase: ShareBase<number | null>;
  /** In ballot order. A page sorts by rank, then by number. */
  readonly rows: readonly ResultRow[];
  /** Seats that the tied ones vote for again. */
  readonly runoffSeats: number;
  /** Seats that stay open in a shortfall. */
  readonly vacancies: number;
}

export interface ResultRow {
  readonly no: number;
  readonly name: string;
  /** null when the round is void or without quorum: no figure is shown. */
  readonly votes: number | null;
  /** null on a pick list. */
  readonly against: number | null;
  /** 弃权, blanks with it; null on a pick list. */
  readonly abstained: number | null;
  /** Votes this candidate needed; null on a pick list, where all need the same. */
  readonly needed: number | null;
  /** Exact to two decimals, "91.30"; null when the base is 0 (printed –). */
  readonly rate: string | null;
  readonly rank: number | null;
  /** Shares its rank with another. */
  readonly tied: boolean;
  readonly status: CandidateStatus;
}

/** 表决. All figures of the answers are null when the round is void or without quorum. */
export interface MotionResult extends CountedRound {
  readonly form: 'motion';
  readonly name: string;
  readonly for: number | null;
  readonly against: number | null;
  readonly abstained: number | null;
  readonly majority: Majority;
  readonly needed: number | null;
  /** 赞成 of `rateBase`, "91.30"; null when the base is 0. */
  readonly rate: string | null;
  readonly rateBase: ShareBase;
  /** Who answered what, in the order of the seats; of a named vote only. */
  readonly named: readonly NamedAnswer[] | null;
}
export interface NamedAnswer {
  readonly name: string;
  readonly answer: 'for' | 'against' | 'abstained' | 'invalid' | 'notSubmitted';
}

/** 满意度测评 */
export interface EvaluationResult extends CountedRound {
  readonly form: 'evaluation';
  readonly scale: 3 | 4;
  readonly halfPasses: boolean;
  /** 不了解 is in the bases. */
  readonly dontKnowCounts: boolean;
  readonly rateBase: ShareBase;
  readonly gradeBase: ShareBase;
  /** In ballot order. */
  readonly rows: readonly EvaluationRow[];
}
export interface EvaluationRow {
  readonly no: number;
  readonly name: string;
  /** null when the round is void or without quorum. */
  readonly counts: GradeCounts | null;
  /** 满意, and 满意 + 基本满意, of the base of rates; null when that base is 0 (printed –). */
  readonly strictRate: string | null;
  readonly broadRate: string | null;
  /** null when there is nobody whose half could be asked for. */
  readonly grade: Grade | null;
}
export interface GradeCounts {
  readonly satisfied: number;
  readonly basic: number;
  readonly dissatisfied: number;
  /** null on a scale of three. */
  readonly dontKnow: number | null;
  /** 弃权: left blank. */
  readonly abstained: number;
}
export type Grade = 'satisfied' | 'basic' | 'dissatisfied';
