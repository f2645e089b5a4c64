import type { Candidate, Screened } from './contest.ts';
import type { ImportAnswer } from './import.ts';
import type { Role } from './live.ts';
import type { Incident } from './officers-view.ts';
import type { RulesInWords } from './profile.ts';
import type {
  AllowedBy,
  AnswerKind,
  Author,
  NewSuggestion,
  PlainEntry,
  ProjectField,
  Review,
  SuggestionAnswer,
  SuggestionState,
} from './project-entry.ts';
import type { Grade, GradeCounts, ResultView, ShareBase, SittingTitle } from './screen-view.ts';
import type { Officers } from './sitting-file.ts';

/** The book of the year as it reads now: a fold over its entries. Dates are ISO days; `entry` is the number of an entry. */
export interface YearView {
  readonly rehearsal: boolean;
  readonly projects: readonly ProjectView[];
  readonly suggestions: readonly SuggestionView[];
  readonly draws: readonly DrawView[];
}

/** GET /api/projects */
export interface YearPage extends YearView {
  /** The first entry that was changed behind the book's back; null: all are as they were written. */
  readonly brokenAt: number | null;
  /** Announced votes on projects, the newest first, and how many of those chosen the book has. */
  readonly filed: readonly FiledChoice[];
  /** Where POST /api/publish writes the public pages. */
  readonly publishTo: string;
}
export interface FiledChoice {
  readonly bundleHash: string;
  readonly sitting: SittingTitle;
  readonly title: string;
  readonly turn: number;
  readonly chosen: number;
  readonly adopted: number;
}

/** A project that was chosen, from its vote to its acceptance. */
export interface ProjectView {
  readonly ref: string;
  readonly origin: ProjectOrigin;
  /** As it stands after all adjustments. */
  readonly details: ProjectDetails;
  /** 征集, 审查, 资金: as it stood on the list of candidates. */
  readonly candidate: Candidate;
  readonly group: string | null;
  readonly stopped: boolean;
  /** 形象进度 of the newest note that says one, whole per cent. */
  readonly percent: number | null;
  readonly milestones: readonly MilestoneView[];
  /** By date, then as they were written. */
  readonly notes: readonly NoteView[];
  readonly adjustments: readonly AdjustmentView[];
  /** In the order of their votes. */
  readonly evaluations: readonly EvaluationOfItem[];
  readonly history: readonly HistoryLine[];
}

export type ProjectDetails = Readonly<Record<ProjectField, string>>;

export interface ProjectOrigin {
  readonly sitting: SittingTitle;
  readonly round: number;
  readonly no: number;
  /** By votes, or by a decision of 主席团 on a second tie. */
  readonly by: 'vote' | 'presidium';
  readonly votes: number | null;
  /** "91.30" */
  readonly rate: string | null;
  readonly rateBase: ShareBase<number | null>;
  readonly bundleHash: string;
}

export interface MilestoneView {
  readonly milestone: number;
  readonly title: string;
  readonly planned: string;
  /** The date that was planned first, where an adjustment moved it. */
  readonly plannedFirst: string | null;
  readonly done: string | null;
  readonly words: string;
}

export interface NoteView {
  readonly entry: number;
  readonly date: string;
  readonly author: Author;
  readonly words: string;
  readonly percent: number | null;
}

export interface AdjustmentView {
  readonly entry: number;
  readonly what: ProjectField | 'milestone' | 'stop' | 'resume';
  /** Title of the milestone; null else. */
  readonly milestone: string | null;
  readonly from: string;
  readonly to: string;
  readonly allowedBy: AllowedBy;
}

/** What an announced evaluation said of one item (RULES §2). */
export interface EvaluationOfItem {
  readonly review: Review;
  readonly sitting: SittingTitle;
  readonly title: string;
  readonly round: number;
  readonly bundleHash: string;
  /** ms since the epoch */
  readonly closedAt: number;
  readonly counts: GradeCounts;
  /** 满意 ÷ base, "68.97"; null when the base is 0. */
  readonly strictRate: string | null;
  /** (满意 + 基本满意) ÷ base */
  readonly broadRate: string | null;
  readonly rateBase: ShareBase;
  /** null when there was nobody whose half could be asked for. */
  readonly grade: Grade | null;
  readonly gradeBase: ShareBase;
  readonly halfPasses: boolean;
  /** 不了解 is left out of both bases (RULES §1 decision 10). */
  readonly withoutDontKnow?: true;
}

