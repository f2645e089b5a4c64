import type { AgendaView } from './agenda.ts';
import type { AlarmView } from './alarm.ts';
import type { Candidate, Rules } from './contest.ts';
import type { LinkFault } from './gateway-link.ts';
import type { CommandName, ShowOrder } from './commands.ts';
import type { Role } from './live.ts';
import type { PageFaultCount } from './page-fault.ts';
import type { AgreementView, SignInFigures } from './officers-view.ts';
import type { PortView } from './port-view.ts';
import type { Hearing, ReadinessSummary } from './readiness-view.ts';
import type { RulesInWords } from './profile.ts';
import type { SetupView } from './setup-view.ts';
import type { QuorumView, ResultView, RoundTitle, ScreenPlace, ScreenView } from './screen-view.ts';

/** The states of a round (server/README "The steps of a round"): a pure machine, closed is final. */
export type RoundState =
  | 'draft'
  | 'ready'
  | 'opening'
  | 'open'
  | 'closing'
  | 'counting'
  | 'disputed'
  | 'tallied'
  | 'recorded'
  | 'destroying'
  | 'closed'
  | 'aborting'
  | 'aborted';

/**
 * What the operator's console is sent. Seats that are silent, low on battery or have not submitted are here;
 * a choice never is: there is no field for one, and `result` is null until the round was tallied.
 */
export interface ConsoleView {
  readonly rev: number;
  readonly run: string;
  readonly now: number;
  readonly rehearsal: boolean;
  /** The sitting is over: nobody signs in and nothing opens any more. */
  readonly ended: boolean;
  /** Exactly what the hall sees now, for the thumbnail. */
  readonly screen: ScreenView;
  readonly screens: Readonly<Record<ScreenPlace, ScreenState>>;
  /** How a ranked result is shown: whole at once, or row by row as it is read out (逐项宣读). Of rounds that are opened from now on. */
  readonly announce: 'whole' | 'rows';
  readonly signIn: SignInFigures & { readonly quorum: QuorumView };
  /** `unlisted`: keypads are tokens; no seat has a name, and `all` is the number of deputies, not of seats. */
  readonly handout: 'unlisted' | 'listed';
  readonly agenda: AgendaView;
  readonly rounds: readonly RoundSummary[];
  /** The round the console works on, one of the agenda item that the hall is at; null when there is none. */
  readonly current: RoundDetail | null;
  /** The one big button; null while the machine works by itself. */
  readonly next: NextStep | null;
  readonly seats: readonly SeatView[];
  /** Of the self-check; the whole report is GET /api/readiness. */
  readonly selfCheck: ReadinessSummary;
  readonly links: readonly HearingLinkView[];
  /** What is wrong and wants somebody, until it is over and was acknowledged; as of the last second. */
  readonly alarms: readonly AlarmView[];
  /** The first run, and the characters that no face draws. */
  readonly setup: SetupView;
  /** What serial ports the gateways see, and what became of each. */
  readonly ports: readonly PortView[];
  readonly health: HealthView;
}

/** The screens of one place: what they show, what comes next, and whether they are there. */
export interface ScreenState {
  /** 大屏正在显示 */
  readonly view: ScreenView;
  /**
   * 下一画面: what F7 would show; while a vote decides, what the big button leads to. null: nothing is known of it yet. No
   * figure is in it that the hall may not see by then.
   */
  readonly next: ScreenView | null;
  /** The order that F7 gives; null while a vote decides. */
  readonly nextShow: ShowOrder | null;
  /** It shows what the hall shows (a presidium by default). */
  readonly follow: boolean;
  readonly connected: number;
  /** Screens that went away in the last ten minutes and did not come back. */
  readonly late: number;
}

export interface RoundSummary {
  readonly round: RoundTitle;
  readonly state: RoundState;
  readonly announced: boolean;
}

