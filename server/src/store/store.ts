import type { AgendaKind } from '@piaojue/contract/agenda';
import type { HallSettings, Paging, ScreenPlace, SittingTitle } from '@piaojue/contract/screen-view';
import type { AcceptedReport } from '@piaojue/contract/readiness-view';
import type { AbsentView, RoundMethod, RoundState } from '@piaojue/contract/console-view';
import type { Ruling, ShowOrder } from '@piaojue/contract/commands';
import type { Role } from '@piaojue/contract/live';
import type { Contest } from '@piaojue/contract/contest';
import type { Actor, Agreement, AgreementKind } from '@piaojue/contract/officers-view';
import type { Totals } from '@piaojue/contract/outcome';
import type { Profile, RulesInWords } from '@piaojue/contract/profile';
import type { Officers, People } from '@piaojue/contract/sitting-file';
import type { SetupRow } from '../setup/setup-row.ts';
import type { Mode } from '@piaojue/firmware-protocol/seal/keys';
import type { Decision } from '../rules/decide.ts';

/**
 * Everything of a sitting but the ballots: those stand in the ballot box (`../box`) until the close, and never here.
 * One interface, so that one contract suite holds for every kind of store (tests/contract).
 */
export interface Store {
  /** Runs `work` in one durable transaction. Refuses a promise: an await inside would leave it half done. */
  transaction<T>(work: () => T): T;

  sitting(): SittingRow | undefined;
  putSitting(sitting: SittingRow): void;

  seats(): readonly SeatRow[];
  putSeats(seats: readonly SeatRow[]): void;
  /** Another keypad for one slot; whoever signed in there signs in again with it. */
  replaceKeypad(seat: SeatRow): void;

  /** Signed in, with the counter and MAC of the sign-in that was taken, for replays. */
  presence(): readonly PresenceRow[];
  putPresence(row: PresenceRow): void;
  /** Another plenary: everybody who is present or left was so in the former one. */
  endPlenary(): void;

  /** Ids are never used twice, also not after a round was removed. */
  createRound(round: Omit<RoundRow, 'id' | 'state'>): RoundRow;
  round(id: number): RoundRow | undefined;
  rounds(): readonly RoundRow[];
  putRound(round: RoundRow): void;
  /** Only a draft, which nobody voted in. */
  removeDraft(id: number): void;

  /** In the order of the sitting. */
  agenda(): readonly AgendaRow[];
  putAgenda(items: readonly AgendaRow[]): void;

  /** One overwritten number, at least every second of an open round: how many ballots were counted. */
  setCounted(round: number, counted: number): void;
  counted(round: number): number;

  /**
   * Who was heard so far in an open round, a bit per frozen slot: overwritten in ticks of a second as the turnout is,
   * and taken away when the round was tallied or aborted. null takes it away, and leaves nothing of it in the file.
   */
  setHeard(round: number, bits: Uint8Array | null): void;
  heard(round: number): Uint8Array | undefined;

  /** Every version of the rule profiles that were made or edited here, oldest first. */
  profiles(): readonly Profile[];
  /** A version is written once and never changed. */
  addProfile(profile: Profile): void;

  /** The answer to a command that was carried out, so that a repeat is answered alike. */
  commandAnswer(id: string): string | undefined;
  putCommandAnswer(id: string, answer: string): void;

  /** Appends to the hash chain. Events have no choice in them. */
  appendRecord(at: number, event: SignedEvent): void;
  record(): readonly RecordRow[];

  /** Writes everything into the main file and empties the journal. */
  checkpoint(): void;
  /** The bytes of one file with all of it, as of one moment; a store opens on them again. */
  image(): Uint8Array;
  close(): void;
}

export interface SittingRow {
  readonly title: SittingTitle;
  readonly mode: Mode;
  readonly provisioning: number;
  /** 8 bytes, new for every sitting, mode and restore. */
  readonly sid: Uint8Array;
  /** Of the device keys that the keys of this session are derived from (PROTOCOL KEY9). */
  readonly epoch: number;
  readonly signInOpen: boolean;
  /** Keypads that were replaced by others: they come back to no seat of this sitting (PROTOCOL SRV26). */
  readonly retired: readonly number[];
  /** null: it goes on. */
  readonly end: SittingEnd | null;
  /** Of the hall's screen. */
  readonly hall: StoredHall;
  readonly shown: Shown;
  /** Absent: it shows what the hall shows, set as the hall is. */
  readonly presidium?: PresidiumScreen;
  /** Pages that were turned to, by place. */
  readonly paging?: Readonly<Partial<Record<ScreenPlace, StoredPaging>>>;
  /** How ranked results are shown (逐项宣读), from the next opening on; absent: whole. */
  readonly announce?: 'whole' | 'rows';
  /** Of the rounds that were opened to be read out: how many rows of their result were. */
  readonly readings?: readonly ReadingRow[];
  /** Id of the agenda item that the hall is at; null or absent: at none yet, its rounds follow each other. */
  readonly itemId?: string | null;
  /** The self-check that was accepted last, or why there is none. */
  readonly readiness?: AcceptedReport | null;
  /** Absent in sittings of before: listed, one deputy for each seat, nobody else. */
  readonly people?: SittingPeople;
  /** Sign-in was closed once in this plenary: who comes from then on is late (补签到). */
  readonly signInClosed?: boolean;
  /** The first run; absent in sittings of before. */
  readonly setup?: SetupRow;
}