/** A deputies' suggestion, from raised to answered and looked at again. */
export interface SuggestionView {
  readonly ref: string;
  readonly number: string;
  readonly title: string;
  readonly words: string;
  readonly deputies: string;
  readonly group: string;
  readonly state: SuggestionState;
  /** 承办单位 */
  readonly unit: string | null;
  readonly answer: SuggestionAnswer | null;
  readonly steps: readonly SuggestionStep[];
  readonly notes: readonly NoteView[];
  readonly evaluations: readonly EvaluationOfItem[];
  /** Numbers of the draws that drew it. */
  readonly draws: readonly number[];
  readonly history: readonly HistoryLine[];
}

export interface SuggestionStep {
  readonly entry: number;
  readonly to: SuggestionState;
  readonly date: string;
  readonly unit: string | null;
  readonly answer: AnswerKind | null;
  /** Why a step was left out, or why it went back. */
  readonly reason: string | null;
}

/** A draw for 回头看. Anybody can repeat it: `howDrawn` in the published page says the steps. */
export interface DrawView {
  readonly draw: number;
  readonly date: string;
  readonly seed: string;
  readonly size: number | null;
  /** Refs that could be drawn, sorted. */
  readonly pool: readonly string[];
  /** In the order in which they were drawn. */
  readonly drawn: readonly string[];
}

/** One entry as it was written, never changed. */
export interface HistoryLine {
  readonly entry: number;
  /** ms since the epoch */
  readonly at: number;
  readonly by: Role | 'hall';
  readonly kind: PlainEntry['kind'] | 'adopted' | 'raised' | 'evaluated' | 'drawn' | 'correction';
  /** What a person wrote; null of what the hall filed. */
  readonly written: PlainEntry | null;
  /** The entry that took it out; null: it stands. */
  readonly correctedBy: number | null;
  /** Of a correction: what it takes out, and why. */
  readonly corrects: { readonly entry: number; readonly reason: string } | null;
}

/**
 * A vote of any kind as the public may see it: filed when it was announced and closed, so that the pages of the year hold
 * what other sittings decided. Totals only: who answered what in a named vote stays with its sitting.
 */
export interface FiledVote {
  /** Of the signed bundle, hex: names the vote. */
  readonly bundleHash: string;
  readonly sitting: SittingTitle;
  readonly title: string;
  readonly candidates: readonly Candidate[];
  readonly screened: readonly Screened[];
  /** The rules as sentences, as they were frozen; null of rounds that have none. */
  readonly words: RulesInWords | null;
  /** Keypads that were replaced while it was open. */
  readonly replaced: number;
  /** What was out of the ordinary in it, in the order in which it happened; of single seats only their number is told (`replaced`). */
  readonly incidents: readonly Pick<Incident, 'at' | 'words'>[];
  /** What 主席团 decided on it, in its own words. */
  readonly decision: string | null;
  /** Who signs the printed sheet, as the sitting names them. */
  readonly officers: Officers;
  /** A 表决 of a single candidate that follows a 票决 of projects: passed, it takes a seat of that (RULES §1 decision 6). */
  readonly forSeat?: true;
  /** What an evaluation is about; null of any other kind. */
  readonly review: Review | null;
  readonly result: ResultView;
}

/** The answer of POST /api/projects/suggestions/import, with 200 where there is no fault and 400 where there is. */
export type SuggestionsImport = Omit<ImportAnswer<readonly NewSuggestion[]>, 'kind'>;

/** Why the book took nothing. `detail` says what was expected and what came. */
export type ProjectFaultCode =
  | 'unknown-ref'
  | 'unknown-entry'
  | 'wrong-kind'
  | 'bad-date'
  | 'bad-step'
  | 'nothing-changes'
  | 'not-announced'
  | 'not-adoptable'
  | 'bad-bundle'
  | 'other-mode'
  | 'duplicate-number'
  | 'empty-pool';
export interface ProjectFault {
  readonly code: ProjectFaultCode;
  readonly detail: string;
}