export interface RoundDetail extends RoundSummary {
  readonly candidates: readonly Candidate[];
  readonly rules: Rules;
  /** As they are applied; once frozen those under the hash. */
  readonly rulesInWords: RulesInWords;
  readonly issued: number | null;
  readonly returned: number | null;
  /** Of those who did not submit; null where it is not known who was heard, and before the opening. */
  readonly absent: AbsentView | null;
  /** ms since the epoch */
  readonly openedAt: number | null;
  readonly result: ResultView | null;
  /** Why the sums of box and live count differ (state disputed); never a figure per candidate. */
  readonly dispute: string | null;
  readonly warnings: readonly ContestWarning[];
  /** Hex SHA-256 of the signed bundle once recorded. */
  readonly bundleHash: string | null;
  readonly method: RoundMethod;
  /** null: no clock is set, or the round is not open. */
  readonly clock: { readonly endsAt: number; readonly closes: boolean } | null;
  /** Paper ballots of a round by hand or mixed; null by keypads alone. */
  readonly paper: PaperView | null;
  readonly chain: ChainView;
  /** Whom the rules ask for what, and who agreed. */
  readonly agreements: readonly AgreementView[];
  /** Keypads that were replaced while the round was open. */
  readonly replaced: number;
}

/** By keypads; by hand on paper; mixed: some voters were moved from keypads to paper while it was open. */
export type RoundMethod = 'keypads' | 'hand' | 'mixed';

/** Paper ballots. No figure of a candidate: those exist from `tallied` on, in `result`. */
export interface PaperView {
  /** Given out. */
  readonly issued: number;
  /** The sums are awaited, typed by two people. */
  readonly awaited: boolean;
  /** Who typed them first; nobody is told what. */
  readonly typedBy: Role | null;
  /** Two people typed the same. */
  readonly agreed: boolean;
}

/** A first vote and everything that followed from it, as a whole (RULES §1 decision 8). */
export interface ChainView {
  /** Ids of its rounds, first to last, also those that were aborted. */
  readonly rounds: readonly number[];
  /** 已确定: who was adopted, by announced rounds and rulings. */
  readonly adopted: readonly {
    readonly no: number;
    readonly name: string;
    readonly round: number;
    readonly by: 'vote' | 'presidium';
  }[];
  /** What it waits for. `seats`: how many are open. */
  readonly pending:
    | { readonly kind: 'nothing' }
    | { readonly kind: 'runoff'; readonly round: number; readonly seats: number; readonly second: boolean }
    | { readonly kind: 'shortfall'; readonly round: number; readonly seats: number }
    | { readonly kind: 'repeat'; readonly round: number; readonly seats: number }
    | {
        readonly kind: 'left';
        readonly round: number;
        readonly seats: number;
        readonly until: 'never' | 'nextSession';
      };
  /** Whom a ruling may name now: the tied ones, or those who were not adopted, also where they did not stand in the last round. */
  readonly field: readonly { readonly no: number; readonly name: string }[];
  /** Orders that are allowed now, all with `roundId` `of`; none while a round of it is under way. */
  readonly may: readonly ('revote' | 'byHand' | 'rule:chosen' | 'rule:revote' | 'rule:left')[];
  readonly of: number;
  /** Hex SHA-256 of the signed bundle of the chain, once it came to rest. */
  readonly bundleHash: string | null;
}

/**
 * 未按 in two parts, which add up to I − R. For console, monitors and report; what the hall is told is their sum.
 * "Heard" goes from half a minute before the opening, which is as exact as receivers tell it, to the cut-off.
 */
export interface AbsentView {
  /** 未收到信号: the keypad was not heard at all. */
  readonly notHeard: number;
  /** 有信号未提交 */
  readonly heardNotSubmitted: number;
}

/** unanimous: all valid ballots are alike, so the totals say how everybody voted (RULES §1 decision 13). */
export type ContestWarning = 'narrow-field' | 'few-voters' | 'few-on-paper' | 'few-at-keypads' | 'unanimous';