/** Who belongs to the sitting, beside its seats. */
export interface SittingPeople {
  readonly handout: 'unlisted' | 'listed';
  /** N; null: one for each seat. */
  readonly deputies: People | null;
  readonly observers: People;
  readonly officers: Officers;
}

export interface SittingEnd {
  /** Of the device keys after it; the sitting's own where the keys stay as they are. */
  readonly epoch: number;
  /** Session id of the beacons after it: 16 hex digits. */
  readonly sid: string;
  /** ms since the epoch; null: begun, and not completed yet. */
  readonly at: number | null;
}

/** Sittings of before have no safe area and no arrivals in it. */
export type StoredHall = Omit<HallSettings, 'safe' | 'arrivals'> & Partial<HallSettings>;

export interface PresidiumScreen {
  /** What was set otherwise than in the hall. */
  readonly hall: Partial<HallSettings>;
  /** null: what the hall shows. */
  readonly shown: Shown | null;
}

export interface StoredPaging extends Paging {
  /** The picture that it is of (`pagingKey`). */
  readonly of: string;
}

export interface ReadingRow {
  readonly roundId: number;
  /** From rank 1. */
  readonly shown: number;
}

/** What the operator put on a screen. */
export interface Shown {
  readonly picture: ShowOrder['picture'];
  readonly index: number | null;
  /** The round that `candidates` and `round` mean: a re-vote does not take the result off the screen by itself. */
  readonly roundId: number | null;
  /** ms since the epoch; absent in sittings of before. */
  readonly since?: number;
}

/** An item of the agenda; which rounds came of a vote is told by `roundId` and the parents of the rounds. */
export interface AgendaRow {
  readonly id: string;
  readonly title: string;
  readonly kind: AgendaKind;
  readonly presenter: string;
  /** Of a vote as it was planned; null where it has none, and once it was drafted: the round has it then. */
  readonly contest: Contest | null;
  /** The first round of a vote. */
  readonly roundId: number | null;
  /** When the hall came to it first, ms since the epoch. */
  readonly begunAt: number | null;
  /** Of a plenary that another one followed: how many were signed in at its end. */
  readonly present: number | null;
}

export interface SeatRow {
  /** 0-based voter slot. */
  readonly slot: number;
  readonly name: string;
  readonly group: string;
  readonly keypad: number;
  /** 0 for the first keypad of the slot; a replacement gets the next. */
  readonly generation: number;
}

/** The last sign-in of a slot. A row stays when somebody is not present any more, so that no recording signs in again. */
export interface PresenceRow {
  readonly slot: number;
  readonly counter: number;
  readonly mac: Uint8Array;
  /** `left`: 中途退场. `former`: signed in to a plenary that is over. */
  readonly state: 'present' | 'left' | 'former';
  /** 补签到: came after sign-in had been closed once in the plenary. */
  readonly late: boolean;
}

