import type {
  Base,
  Candidate,
  Contest,
  ElectionRules,
  Fraction,
  Kind,
  Majority,
  Rules,
  Screened,
} from '@piaojue/contract/contest';
import type { CandidatesImport } from '@piaojue/contract/import';

/** Majorities a hall chooses from; a file or a profile may name any other. */
export const MAJORITIES = {
  halfAll: { num: 1, den: 2, strict: true, base: 'all' },
  halfPresent: { num: 1, den: 2, strict: true, base: 'present' },
  halfReturned: { num: 1, den: 2, strict: true, base: 'returned' },
  halfValid: { num: 1, den: 2, strict: true, base: 'valid' },
  halfForAgainst: { num: 1, den: 2, strict: true, base: 'forAgainst' },
  twoThirdsAll: { num: 2, den: 3, strict: false, base: 'all' },
  plurality: null,
} as const satisfies Readonly<Record<string, Majority | null>>;
export type MajorityChoice = keyof typeof MAJORITIES;

export const QUORUMS = {
  twoThirds: { num: 2, den: 3, strict: false },
  moreThanHalf: { num: 1, den: 2, strict: true },
  none: { num: 0, den: 1, strict: false },
} as const satisfies Readonly<Record<string, Fraction>>;
export type QuorumChoice = keyof typeof QUORUMS;

export const CANDIDATE_FIELDS = ['name', 'unit', 'budget', 'site', 'target'] as const;
export type CandidateField = (typeof CANDIDATE_FIELDS)[number];
/** A line of the form; `key` keeps its place while numbers are edited. */
export type CandidateDraft = {
  readonly key: number;
  readonly no: number;
  /** What a table brought and the form does not show: where it came from, its fund, its reference. */
  readonly more: Omit<Candidate, 'no' | CandidateField>;
} & Readonly<Record<CandidateField, string>>;

/** What the form begins with: the vote of the agenda that it is for, the candidates of a table. */
export interface ContestStart {
  /** Another key is another form. */
  readonly key: number;
  readonly itemId: string | null;
  readonly candidates: CandidatesImport | null;
}

/** The form as it is typed, fields of all kinds. Whether it is a proper contest is for the server to say, in one place. */
export interface ContestDraft {
  readonly title: string;
  readonly kind: Kind;
  readonly seats: number;
  /** null = as many as there are seats. */
  readonly maxMarks: number | null;
  readonly exactly: boolean;
  readonly form: NonNullable<ElectionRules['form']>;
  readonly differential: boolean;
  readonly majority: Majority | null;
  readonly quorum: Fraction;
  readonly rateBase: Base;
  readonly press: Rules['press'];
  readonly reveal: NonNullable<Rules['reveal']>;
  readonly scale: 3 | 4;
  readonly halfPasses: boolean;
  readonly gradeBase: Base;
  readonly dontKnowCounts: boolean;
  readonly clock: NonNullable<Rules['clock']> | null;
  readonly people: NonNullable<Rules['people']>;
  /** The profile that the rules were taken from, as long as they are its rules. */
  readonly profile: NonNullable<Rules['profile']> | null;
  readonly candidates: readonly CandidateDraft[];
  readonly screened: readonly Screened[];
}

const blank = (key: number, no: number): CandidateDraft => ({
  key,
  no,
  name: '',
  unit: '',
  budget: '',
  site: '',
  target: '',
  more: {},
});

export function emptyDraft(): ContestDraft {
  return {
    title: '',
    kind: 'selection',
    seats: 1,
    maxMarks: null,
    exactly: false,
    form: 'pick',
    differential: true,
    majority: MAJORITIES.halfAll,
    quorum: QUORUMS.twoThirds,
    rateBase: 'returned',
    press: 'last',
    reveal: 'atClose',
    scale: 3,
    halfPasses: false,
    gradeBase: 'returned',
    dontKnowCounts: true,
    clock: null,
    people: { emptyBox: true, sums: true, presiding: false },
    profile: null,
    candidates: [blank(1, 1), blank(2, 2)],
    screened: [],
  };
}

/** The form with the lines of a table in it. */
export function draftWith(imported: CandidatesImport | null): ContestDraft {
  const draft = emptyDraft();
  if (imported === null) return draft;
  return {
    ...draft,
    candidates: imported.candidates.map(({ no, name, unit, budget, site, target, ...more }, at) => ({
      key: at + 1,
      no,
      name: name ?? '',
      unit: unit ?? '',
      budget: budget ?? '',
      site: site ?? '',
      target: target ?? '',
      more,
    })),
    screened: imported.screened,
  };
}

