import type { RankingResult, ResultView } from '@piaojue/contract/screen-view';

/** The result of a vote that fills seats; undefined where there is none, or one of another kind. */
export const rankingOf = (result: ResultView | null | undefined): RankingResult | undefined =>
  result?.form === 'ranking' ? result : undefined;
