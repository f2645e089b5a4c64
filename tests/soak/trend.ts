/** Whether a figure that was taken once a round grows. Pure. */
export interface Trend {
  /** By least squares over the second half, per round. */
  readonly slope: number;
  /** Lowest figure of the first and of the last window of that half. */
  readonly from: number;
  readonly to: number;
  readonly grows: boolean;
}

/**
 * The first half is left out: caches fill there and code is compiled. Of each window of rounds the lowest figure counts, because
 * memory that is collected late stands above what is in use and never below it. `bound`: per round, what is still no growth.
 */
export function trendOf(figures: readonly number[], window: number, bound: number): Trend {
  const half = figures.slice(Math.floor(figures.length / 2));
  const lows: { readonly x: number; readonly y: number }[] = [];
  for (let at = 0; at + window <= half.length; at += window)
    lows.push({ x: at + (window - 1) / 2, y: Math.min(...half.slice(at, at + window)) });
  const mean = (of: (point: { readonly x: number; readonly y: number }) => number): number =>
    lows.reduce((sum, point) => sum + of(point), 0) / Math.max(1, lows.length);
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const spread = mean((point) => (point.x - x) ** 2);
  const slope = spread === 0 ? 0 : mean((point) => (point.x - x) * (point.y - y)) / spread;
  return { slope, from: lows[0]?.y ?? 0, to: lows.at(-1)?.y ?? 0, grows: slope > bound };
}
