import type { FiledVote } from '@piaojue/contract/project-view';
import type { ResultView, SittingTitle } from '@piaojue/contract/screen-view';
import { resultView } from '../sitting/result-view.ts';
import type { RoundRow } from '../store/store.ts';

/** Totals only: who answered what in a named vote stays with its sitting. */
const withoutNames = (result: ResultView): ResultView =>
  result.form === 'motion' ? { ...result, named: null } : result;

/** What the public may know of a round; null before it was announced and its signed bundle stood. */
export function filedVote(sitting: SittingTitle, round: RoundRow): FiledVote | null {
  const result = resultView(round);
  if (!result?.announced || round.bundleHash === null) return null;
  const { contest } = round;
  return {
    bundleHash: round.bundleHash,
    sitting,
    title: contest.title ?? '',
    candidates: contest.candidates,
    screened: contest.screened ?? [],
    review: contest.kind === 'evaluation' ? (contest.review ?? 'satisfaction') : null,
    result: withoutNames(result),
  };
}
