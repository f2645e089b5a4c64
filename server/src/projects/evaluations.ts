import type { FiledVote } from '@piaojue/contract/project-view';
import type { BookEntry, BookEvent } from './book.ts';

/**
 * What an announced evaluation says of the projects and suggestions in the book, joined by ref. Nothing of a round that is
 * void or without quorum, nothing twice, nothing of a ref that the book does not have.
 */
export function evaluationEvents(entries: readonly BookEntry[], vote: FiledVote): readonly BookEvent[] {
  const { result, bundleHash, sitting, title } = vote;
  if (result.form !== 'evaluation' || !result.announced || result.outcome !== 'evaluated') return [];
  const known = new Set(
    entries.flatMap(({ event }) => (event.kind === 'adopted' || event.kind === 'raised' ? [event.ref] : [])),
  );
  const joined = new Set(
    entries.flatMap(({ event }) =>
      event.kind === 'evaluated' && event.evaluation.bundleHash === bundleHash ? [event.ref] : [],
    ),
  );
  const { closedAt, rateBase, gradeBase, halfPasses, round, scale, dontKnowCounts } = result;
  const without = scale === 4 && !dontKnowCounts ? ({ withoutDontKnow: true } as const) : {};
  return result.rows.flatMap(({ no, counts, strictRate, broadRate, grade }): BookEvent[] => {
    const ref = vote.candidates.find((candidate) => candidate.no === no)?.ref;
    if (ref === undefined || !known.has(ref) || joined.has(ref) || counts === null) return [];
    joined.add(ref);
    const figures = { counts, strictRate, broadRate, rateBase, grade, gradeBase, halfPasses, ...without };
    const review = vote.review ?? 'satisfaction';
    const evaluation = { review, sitting, title, round: round.id, bundleHash, closedAt, ...figures };
    return [{ kind: 'evaluated', ref, evaluation }];
  });
}
