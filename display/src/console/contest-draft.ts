import type { Candidate, Contest, Rules } from '@piaojue/contract/contest';

/** Majorities a hall chooses from; a file may name any other. */
export const MAJORITIES = {
  halfAll: { num: 1, den: 2, strict: true, base: 'all' },
  halfPresent: { num: 1, den: 2, strict: true, base: 'present' },
  halfReturned: { num: 1, den: 2, strict: true, base: 'returned' },
  twoThirdsAll: { num: 2, den: 3, strict: false, base: 'all' },
  plurality: null,
} as const satisfies Readonly<Record<string, Rules['majority']>>;
export type MajorityChoice = keyof typeof MAJORITIES;

export const CANDIDATE_FIELDS = ['name', 'unit', 'budget', 'site', 'target'] as const;
export type CandidateField = (typeof CANDIDATE_FIELDS)[number];
/** A line of the form; `key` keeps its place while numbers are edited. */
export type CandidateDraft = { readonly key: number; readonly no: number } & Readonly<Record<CandidateField, string>>;

/** The form as it is typed. Whether it is a proper contest is for the server to say, in one place for all. */
export interface ContestDraft {
  readonly title: string;
  readonly seats: number;
  /** null = as many as there are seats. */
  readonly maxMarks: number | null;
  readonly exactly: boolean;
  readonly majority: MajorityChoice;
  readonly rateBase: 'all' | 'present' | 'returned' | 'valid';
  readonly press: Rules['press'];
  readonly reveal: 'atClose' | 'afterConfirmation';
  readonly candidates: readonly CandidateDraft[];
}

const blank = (key: number, no: number): CandidateDraft => ({
  key,
  no,
  name: '',
  unit: '',
  budget: '',
  site: '',
  target: '',
});

export function emptyDraft(): ContestDraft {
  return {
    title: '',
    seats: 1,
    maxMarks: null,
    exactly: false,
    majority: 'halfAll',
    rateBase: 'returned',
    press: 'last',
    reveal: 'atClose',
    candidates: [blank(1, 1), blank(2, 2)],
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

/** Middle dots of other code points become U+00B7, so that a name is found and printed alike everywhere. */
const tidy = (text: string) => text.trim().replaceAll(/[•・･‧]/gu, '·');

/** What is sent. Empty fields are left out, and a line without a name and without anything else is no candidate. */
export function contestOf(draft: ContestDraft): Contest {
  const candidates = draft.candidates.flatMap((candidate): Candidate[] => {
    const filled = CANDIDATE_FIELDS.flatMap((field) => {
      const text = tidy(candidate[field]);
      return text === '' ? [] : [[field, text] as const];
    });
    return filled.length === 0 ? [] : [{ no: candidate.no, ...Object.fromEntries(filled) }];
  });
  const maxMarks = draft.maxMarks ?? draft.seats;
  return {
    title: tidy(draft.title),
    kind: 'selection',
    candidates,
    rules: {
      seats: draft.seats,
      maxMarks,
      minMarks: draft.exactly ? maxMarks : 0,
      exactly: draft.exactly,
      quorum: { num: 2, den: 3, strict: false },
      majority: MAJORITIES[draft.majority],
      rateBase: draft.rateBase,
      tie: 'runoff',
      press: draft.press,
      reveal: draft.reveal,
    },
  };
}

/** The server's reasons as a list: it puts one on a line, or parts them with a semicolon. */
export function reasonsOf(detail: string): readonly string[] {
  return detail
    .split(/\n|；|;\s/u)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
