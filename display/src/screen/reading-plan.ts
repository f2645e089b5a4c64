import type { HallSettings, RankingResult, ReadingPicture, ResultRow } from '@piaojue/contract/screen-view';
import { type ListPlan, planList, tiers } from './plan.ts';
import { HEADS, type ResultColumns, resultColumns } from './result-plan.ts';

export type ReadingWords = Parameters<typeof resultColumns>[1];

/**
 * Where the rows of a result that is read out stand. It follows from who stood and how many voted, not from what was read, so
 * nothing moves when another row is.
 */
export function readingPlan(
  picture: ReadingPicture,
  words: ReadingWords,
  hall: Pick<HallSettings, 'r' | 'language' | 'safe'>,
  aspect: number,
): { readonly columns: ResultColumns; readonly plan: ListPlan } {
  const columns = resultColumns(widest(picture), words);
  const plan = planList({
    hall,
    aspect,
    names: picture.candidates.map(({ name }) => name ?? ''),
    fixedEm: columns.rank + columns.votes + 2 * columns.answers + columns.rate + columns.badge,
    pitchEm: 1.74,
    cuts: 0,
    above: columns.answers > 0 ? HEADS * tiers(hall).second : 0,
  });
  return { columns, plan };
}

/** A result with the widest figures that a row of it can have. */
function widest({ result, reading }: ReadingPicture): RankingResult {
  const most = result.figures.returned;
  const row: ResultRow = {
    ...{ no: 0, name: '', votes: most, against: most, abstained: most, needed: null },
    ...{ rate: '100.00', rank: reading.of, tied: true, status: 'chosen' },
  };
  return { ...result, rows: [row], outcome: 'complete', runoffSeats: 0, vacancies: 0, ruling: null };
}
