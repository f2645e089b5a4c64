import type { Base, EvaluationRules, Fraction, Kind } from '@piaojue/contract/contest';

/** How many may be marked: a number, or in a profile `seats`, as many as there are seats. */
export type Count = number | 'seats';

export interface MarkLimits {
  readonly most: Count;
  readonly least: Count;
}

/**
 * The sentences of one language. Each gets the values of the rules that it says, so that rules which differ are never
 * printed alike; what a rule leaves unsaid is said as it is applied.
 */
export interface RuleWords {
  readonly kind: (kind: Kind, form: 'pick' | 'perItem' | 'grades', differential: boolean) => string;
  readonly field: (kind: Kind, candidates: number, seats: number) => string;
  readonly scale: (scale: EvaluationRules['scale']) => string;
  readonly noWriteIn: () => string;
  readonly marks: (limits: MarkLimits, perItem: boolean) => string;
  /** A submitted ballot, or an item of it, on which nothing was said. */
  readonly blank: (where: 'pick' | 'perItem' | 'grades' | 'motion', valid: boolean) => string;
  readonly notSubmitted: () => string;
  readonly quorum: (share: Fraction) => string;
  readonly voided: () => string;
  readonly plurality: () => string;
  readonly majority: (share: Fraction, base: Base, motion: boolean) => string;
  readonly ranking: () => string;
  readonly tie: () => string;
  readonly shortfall: () => string;
  readonly rate: (base: Base, what: 'votes' | 'motion') => string;
  readonly rates: (base: Base) => string;
  readonly grades: (base: Base, halfPasses: boolean) => string;
  readonly dontKnow: (counts: boolean) => string;
  readonly press: (press: 'last' | 'first') => string;
  readonly reveal: (reveal: 'atClose' | 'afterConfirmation') => string;
  readonly noClock: () => string;
  readonly clock: (seconds: number, closes: boolean) => string;
  readonly people: (what: 'emptyBox' | 'sums' | 'presiding', asked: boolean) => string;
  readonly profile: (id: string, version: number) => string;
}
