import type { AbsentView, Blocker, LinkView, PaperView, RoundMethod, RoundState } from './console-view.ts';
import type { Candidate } from './contest.ts';
import type { Role } from './live.ts';
import type { QuorumView, ResultView, RoundTitle, SittingTitle } from './screen-view.ts';

/**
 * What presiding officer and monitors are sent: sums, seals, links, what they are asked for, and what went wrong.
 *
 * Secrecy by type: only a round that was counted (`CountedRound`) has a field that could hold a figure per candidate, and
 * totals of paper ballots that one person typed in are told to nobody before the second person typed the same.
 */
export interface OfficersView {
  readonly rev: number;
  readonly run: string;
  readonly now: number;
  readonly rehearsal: boolean;
  readonly ended: boolean;
  readonly sitting: SittingTitle;
  readonly signIn: SignInFigures & { readonly quorum: QuorumView };
  /** The round the hall works on; null where there is none. */
  readonly round: OfficersRound | null;
  readonly links: readonly OfficersLink[];
  /** Of this sitting, the newest first, at most 50. */
  readonly incidents: readonly Incident[];
}

export interface SignInFigures {
  readonly open: boolean;
  /** Title of the plenary that people sign in for; '' where the sitting has none. */
  readonly plenary: string;
  /** N 应到 */
  readonly all: number;
  /** P 实到 */
  readonly present: number;
  /** 补签到: of those present, who signed in after sign-in had been closed once in this plenary. */
  readonly late: number;
  /** 中途退场: signed in and gone; not in `present`. */
  readonly left: number;
  /** 列席; never in N or P. */
  readonly observers: number;
}

export type OfficersRound = UncountedRound | CountedRound;

interface RoundOfOfficers {
  readonly round: RoundTitle;
  readonly method: RoundMethod;
  readonly candidates: readonly Pick<Candidate, 'no' | 'name'>[];
  readonly seals: Seals;
  readonly agreements: readonly AgreementView[];
  /** What stops the next step of the round. */
  readonly blockedBy: readonly Blocker[];
  /** Paper ballots, whose sums two people type in; null by keypads alone. */
  readonly paper: PaperView | null;
  /** Keypads that were replaced while the round was open. */
  readonly replaced: number;
  readonly absent: AbsentView | null;
  /** ms since the epoch */
  readonly openedAt: number | null;
  readonly closingAt: number | null;
  readonly closedAt: number | null;
  readonly announcedAt: number | null;
}

export interface UncountedRound extends RoundOfOfficers {
  readonly counted: false;
  readonly state: Exclude<RoundState, CountedState>;
  readonly figures: TurnoutFigures;
  /** Why box and live count differ (disputed), or why the round was aborted; never a figure per candidate. */
  readonly reason: string | null;
}

export interface CountedRound extends RoundOfOfficers {
  readonly counted: true;
  readonly state: CountedState;
  readonly figures: TurnoutFigures & {
    /** V, X and 未按; null where the round is void or without quorum. */
    readonly valid: number | null;
    readonly invalid: number | null;
    readonly notSubmitted: number | null;
  };
  readonly result: ResultView;
  /** 逐项宣读: how many rows of it the hall's screen has by now, from rank 1; null: it is shown whole. */
  readonly reading: { readonly shown: number; readonly of: number } | null;
}
type CountedState = 'tallied' | 'recorded' | 'destroying' | 'closed';

export interface TurnoutFigures {
  readonly all: number;
  readonly present: number;
  /** I; null before the opening. */
  readonly issued: number | null;
  /** R so far, in ticks of a second; null before the opening. */
  readonly returned: number | null;
}

/** What is sealed by now; hex SHA-256, of which pages show the first 8. null: not yet. */
export interface Seals {
  /** Rules, candidates, N and slots, at ready. */
  readonly frozen: string | null;
  /** The box was made and read back: how many ballots stood in it (0), and when. */
  readonly emptyBox: { readonly ballots: number; readonly at: number } | null;
  /** Who may vote, at the opening. */
  readonly presence: string | null;
  /** The signed bundle. */
  readonly bundle: string | null;
  /** The live count was rebuilt from the box after a restart. */
  readonly rebuiltAt: number | null;
}

/** `emptyBox` and `sums` are confirmed by a monitor; `open`, `close`, `announce` are agreed to by the presiding officer; `box` is 4x: operator and monitor take a disputed box as it is. */
export type AgreementKind = 'emptyBox' | 'sums' | 'open' | 'close' | 'announce' | 'box';

export interface AgreementView {
  readonly what: AgreementKind;
  /** Who may give it. */
  readonly roles: readonly Role[];
  /** It can be given now. */
  readonly asked: boolean;
  readonly given: Agreement | null;
}

export interface Agreement {
  /** ms since the epoch */
  readonly at: number;
  readonly by: Role;
}

export interface OfficersLink
  extends Pick<LinkView, 'index' | 'gateway' | 'port' | 'state' | 'receiver' | 'channel' | 'silentMs'> {
  /** Keypads heard in the last half minute. */
  readonly heard: number;
}

/** Something that the report names: who did what, when, in words; no choice is in it. */
export interface Incident {
  /** In the record. */
  readonly seq: number;
  /** ms since the epoch */
  readonly at: number;
  readonly by: Actor;
  readonly round: number | null;
  readonly event: string;
  readonly words: InBothLanguages;
}

/** `server`: the machine by itself. */
export type Actor = Role | 'server';

export interface InBothLanguages {
  readonly 'zh-CN': string;
  readonly en: string;
}

/** A line of GET /api/record. */
export interface RecordLine extends Incident {
  /** Hex SHA-256 over the line before it and this one. */
  readonly hash: string;
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
}
