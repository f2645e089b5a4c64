import type { Candidate, Kind, Screened } from '@piaojue/contract/contest';
import type { RulesInWords } from '@piaojue/contract/profile';
import type { FiledVote, YearView } from '@piaojue/contract/project-view';
import type { SittingTitle } from '@piaojue/contract/screen-view';

/** All that the published pages are made of. Nothing else goes in, the clock neither: the same data give the same bytes. */
export interface Publication {
  readonly rehearsal: boolean;
  readonly year: YearView;
  /** Announced only, in the order of their closing. */
  readonly votes: readonly FiledVote[];
  /** Final lists of candidates, of votes that are not announced yet too. */
  readonly lists: readonly CandidateList[];
}

/** Candidates as they were frozen for a vote. */
export interface CandidateList {
  /** SHA-256 of all that was frozen, hex; its first 8 digits name the page. */
  readonly hash: string;
  readonly sitting: SittingTitle;
  readonly title: string;
  readonly turn: number;
  readonly kind: Kind;
  readonly seats: number;
  readonly candidates: readonly Candidate[];
  readonly screened: readonly Screened[];
  /** The rules as sentences; null of rounds that have none. */
  readonly words: RulesInWords | null;
}

const short = (hash: string): string => hash.slice(0, 8);
/** Names of pages. They are made of hashes and refs, never of what somebody typed. */
export const FILES = {
  index: 'index.html',
  suggestions: 'suggestions.html',
  draws: 'draws.html',
  list: ({ hash }: Pick<CandidateList, 'hash'>): string => `list-${short(hash)}.html`,
  vote: ({ result, bundleHash }: FiledVote): string => `vote-${short(result.round.hash ?? bundleHash)}.html`,
  project: (ref: string): string => `project-${ref}.html`,
} as const;
