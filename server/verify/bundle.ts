import type { Fault } from './checks.ts';
import type { Value } from './canonical.ts';
import {
  anything,
  closed,
  hash,
  listOf,
  oneOf,
  oneOfNumbers,
  open,
  optional,
  orNothing,
  type Shape,
  text,
  whole,
  yesNo,
} from './shape.ts';

/** `bundle.json` as FORMAT.md describes it; "" stands for nothing, 1 and 0 for yes and no. */
export interface Bundle {
  readonly version: 1 | 2;
  readonly mode: 'rehearsal' | 'real';
  readonly sitting: { readonly congress: string; readonly meeting: string; readonly date: string };
  readonly round: number;
  readonly parent: number | '';
  readonly turn: number;
  readonly contest: Contest;
  readonly frozenHash: string;
  readonly presenceHash: string;
  readonly openedAt: number | '';
  readonly all: number;
  readonly present: number;
  readonly issued: number;
  readonly returned: number;
  readonly valid: number | '';
  readonly invalid: number | '';
  readonly notHeard: number | '';
  readonly heardNotSubmitted: number | '';
  readonly votes: readonly number[];
  readonly against?: readonly number[];
  readonly abstained?: readonly number[];
  readonly grades?: readonly (readonly number[])[];
  readonly words?: Value;
  readonly decision: { readonly outcome: string } & { readonly [name: string]: Value };
  readonly method?: 'hand' | 'mixed';
  readonly paperIssued?: number;
  readonly columns?: { readonly keypads: Column | ''; readonly paper: Column } | '';
  readonly answers?: readonly { readonly slot: number; readonly name: string; readonly answer: Answer }[];
  readonly patternsHash: string;
  readonly signer: string;
  /** From version 2 on. */
  readonly rollHash?: string;
  readonly emptyBox?: { readonly at: number; readonly ballots: number } | '';
  readonly recordSeq?: number | '';
  readonly recordHash?: string;
}

export type Kind = 'selection' | 'perProject' | 'election' | 'resolution' | 'namedResolution' | 'evaluation';
export type Base = 'all' | 'present' | 'returned' | 'valid' | 'forAgainst';
export interface Share {
  readonly num: number;
  readonly den: number;
  readonly strict: 0 | 1;
}
export interface Contest {
  readonly kind: Kind;
  readonly title?: string;
  readonly candidates: readonly { readonly no: number; readonly name?: string }[];
  readonly rules: Rules;
}
/** Which of them a kind has is said in FORMAT.md; `bundleFaults` asks for exactly those. */
export interface Rules {
  readonly quorum: Share;
  readonly rateBase: Base;
  readonly majority: (Share & { readonly base: Base }) | '';
  readonly seats: number;
  readonly maxMarks: number;
  readonly minMarks: number;
  readonly exactly: 0 | 1;
  readonly form?: 'pick' | 'perItem';
  readonly scale: 3 | 4;
  readonly halfPasses: 0 | 1;
  readonly gradeBase: Base;
  readonly dontKnowCounts?: 0 | 1;
}
export interface Column {
  readonly returned: number;
  readonly valid?: number;
  readonly invalid?: number;
  readonly totals?: Totals | '';
}
export interface Totals {
  readonly returned: number;
  readonly valid: number;
  readonly invalid: number;
  readonly votes: readonly number[];
  readonly against?: readonly number[];
  readonly abstained?: readonly number[];
  readonly grades?: readonly (readonly number[])[];
}
export const ANSWERS = ['notSubmitted', 'for', 'against', 'abstained', 'invalid'] as const;
export type Answer = (typeof ANSWERS)[number];

/** What a ballot looks like: marks on a list, an answer to each, or a grade for each. */
export type Form = 'pick' | 'choice' | 'grades';
export function formOf({ kind, rules }: Contest): Form {
  if (kind === 'evaluation') return 'grades';
  if (kind === 'selection') return 'pick';
  return kind === 'election' && rules.form !== 'perItem' ? 'pick' : 'choice';
}
export const fillsSeats = (kind: Kind): boolean => kind === 'selection' || kind === 'perProject' || kind === 'election';

