/**
 * The report of a self-check (设备自检): which keypads answered a roll call, whose keys were pressed in a press test, what
 * is weak, and which receivers hear whom. Nothing in it says what anybody chose or that anybody voted.
 */
export interface ReadinessView extends ReadinessSummary {
  readonly receivers: readonly ReceiverReport[];
  /** The roll in the order of its seats, then spare keypads by number. */
  readonly keypads: readonly KeypadReport[];
}

/** What fits into every snapshot of the console. */
export interface ReadinessSummary {
  /** No reason stops. */
  readonly ready: boolean;
  readonly reasons: readonly ReadinessReason[];
  /** The last roll call of all keypads; null since the start of the server. */
  readonly rollCall: CheckStep | null;
  readonly pressTest: CheckStep | null;
  readonly sums: ReadinessSums;
  /** The report that the operator accepted last in this sitting. */
  readonly accepted: AcceptedReport | null;
}

export interface CheckStep {
  /** ms since the epoch */
  readonly at: number;
  /** Answers are still awaited. */
  readonly running: boolean;
}

export interface AcceptedReport {
  /** ms since the epoch */
  readonly at: number;
  readonly ready: boolean;
  /** Hex SHA-256 of the whole report as it was accepted. */
  readonly hash?: string;
  readonly sums?: ReadinessSums;
  /** Why the sitting goes on without a report; the other fields then say nothing. */
  readonly without?: string;
}

/** Counts of keypads of the roll; spare ones are in `spares` and `sparesAnswered` only. */
export interface ReadinessSums {
  readonly all: number;
  readonly answered: number;
  readonly pressed: number;
  /** Neither answered nor heard in the last half minute. */
  readonly notHeard: number;
  readonly weakBattery: number;
  readonly weakSignal: number;
  readonly oneReceiver: number;
  readonly spares: number;
  readonly sparesAnswered: number;
}

/** What may be wrong with one keypad. */
export const KEYPAD_FINDINGS = [
  /** Not in the key file: never provisioned, or barred. */
  'noKey',
  'notHeard',
  /** Heard, but no answer to the roll call. */
  'notAnswered',
  /** No press came in the press test. */
  'notPressed',
  'weakBattery',
  'weakSignal',
  /** Heard by one receiver although its channel has another that is up. */
  'oneReceiver',
] as const;
export type KeypadFinding = (typeof KEYPAD_FINDINGS)[number];

/** What keeps a hall from being ready, or wants a look: what may be wrong with keypads, and with the hall as a whole. */
export const READINESS_REASONS = [
  'noReceiver',
  'receiverDown',
  'noRollCall',
  'noPressTest',
  ...KEYPAD_FINDINGS,
] as const;
export type ReadinessReasonCode = (typeof READINESS_REASONS)[number];
export interface ReadinessReason {
  readonly code: ReadinessReasonCode;
  /** Keypads or receivers that it is about; 0 for what is about the hall. */
  readonly count: number;
  /** The hall is not ready before it is put right; else it wants a look. */
  readonly stops: boolean;
}

/** What one receiver hears. */
export interface Hearing {
  /** Keypads heard in the last half minute. */
  readonly heard: number;
  /** dBm, below zero: half of them are heard better; null where none is. */
  readonly signal: number | null;
}

export interface ReceiverReport extends Hearing {
  readonly gateway: string;
  readonly port: string;
  /** 16 hex digits; null before its greeting. */
  readonly receiver: string | null;
  readonly channel: number | null;
  readonly up: boolean;
  readonly speaks: boolean;
}

export interface KeypadReport {
  readonly keypad: number;
  /** null: a spare keypad. */
  readonly slot: number | null;
  readonly name: string;
  readonly group: string;
  readonly answered: boolean;
  readonly pressed: boolean;
  /** Whole seconds since it was heard; what receivers say of the last half minute counts as now. */
  readonly heardAgo: number | null;
  /** "1.0", from the last answer or sign-in. */
  readonly firmware: string | null;
  /** Percent. */
  readonly battery: number | null;
  /** dBm at the receiver that hears it best, below zero. */
  readonly signal: number | null;
  /** Places in `receivers` of those that hear it. */
  readonly receivers: readonly number[];
  readonly findings: readonly KeypadFinding[];
}
