import type { RoundDetail } from '@piaojue/contract/console-view';

/** A result as short as a line of the report. */
export const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** N, P, I, R, V, X, 未按 */
export function figuresOf({ result }: RoundDetail): (number | null)[] {
  const { all, present, issued, returned, valid, invalid, notSubmitted } = result?.figures ?? {};
  return [all, present, issued, returned, valid, invalid, notSubmitted].map((figure) => figure ?? null);
}

/** Of a vote that fills seats, in the order of the ballot. */
export const rowsOf = ({ result }: RoundDetail): string[] =>
  result?.form === 'ranking'
    ? result.rows.map(({ no, votes, rate, rank, status }) => `${no}: ${votes}, ${rate} %, #${rank}, ${status}`)
    : [];

/** 赞成, 反对, 弃权 of each. */
export const answersOf = ({ result }: RoundDetail): (number | null)[][] =>
  result?.form === 'ranking' ? result.rows.map(({ votes, against, abstained }) => [votes, against, abstained]) : [];
