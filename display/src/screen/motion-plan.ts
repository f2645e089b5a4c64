import type { MotionResult } from '@piaojue/contract/screen-view';
import { linesOf, partWidths } from './line-breaks.ts';
import { DOTS, fitName, frame, type HallSize, MOMENT, tiers, usableHeight } from './plan.ts';

/** Figures of the answers, % of the height. */
export const ANSWER_FIGURE = 12;
const LINE = 1.3;

/** Largest type, % of the height, at which a motion's name leaves room for what stands under it. */
export function motionNameSize(name: string, hall: HallSize, aspect: number, below: number): number {
  const tier = tiers(hall);
  const list = frame(hall, aspect).list - MOMENT;
  const parts = partWidths(name);
  const height = usableHeight(hall) - below;
  const lines = (fs: number) => linesOf(parts, list / fs - 0.4);
  let fs = tier.wish * 1.3;
  while (fs > tier.second && lines(fs) * LINE * fs > height) fs -= 0.1;
  return fs;
}

/** % of the height under a motion's name: the figures with their words, the bar, the verdict, the gaps between them. */
export function belowMotionName(hall: Pick<HallSize, 'r' | 'language'>): number {
  const { second, floor } = tiers(hall);
  return second * 1.3 + ANSWER_FIGURE + 4 + second * 1.5 + floor * 1.8 * 1.3 + 4 * 3;
}

export interface NamedPlan {
  /** Type size and height of a line, % H. */
  readonly fs: number;
  readonly second: number;
  readonly row: number;
  readonly columns: number;
  /** Lines a column has. */
  readonly rows: number;
  /** Per page: who stands on it (0-based), with the lines that the name takes. */
  readonly pages: readonly (readonly { readonly at: number; readonly lines: number }[])[];
}

const NAMED_PITCH = 1.5;
const MOST_COLUMNS = 5;
/** Gap between two columns, em. */
export const NAMED_GAP = 1;

/**
 * Names with their answers, in columns: fewest pages first, then the largest type, never under the floor. A long name
 * takes as many lines as it needs, and takes them from nobody else. `answer`: width of the longest answer, em.
 */
export function namedPlan(names: readonly string[], answer: number, hall: HallSize, aspect: number): NamedPlan {
  const tier = tiers(hall);
  const width = frame(hall, aspect).list;
  const height = usableHeight(hall) - DOTS;
  let best: NamedPlan | null = null;
  for (let fs = tier.wish; fs >= tier.floor - 0.001; fs -= 0.1) {
    const rows = Math.floor(height / (NAMED_PITCH * fs));
    for (let columns = 1; columns <= MOST_COLUMNS; columns += 1) {
      const nameEm = (width / fs - NAMED_GAP * (columns - 1)) / columns - answer * 0.8 - 1.5;
      // Two characters are spread to three; narrower than that, no name stands on one line.
      if (nameEm < 3.1 && columns > 1) break;
      const lines = names.map((name) => Math.min(fitName(name, Math.max(nameEm, 3.1)).lines, rows));
      const pages = pack(lines, rows, columns);
      if (best !== null && pages.length >= best.pages.length) continue;
      best = { fs, second: Math.max(tier.second, fs * 0.8), row: height / rows, columns, rows, pages };
    }
  }
  // The first pass sets it; a hall's floor lies under its wish.
  if (best === null) throw new Error(`no size between ${tier.wish} and ${tier.floor}`);
  return best;
}

/** Column by column, page by page, in order: a name that would be cut at a column's foot goes to the next one. */
function pack(lines: readonly number[], rows: number, columns: number): NamedPlan['pages'] {
  const pages: { at: number; lines: number }[][] = [[]];
  let column = 0;
  let used = 0;
  for (const [at, count] of lines.entries()) {
    if (used + count > rows) {
      column += 1;
      used = 0;
    }
    if (column === columns) {
      pages.push([]);
      column = 0;
    }
    pages.at(-1)?.push({ at, lines: count });
    used += count;
  }
  return pages;
}

/** 赞成 as a share of what the majority is a share of, and where on that track it begins; null where the base is 0. */
export function motionTrack(result: MotionResult): { readonly share: number; readonly tick: number | null } | null {
  const { majority, figures, needed } = result;
  const votes = result.for;
  if (votes === null) return null;
  const base = majority.base === 'forAgainst' ? votes + (result.against ?? 0) : figures[majority.base];
  if (base === null || base <= 0) return null;
  const tick = needed === null || needed > base ? null : needed / base;
  return { share: Math.min(votes / base, 1), tick };
}
