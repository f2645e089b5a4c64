import type { FiledVote, YearView } from '@piaojue/contract/project-view';
import type { SittingTitle } from '@piaojue/contract/screen-view';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { filedVote, type VoteSitting } from '../projects/filed-vote.ts';
import { roundTitle } from '../sitting/result-view.ts';
import type { RecordRow, RoundRow, SittingRow } from '../store/store.ts';
import type { CandidateList, Publication } from './publication.ts';
import { site } from './site.ts';
import { writeSite } from './write-site.ts';

/** Where the pages come from: sittings, and the book of the year with what it filed of others. */
export interface PublishSources {
  readonly sittings: readonly {
    readonly sitting: VoteSitting & Pick<SittingRow, 'mode'>;
    readonly rounds: readonly RoundRow[];
    readonly record: readonly RecordRow[];
  }[];
  readonly book: { readonly year: YearView; readonly votes: readonly FiledVote[] } | null;
}

/**
 * Writes the public pages into `folder`. Rehearsals are refused unless they are asked for, and are marked on every page;
 * they are never mixed with real sittings.
 */
export function publish(
  sources: PublishSources,
  folder: string,
  options: { readonly rehearsal: boolean },
): Result<{ readonly files: number }, string> {
  const modes = new Set([
    ...sources.sittings.map(({ sitting }) => sitting.mode === 'rehearsal'),
    ...(sources.book ? [sources.book.year.rehearsal] : []),
  ]);
  if (modes.size > 1) return fail('expected rehearsals or real sittings, got both: they are never published together');
  const rehearsal = modes.has(true);
  if (rehearsal && !options.rehearsal)
    return fail('expected a real sitting, got a rehearsal: it is published only on request (--rehearsal), and marked');
  const files = site(publicationOf(sources, rehearsal));
  const written = writeSite(folder, files);
  return written.ok ? ok({ files: files.size }) : written;
}

const EMPTY = { projects: [], suggestions: [], draws: [] } as const;

/** What of the sources is public: announced results, and lists of candidates from the moment they were frozen. */
export function publicationOf({ sittings, book }: PublishSources, rehearsal: boolean): Publication {
  const votes = new Map((book?.votes ?? []).map((vote) => [vote.bundleHash, vote]));
  const lists = new Map<string, CandidateList>();
  for (const vote of votes.values()) addList(lists, listOfVote(vote));
  for (const { sitting, rounds, record } of sittings) {
    for (const round of rounds) {
      const vote = filedVote(sitting, round, { rounds, record });
      if (vote) votes.set(vote.bundleHash, vote);
      addList(lists, listOfRound(sitting.title, round));
    }
  }
  const byClose = (a: FiledVote, b: FiledVote) =>
    a.result.closedAt - b.result.closedAt || (a.bundleHash < b.bundleHash ? -1 : 1);
  return {
    rehearsal,
    year: book?.year ?? { ...EMPTY, rehearsal },
    votes: [...votes.values()].toSorted(byClose),
    lists: [...lists.values()],
  };
}

function addList(lists: Map<string, CandidateList>, list: CandidateList | null): void {
  if (list && !lists.has(list.hash)) lists.set(list.hash, list);
}

/** The one motion, and the items of an evaluation, are no list of candidates. */
const hasCandidates = (kind: CandidateList['kind']): boolean =>
  kind === 'selection' || kind === 'perProject' || kind === 'election';

function listOfVote({ result, sitting, title, candidates, screened, words }: FiledVote): CandidateList | null {
  const { hash, seats, turn } = result.round;
  if (hash === null || !hasCandidates(result.kind)) return null;
  return { hash, sitting, title, turn, kind: result.kind, seats, candidates, screened, words };
}

/** Aborted rounds were not votes; their list is that of the round that came instead. */
function listOfRound(sitting: SittingTitle, round: RoundRow): CandidateList | null {
  const { contest, frozen, state } = round;
  if (!frozen || state === 'aborted' || state === 'aborting' || !hasCandidates(contest.kind)) return null;
  const { turn, title, seats } = roundTitle(round);
  const { candidates, kind, screened = [] } = contest;
  return { hash: frozen.hash, sitting, title, turn, kind, seats, candidates, screened, words: frozen.words ?? null };
}