/** Another kind of vote; a motion is one line. What was typed elsewhere stands. */
export function ofKind(draft: ContestDraft, kind: Kind): ContestDraft {
  const isMotion = kind === 'resolution' || kind === 'namedResolution';
  return {
    ...draft,
    kind,
    profile: null,
    candidates: isMotion ? draft.candidates.slice(0, 1) : draft.candidates,
    // A motion is always decided by a majority.
    majority: isMotion ? (draft.majority ?? MAJORITIES.halfAll) : draft.majority,
  };
}

/** One more line, with the number after the highest. */
export function withCandidate(draft: ContestDraft): ContestDraft {
  const highest = (pick: (candidate: CandidateDraft) => number) => Math.max(0, ...draft.candidates.map(pick));
  return {
    ...draft,
    candidates: [...draft.candidates, blank(highest((c) => c.key) + 1, highest((c) => c.no) + 1)],
  };
}

/** The form with the rules of a profile, which names them from then on. */
export function withRules(draft: ContestDraft, kind: Kind, rules: Rules): ContestDraft {
  const { quorum, rateBase, press, reveal, clock, people, profile } = rules;
  const nobody = { emptyBox: false, sums: false, presiding: false };
  const base: ContestDraft = {
    ...ofKind(draft, kind),
    quorum,
    rateBase,
    press,
    reveal: reveal ?? 'atClose',
    clock: clock ?? null,
    people: people ?? nobody,
    profile: profile ?? null,
  };
  if ('scale' in rules) {
    const { scale, halfPasses, gradeBase, dontKnowCounts } = rules;
    return { ...base, scale, halfPasses, gradeBase, dontKnowCounts: dontKnowCounts ?? true };
  }
  const filled = { ...base, majority: rules.majority };
  if (kind === 'resolution' || kind === 'namedResolution') return filled;
  return {
    ...filled,
    seats: rules.seats ?? draft.seats,
    maxMarks: rules.maxMarks === undefined || rules.maxMarks === rules.seats ? null : rules.maxMarks,
    exactly: rules.exactly ?? false,
    form: 'form' in rules && rules.form !== undefined ? rules.form : 'pick',
    differential: 'differential' in rules ? (rules.differential ?? true) : true,
  };
}

/** The rules alone, as they are sent and as a profile keeps them. */
export function rulesOf(draft: ContestDraft): Rules {
  const common = {
    quorum: draft.quorum,
    rateBase: draft.rateBase,
    press: draft.press,
    reveal: draft.reveal,
    ...(draft.clock === null ? {} : { clock: draft.clock }),
    people: draft.people,
    ...(draft.profile === null ? {} : { profile: draft.profile }),
  };
  if (draft.kind === 'evaluation') {
    const { scale, halfPasses, gradeBase, dontKnowCounts } = draft;
    return { ...common, scale, halfPasses, gradeBase, dontKnowCounts };
  }
  if (draft.kind === 'resolution' || draft.kind === 'namedResolution')
    return { ...common, majority: draft.majority ?? MAJORITIES.halfAll };
  const maxMarks = draft.maxMarks ?? draft.seats;
  const seats = {
    ...common,
    seats: draft.seats,
    maxMarks,
    minMarks: draft.exactly ? maxMarks : 0,
    exactly: draft.exactly,
    majority: draft.majority,
    tie: 'runoff',
  } as const;
  return draft.kind === 'election' ? { ...seats, form: draft.form, differential: draft.differential } : seats;
}

/** Middle dots of other code points become U+00B7, so that a name is found and printed alike everywhere. */
const tidy = (text: string) => text.trim().replaceAll(/[•・･‧]/gu, '·');

/** What is sent. Empty fields are left out, and a line without a name and without anything else is no candidate. */
export function contestOf(draft: ContestDraft): Contest {
  const candidates = draft.candidates.flatMap((candidate): Candidate[] => {
    const filled = CANDIDATE_FIELDS.flatMap((field) => {
      const text = tidy(candidate[field]);
      return text === '' ? [] : [[field, text] as const];
    });
    return filled.length === 0 ? [] : [{ no: candidate.no, ...Object.fromEntries(filled), ...candidate.more }];
  });
  // Kind and rules go together by `rulesOf`, which the type of a union cannot say; the server checks the whole.
  return {
    title: tidy(draft.title),
    kind: draft.kind,
    candidates,
    rules: rulesOf(draft),
    ...(draft.screened.length === 0 ? {} : { screened: draft.screened }),
  } as Contest;
}

/** The server's reasons as a list: it puts one on a line, or parts them with a semicolon. */
export function reasonsOf(detail: string): readonly string[] {
  return detail
    .split(/\n|；|;\s/u)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
