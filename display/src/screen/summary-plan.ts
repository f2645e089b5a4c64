import { partWidths } from './line-breaks.ts';
import { DOTS, fitParts, type HallSize, LINE_EM, tiers, usableHeight } from './plan.ts';

/** Inner margin of the page beside the safe area, % H; `--summary-inset` of its style. */
export const SUMMARY_INSET = 2.5;
/** Gap between two columns, and the number before a name, em. */
const GAP = 1.6;
const NUMBER = 1.9;
/** Height of a row of one line, em, and how much higher a row may be where there is room, em. */
const PITCH = 1.5;
const SPARE = 1;
const GROW = 1.3;
const STEP = 0.05;
const NARROWEST = 4;

/** Names of a summary in columns, read down; rows that stand beside each other are as high as the longer name needs. */
export interface SummaryPlan {
  /** Type size, % H. */
  readonly fs: number;
  readonly columns: number;
  /** Width of a name's column, em. */
  readonly nameEm: number;
  readonly pages: number;
  readonly perPage: number;
  /** Of each page the heights of its rows, % H. */
  readonly rows: readonly (readonly number[])[];
}

/** % H of what stands over the list: sitting, title, and the band's own room. */
export const summaryHead = (hall: HallSize): number => tiers(hall).second * 1.35 + tiers(hall).floor * 1.9 + 4;
/** % H of what stands under it: what becomes of open seats, figures, validity, base. */
export const summaryFoot = (hall: HallSize, isOpen: boolean): number =>
  tiers(hall).second * 1.35 * (hall.language === 'en' ? 4 : 3) + (isOpen ? tiers(hall).floor * 1.5 : 0) + 2.5;

/**
 * Fewest pages first, then two columns before one, then the largest type, never under the floor. `besideEm`: width of what
 * stands behind a name.
 */
export function summaryPlan(
  names: readonly string[],
  besideEm: number,
  isOpen: boolean,
  hall: HallSize,
  aspect: number,
): SummaryPlan {
  const tier = tiers(hall);
  const parts = names.map(partWidths);
  const count = Math.max(names.length, 1);
  const width = aspect * (100 - 2 * hall.safe) - 2 * SUMMARY_INSET;
  const room = usableHeight(hall) - summaryHead(hall) - summaryFoot(hall, isOpen);
  for (let pages = 1; ; pages += 1) {
    const height = room - (pages > 1 ? DOTS : 0);
    const perPage = Math.ceil(count / pages);
    for (const [columns, most] of shapes(perPage)) {
      for (let fs = tier.wish * GROW; fs > tier.floor - STEP; fs -= STEP) {
        const size = Math.max(fs, tier.floor);
        const nameEm = (width / size - GAP * (columns - 1)) / columns - NUMBER - besideEm;
        const last = pages >= count && most === Infinity && size === tier.floor;
        if (nameEm < NARROWEST && !last) continue;
        const rows = rowsOf(parts, Math.max(nameEm, 1), { columns, perPage, pages });
        const needed = Math.max(...rows.map((page) => page.reduce((sum, em) => sum + em, 0))) * size;
        const isHigher = rows.some((page) => page.some((em) => em > PITCH + LINE_EM * (most - 1) + STEP));
        if ((needed > height || isHigher) && !last) continue;
        const more = Math.min((height - needed) / Math.ceil(perPage / columns), SPARE * size);
        return {
          ...{ fs: size, columns, nameEm, pages, perPage },
          rows: rows.map((page) => page.map((em) => em * size + more)),
        };
      }
    }
  }
}

/** Columns, and lines of a name at most: one line in two columns first, for equal rows are read down at a glance. */
const shapes = (perPage: number): readonly (readonly [columns: number, lines: number])[] =>
  perPage > 1
    ? [
        [2, 1],
        [2, 2],
        [1, 1],
        [2, Infinity],
        [1, Infinity],
      ]
    : [[1, Infinity]];

function rowsOf(
  parts: readonly (readonly number[])[],
  nameEm: number,
  { columns, perPage, pages }: Pick<SummaryPlan, 'columns' | 'perPage' | 'pages'>,
): readonly (readonly number[])[] {
  const perColumn = Math.ceil(perPage / columns);
  const lines = (at: number) => (parts[at] === undefined ? 1 : fitParts(parts[at], nameEm).lines);
  return Array.from({ length: pages }, (_, page) =>
    Array.from({ length: perColumn }, (__, row) => {
      const beside = Array.from({ length: columns }, (___, column) => lines(page * perPage + column * perColumn + row));
      return PITCH + LINE_EM * (Math.max(...beside) - 1);
    }),
  );
}
