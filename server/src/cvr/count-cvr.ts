import type { Totals } from '@piaojue/contract/outcome';
import type { CastVoteRecordReport, CVRContest } from './schema.ts';

/**
 * Counts cast vote records by what stands in them alone (NIST SP 1500-103: marks that are allocable), so that an export is
 * proved against the totals before it leaves. A ballot of which a contest was voided by the rules counts as returned and
 * invalid, and no mark of it.
 */
export function countCvr({ Election, CVR = [] }: CastVoteRecordReport): Totals {
  const contests = Election.flatMap(({ Contest }) => Contest);
  const ids = contests.map(({ ContestSelection }) => ContestSelection.map((each) => each['@id']));
  const votes = new Map<string, number>();
  let invalid = 0;
  for (const record of CVR) {
    const snapshot = record.CVRSnapshot.find((each) => each['@id'] === record.CurrentSnapshotId);
    const kept = snapshot?.CVRContest ?? [];
    if (kept.some(isVoided)) invalid++;
    for (const id of kept.flatMap(votedFor)) votes.set(id, (votes.get(id) ?? 0) + 1);
  }
  const counts = ids.map((selections) => selections.map((id) => votes.get(id) ?? 0));
  const sums = { returned: CVR.length, valid: CVR.length - invalid, invalid };
  const column = (index: number): number[] => counts.map((row) => row[index] ?? 0);
  if (contests[0]?.['@type'] === 'CVR.CandidateContest') return { ...sums, votes: counts[0] ?? [] };
  const isGraded = (contests[0]?.ContestSelection.length ?? 0) > 3;
  return isGraded
    ? { ...sums, votes: column(0), grades: counts }
    : { ...sums, votes: column(0), against: column(1), abstained: column(2) };
}

const isVoided = ({ Status = [] }: CVRContest): boolean => Status.includes('invalidated-rules');

const votedFor = ({ CVRContestSelection = [] }: CVRContest): string[] =>
  CVRContestSelection.flatMap(({ ContestSelectionId: id, SelectionPosition }) =>
    SelectionPosition.flatMap(({ IsAllocable, NumberVotes }) =>
      id !== undefined && IsAllocable === 'yes' ? Array.from({ length: NumberVotes }, () => id) : [],
    ),
  );
