import { type Contest, MAX_CANDIDATES, type SeatRules } from '@piaojue/contract/contest';
import type { ContestOfProfile, Profile, ProfileDraft, ProfileView } from '@piaojue/contract/profile';
import { ok, type Result } from '@piaojue/contract/result';
import { checkContest, type ContestFault, isSeatKind } from '../contest-check.ts';
import { inBothLanguages, profileInWords } from '../rules-in-words.ts';

/**
 * The contest that a profile makes of a list of candidates. As many marks as seats are allowed where the profile has it
 * so. Not yet checked: the field may be too narrow for the seats (`checkContest`).
 */
export function contestFromProfile({ kind, rules }: Pick<Profile, 'kind' | 'rules'>, own: ContestOfProfile): Contest {
  const { title, candidates, seats, screened } = own;
  // Kind and rules of a profile passed their check together, which the type of a union can't say.
  return {
    ...(title !== undefined && { title }),
    kind,
    candidates,
    rules: seats !== undefined && isSeatKind(kind) ? withSeats(rules as SeatRules, seats) : { ...rules },
    ...(screened && screened.length > 0 && { screened }),
  } as Contest;
}

function withSeats(rules: SeatRules, seats: number): SeatRules {
  const maxMarks = rules.maxMarks === rules.seats ? seats : rules.maxMarks;
  return { ...rules, seats, maxMarks, minMarks: Math.min(rules.minMarks, maxMarks) };
}

/** The next version of a profile, or the first of a new one. Faults are told as those of a contest, below `/rules`. */
export function nextProfile(
  id: string,
  former: Profile | undefined,
  { name, kind, rules }: ProfileDraft,
): Result<Profile, readonly ContestFault[]> {
  const version = (former?.version ?? 0) + 1;
  const own = typeof rules === 'object' && rules !== null ? { ...rules, profile: { id, version } } : rules;
  const sample = checkContest({ kind, candidates: sampleField(kind, own), rules: own });
  if (!sample.ok) return sample;
  return ok({
    id,
    version,
    name: { 'zh-CN': name, en: name },
    kind: sample.value.kind,
    rules: sample.value.rules,
    readyMade: false,
  });
}

/** As many candidates as the rules need at least: a profile has none of its own. */
function sampleField(kind: string, rules: unknown): { no: number }[] {
  const { seats, maxMarks } = (rules ?? {}) as { readonly seats?: unknown; readonly maxMarks?: unknown };
  const number = (value: unknown) => (typeof value === 'number' && Number.isInteger(value) ? value : 1);
  const length = isSeatKind(kind) ? Math.min(MAX_CANDIDATES, Math.max(number(seats) + 1, number(maxMarks), 2)) : 1;
  return Array.from({ length }, (_, index) => ({ no: index + 1 }));
}

export const profileView = (profile: Profile): ProfileView => ({
  ...profile,
  words: inBothLanguages((language) => profileInWords(profile, language)),
});