export interface NextStep {
  readonly command: CommandName;
  /** What the button says, as a key of the console's texts. */
  readonly label:
    | 'startSignIn'
    | 'freeze'
    | 'open'
    | 'close'
    | 'announce'
    | 'revote'
    | 'repeat'
    | 'again'
    | 'rule'
    | 'typeTotals'
    | 'nextItem'
    | 'newContest'
    | 'acceptBox';
  /** Press and hold: what cannot be taken back. */
  readonly hold: boolean;
  readonly blockedBy: readonly Blocker[];
  /** What wants a look before, and stops nothing. */
  readonly warnings: readonly StepWarning[];
}

/** No report of a self-check was accepted in this sitting, or one that says that the hall is not ready. */
export type StepWarning = 'no-readiness' | 'not-ready';

export type Blocker =
  | 'no-receiver'
  | 'receiver-silent'
  | 'no-quorum'
  | 'nobody-present'
  | 'no-contest'
  | 'round-in-progress'
  | 'wrong-state'
  /** P > N: more keypads signed in than there are deputies. */
  | 'more-present-than-deputies'
  /** A monitor is asked to confirm the empty box before the opening, the sums before the announcing. */
  | 'box-not-confirmed'
  | 'sums-not-confirmed'
  /** The presiding officer is asked to agree to the step. */
  | 'no-consent'
  /** On its paper stand characters that no face draws, and nobody looked at them. */
  | 'rare-characters'
  | 'sitting-ended';

export interface SeatView {
  /** Voter slot, 0-based; frozen at ready. */
  readonly slot: number;
  readonly name: string;
  readonly group: string;
  readonly keypad: number;
  readonly present: boolean;
  /** 中途退场: signed in and gone. */
  readonly left: boolean;
  /** Took part in the open round (in ticks of a second); null outside one. */
  readonly submitted: boolean | null;
  /** Moved to paper in the open round (mixed round); null outside one. */
  readonly onPaper: boolean | null;
  /** Heard in the open round at all (AbsentView); null outside one, and where no receiver tells. */
  readonly heard: boolean | null;
  /** Seconds since the keypad was last heard, as exact as half a minute; null = not since the start of the server. */
  readonly heardAgo: number | null;
  /** Percent; null when unknown. */
  readonly battery: number | null;
}

export interface LinkView {
  /** The same for as long as the server knows the port. */
  readonly index: number;
  readonly gateway: string;
  readonly port: string;
  readonly state: 'opening' | 'greeting' | 'up' | 'silent' | 'lost' | 'refused';
  readonly receiver: string | null;
  /** Radio channel, from the greeting. */
  readonly channel: number | null;
  /** It speaks on its channel. */
  readonly speaks: boolean;
  /** Why the port is not open. */
  readonly fault: LinkFault | null;
  /** ms since a line came from it, as the gateway saw it. */
  readonly silentMs: number | null;
  /** One number for each way the line can fail; names as in device-gateway's link counters. */
  readonly counters: Readonly<Record<string, number>>;
}

/** … and whom it hears. */
export interface HearingLinkView extends LinkView, Hearing {}

export interface HealthView {
  readonly screens: number;
  readonly consoles: number;
  /** Presiding officer and monitors. */
  readonly officers: number;
  readonly gateways: number;
  /** Median fsync of the data folder in ms, measured at start. */
  readonly fsyncMs: number;
  /** As of the last ten seconds: ms until a write was safe, and MB that are left; null before the first look. */
  readonly disk: { readonly syncMs: number; readonly freeMb: number } | null;
  /** ms since the epoch; null: this sitting has no backup. */
  readonly backedUpAt: number | null;
  readonly roundKey: 'tmpfs' | 'medium' | 'disk';
  /** Of this program and of what runs it. */
  readonly versions?: { readonly server: string; readonly node: string };
  /** SHA-256 of the server's certificate in groups, as it is compared; null without TLS. */
  readonly certificate: string | null;
  readonly warnings: readonly string[];
  /** What open pages said of their own faults since the server was started. */
  readonly pageFaults: readonly PageFaultCount[];
  /** Frames that fit no round, keypad or key: counted, never answered. */
  readonly refused: Readonly<Record<string, number>>;
}