/** Void and without quorum: no figure of a candidate stands in it. */
export const isCounted = ({ decision }: Bundle): boolean =>
  decision.outcome !== 'void' && decision.outcome !== 'no-quorum';

const share = { num: whole(), den: whole(1), strict: yesNo };
const base = oneOf('all', 'present', 'returned', 'valid', 'forAgainst');
const majority = closed({ ...share, base });
const common = { quorum: closed(share), rateBase: base };
const seats = { seats: whole(1), maxMarks: whole(1), minMarks: whole(), exactly: yesNo };
const RULES: Readonly<Record<Kind, Shape>> = {
  selection: open({ ...common, ...seats, majority: orNothing(majority) }),
  perProject: open({ ...common, ...seats, majority: orNothing(majority) }),
  election: open({ ...common, ...seats, majority: orNothing(majority), form: optional(oneOf('pick', 'perItem')) }),
  resolution: open({ ...common, majority }),
  namedResolution: open({ ...common, majority }),
  evaluation: open({
    ...common,
    scale: oneOfNumbers([3, 4]),
    halfPasses: yesNo,
    gradeBase: base,
    dontKnowCounts: optional(yesNo),
  }),
};
const contest: Shape = (value, path) => {
  const outside = open({
    kind: oneOf(...Object.keys(RULES)),
    candidates: listOf(open({ no: whole(1), name: optional(text) })),
  })(value, path);
  if (outside.length) return outside;
  const { kind, rules } = value as unknown as { kind: Kind; rules?: Value };
  return RULES[kind](rules, `${path}/rules`);
};

const figures = listOf(whole());
const answersApart = {
  against: optional(figures),
  abstained: optional(figures),
  grades: optional(listOf(figures)),
};
const sums = { returned: whole(), valid: whole(), invalid: whole() };
const column = closed({
  returned: whole(),
  valid: optional(whole()),
  invalid: optional(whole()),
  totals: optional(orNothing(closed({ ...sums, votes: figures, ...answersApart }))),
});

const VERSION_1: Readonly<Record<string, Shape>> = {
  version: whole(1),
  mode: oneOf('rehearsal', 'real'),
  sitting: open({ congress: text, meeting: text, date: text }),
  handout: oneOf('listed', 'unlisted'),
  officers: anything,
  round: whole(1),
  parent: orNothing(whole(1)),
  turn: whole(1),
  contest,
  frozenHash: hash,
  presenceHash: hash,
  openedAt: orNothing(whole()),
  closedAt: orNothing(whole()),
  rebuiltAt: orNothing(whole()),
  all: whole(),
  present: whole(),
  issued: whole(),
  returned: whole(),
  valid: orNothing(whole()),
  invalid: orNothing(whole()),
  notHeard: orNothing(whole()),
  heardNotSubmitted: orNothing(whole()),
  replaced: whole(),
  agreements: anything,
  readiness: optional(anything),
  votes: figures,
  ...answersApart,
  words: optional(anything),
  decision: open({ outcome: text }),
  method: optional(oneOf('hand', 'mixed')),
  paperIssued: optional(whole()),
  columns: optional(orNothing(closed({ keypads: orNothing(column), paper: column }))),
  answers: optional(listOf(closed({ slot: whole(), name: text, answer: oneOf(...ANSWERS) }))),
  patternsHash: orNothing(hash),
  signer: hash,
};
const VERSION_2 = {
  ...VERSION_1,
  rollHash: orNothing(hash),
  emptyBox: orNothing(closed({ at: whole(), ballots: whole() })),
  recordSeq: orNothing(whole(1)),
  recordHash: orNothing(hash),
};
const SHAPES: Readonly<Record<number, Shape>> = { 1: closed(VERSION_1), 2: closed(VERSION_2) };

/** What keeps these fields from being a bundle of a version that this verifier knows. None: it is a `Bundle`. */
export function bundleFaults(value: Value): readonly Fault[] {
  const version = open({ version: oneOfNumbers([1, 2]) })(value, '');
  if (version.length) return version;
  return SHAPES[(value as unknown as Bundle).version]?.(value, '') ?? [];
}
