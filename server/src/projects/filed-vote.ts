import type { FiledVote } from '@piaojue/contract/project-view';
import type { ResultView } from '@piaojue/contract/screen-view';
import { resultView } from '../sitting/result-view.ts';
import type { RoundRow, SittingRow } from '../store/store.ts';

/** What of a sitting goes with its votes. */
export type VoteSitting = Pick<SittingRow, 'title' | 'people'>;

/** Totals only: who answered what in a named vote stays with its sitting. */
const withoutNames = (result: ResultView): ResultView =>
  result.form === 'motion' ? { ...result, named: null } : result;

/** What the public may know of a round; null before it was announced and its signed bundle stood. */
export function filedVote({ title, people }: VoteSitting, round: RoundRow): FiledVote | null {
  const result = resultView(round);
  if (!result?.announced || round.bundleHash === null) return null;
  const { contest } = round;
  return {
    bundleHash: round.bundleHash,
    sitting: title,
    title: contest.title ?? '',
    candidates: contest.candidates,
    screened: contest.screened ?? [],
    words: round.frozen?.words ?? null,
    replaced: round.replaced?.length ?? 0,
    decision: round.ruling?.decision ?? null,
    officers: people?.officers ?? {},
    review: contest.kind === 'evaluation' ? (contest.review ?? 'satisfaction') : null,
    result: withoutNames(result),
  };
}
