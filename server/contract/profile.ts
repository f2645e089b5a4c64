import { type Static, Type } from 'typebox';
import { Candidate, type Kind, type Rules, Screened } from './contest.ts';

/** A rule profile: the rules of a kind of vote as a congress adopted them, to make contests from. Each edit is a new version. */
export interface Profile {
  readonly id: string;
  readonly version: number;
  readonly name: Readonly<Record<WordLanguage, string>>;
  readonly kind: Kind;
  /** Whole rules that name this profile. The number of seats is only where a form begins: each contest has its own. */
  readonly rules: Rules;
  /** Comes with the program, as it is here; false: made or edited in this hall. */
  readonly readyMade: boolean;
}

/** Languages in which rules are printed. */
export type WordLanguage = 'zh-CN' | 'en';
/** Sentences that say rules exactly as they are applied; the language of both is fixed, whatever a screen shows. */
export type RulesInWords = Readonly<Record<WordLanguage, readonly string[]>>;

/** GET /api/profiles: the newest version of each. */
export interface ProfileView extends Profile {
  readonly words: RulesInWords;
}

const closed = { additionalProperties: false } as const;

export const ProfileId = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$' });

/** PUT /api/profiles/{id}: a new profile, or the next version of one. Its rules are checked as those of a contest. */
export const ProfileDraft = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 100 }), kind: Type.String(), rules: Type.Unknown() },
  closed,
);
export type ProfileDraft = Static<typeof ProfileDraft>;

/** POST /api/profiles/{id}/contest: what a contest has of its own. `seats` where seats are filled. */
export const ContestOfProfile = Type.Object(
  {
    title: Type.Optional(Type.String({ maxLength: 200 })),
    candidates: Type.Array(Candidate),
    seats: Type.Optional(Type.Integer({ minimum: 1 })),
    screened: Type.Optional(Type.Array(Screened)),
  },
  closed,
);
export type ContestOfProfile = Static<typeof ContestOfProfile>;
