import type { FiledVote } from '@piaojue/contract/project-view';
import type { ResultView } from '@piaojue/contract/screen-view';
import { incidentsOf } from '../record/record-lines.ts';
import { rootOf } from '../rounds/chain.ts';
import { resultView } from '../sitting/result-view.ts';
import type { RecordRow, RoundRow, SittingRow } from '../store/store.ts';

/** What of a sitting goes with its votes. */
export type VoteSitting = Pick<SittingRow, 'title' | 'people'>;

/** Totals only: who answered what in a named vote stays with its sitting. */
const withoutNames = (result: ResultView): ResultView =>
  result.form === 'motion' ? { ...result, named: null } : result;

/** Whose keypad or seat it was is nothing for everybody; the ruling stands with its own words. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set([
  // In a monitor's own words, for record and report: nobody has looked whether the public may read them.
  'incident noted',
  'keypad replaced',
  'keypad barred',
  'deputy left',
  'presidium ruled',
]);

/** All rounds of the sitting, and its record. */
interface OfSitting {
  readonly rounds: readonly RoundRow[];
  readonly record: readonly RecordRow[];
}

/** The presidium put a single candidate as a 表决, for a seat that a 票决 of projects left open. */
function isForSeat(round: RoundRow, rounds: readonly RoundRow[]): boolean {
  const { kind } = rootOf(round, rounds).contest;
  return round.contest.kind === 'resolution' && (kind === 'selection' || kind === 'perProject');
}

/** The round, and those that were aborted before it in its place: they have no sheet of their own. */
function withAborted({ id, parent }: RoundRow, rounds: readonly RoundRow[]): readonly number[] {
  const before = rounds.find((each) => each.id === parent);
  return before?.state === 'aborted' ? [id, ...withAborted(before, rounds)] : [id];
}

/** What the public may know of a round; null before it was announced and its signed bundle stood. */
export function filedVote(
  { title, people }: VoteSitting,
  round: RoundRow,
  { rounds, record }: OfSitting,
): FiledVote | null {
  const result = resultView(round);
  if (!result?.announced || round.bundleHash === null) return null;
  const { contest } = round;
  const told = withAborted(round, rounds);
  return {
    bundleHash: round.bundleHash,
    sitting: title,
    title: contest.title ?? '',
    candidates: contest.candidates,
    screened: contest.screened ?? [],
    words: round.frozen?.words ?? null,
    incidents: incidentsOf(record, Infinity)
      .filter(
        (incident) => incident.round !== null && told.includes(incident.round) && !TOLD_ELSEWHERE.has(incident.event),
      )
      .toReversed()
      .map(({ at, words }) => ({ at, words })),
    replaced: round.replaced?.length ?? 0,
    decision: round.ruling?.decision ?? null,
    officers: people?.officers ?? {},
    ...(isForSeat(round, rounds) && { forSeat: true }),
    review: contest.kind === 'evaluation' ? (contest.review ?? 'satisfaction') : null,
    result: withoutNames(result),
  };
}