export interface RoundRow {
  readonly id: number;
  readonly state: RoundState;
  readonly parent: number | null;
  readonly turn: number;
  readonly contest: Contest;
  /** Set at ready. */
  readonly frozen: Frozen | null;
  /** Set at open (step O4). */
  readonly presence: FrozenPresence | null;
  readonly files: RoundFiles | null;
  readonly openedAt: number | null;
  readonly closingAt: number | null;
  readonly closedAt: number | null;
  /** Set when the live count was rebuilt from the box after a restart: said in the report. */
  readonly rebuiltAt: number | null;
  /** Ballots returned when it was aborted, by keypads alone; null else. */
  readonly returned: number | null;
  readonly totals: Totals | null;
  readonly decision: Decision | null;
  /** Sorted, padded patterns, sealed to the monitors' key. */
  readonly patterns: Uint8Array | null;
  /** Who took part, a bit per frozen slot. Set at `recorded`. */
  readonly participation: Uint8Array | null;
  /** Last counter counted per frozen slot, for `closed(n)`. Set at `recorded`. */
  readonly counters: Uint32Array | null;
  /** 未按 in two parts, as it stood at the cut-off. Set at `tallied`; null where it was not known who was heard. */
  readonly absent: AbsentView | null;
  readonly announcedAt: number | null;
  readonly method: RoundMethod;
  /** What 主席团 decided about what this round left open. */
  readonly ruling: RulingRow | null;
  /** Sums of the paper ballots, while and after they are typed in; null by keypads alone. */
  readonly hand: HandCount | null;
  /**
   * `totals` by where the ballots were given, from `tallied` on; null by keypads alone. Of a column of three ballots or fewer
   * no figure per candidate is kept, of the other one neither: they would be somebody's ballots (RULES §1 decision 13).
   */
  readonly columns: Columns | null;
  /** Mixed round: who was moved to paper while it was open, a bit per frozen slot. */
  readonly withdrawn: Uint8Array | null;
  /** Named votes alone: the answer of each frozen slot (`NamedAnswers`). Set at `tallied`. */
  readonly named: Uint8Array | null;
  /** Of the first round of a chain that came to rest: hex SHA-256 of chain.json. */
  readonly chainHash: string | null;
  /** Hex SHA-256 of bundle.json. */
  readonly bundleHash: string | null;
  /** Why it was aborted, or in what box and live count differ. */
  readonly reason: string | null;
  /** Who confirmed and agreed to what (RULES §4). Absent: nobody yet. */
  readonly agreements?: Agreements;
  /** Of the box as it was made, read back before anybody could vote. */
  readonly emptyBox?: EmptyBox;
  /** Of the first round that opened in the sitting: the self-check as it was accepted; null: there was none. */
  readonly readiness?: AcceptedReport | null;
  /** Copies of its key on a medium that was away when key and box were destroyed: destroyed when it is presented. */
  readonly outstanding?: readonly string[];
  /** Keypads that were replaced while it was open, in order; `frozen` stays as it was frozen. */
  readonly replaced?: readonly ReplacedKeypad[];
}

export type Agreements = Readonly<Partial<Record<AgreementKind, Agreement>>>;

export interface EmptyBox {
  /** ms since the epoch */
  readonly at: number;
  /** 0 */
  readonly ballots: number;
}

export interface ReplacedKeypad {
  readonly slot: number;
  readonly former: number;
  readonly keypad: number;
  /** Of the keypad that came. */
  readonly generation: number;
}

/** 主席团's decision, in the words that it was recorded with. */
export interface RulingRow {
  readonly ruling: Ruling;
  readonly decision: string;
  /** ms since the epoch */
  readonly at: number;
}

/** Two typings of different roles that agree make the column; one that differs voids both (RULES §4). */
export interface HandCount {
  readonly first: Typing | null;
  readonly second: Typing | null;
}
export interface Typing {
  readonly by: Role;
  /** ms since the epoch */
  readonly at: number;
  /** null once the round was tallied. */
  readonly totals: Totals | null;
}

export interface Columns {
  readonly keypads: Column | null;
  readonly paper: Column;
}
export interface Column {
  readonly returned: number;
  readonly valid: number;
  readonly invalid: number;
  /** Per candidate; null where there are too few ballots to tell. */
  readonly totals: Totals | null;
}

export interface Frozen {
  /** Hex SHA-256 over the canonical JSON of all that is frozen. */
  readonly hash: string;
  readonly paper: Uint8Array;
  readonly all: number;
  readonly seats: readonly SeatRow[];
  /** The rules as sentences, under the hash; rounds of before have none. */
  readonly words?: RulesInWords;
  /** Hex SHA-256 of the voter slots, under the hash in their place; rounds of before have the slots themselves under it. */
  readonly rollHash?: string;
}

export interface FrozenPresence {
  readonly present: number;
  readonly issued: number;
  /** A bit per frozen slot: authorised to vote. */
  readonly authorised: Uint8Array;
  readonly hash: string;
}

export interface RoundFiles {
  readonly box: string;
  /** Every copy of the round key. */
  readonly keys: readonly string[];
  /** Those of them that people can pull out; absent in rounds of before. */
  readonly medium?: readonly string[];
}

export interface RecordEvent {
  readonly event: string;
  /** Whose order it was. */
  readonly by?: Actor;
  readonly [field: string]: string | number | boolean | null | undefined;
}

/** As it is written now: with whose order it was. Records of before name nobody. */
export type SignedEvent = RecordEvent & { readonly by: Actor };

export interface RecordRow {
  readonly seq: number;
  readonly at: number;
  readonly event: RecordEvent;
  /** Hex SHA-256 over the previous hash and this row. */
  readonly hash: string;
}
