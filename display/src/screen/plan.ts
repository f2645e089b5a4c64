import type { HallSettings } from '@piaojue/contract/screen-view';
import { linesOf, partWidths } from './line-breaks.ts';

/**
 * What fits on one page of the hall screen, worked out before anything is drawn. Lengths are in % of the image height
 * (1 = 10.8 px at 1080p), widths of columns in em of the list's type. `r` is the last row's distance ÷ image height.
 */

/** A hanzi fills 0.93 em, so type is set that much larger than the height the eye needs. */
const HANZI = 0.93;
/** 1 arc minute at r = 1, in % of the height. */
const MINUTE = 100 * Math.tan(Math.PI / 180 / 60);
/** English is set at 88 % and is still above its own, lower floor of 16′. */
const LATIN = 0.88;

/** Type size, % H, at which a hanzi is so many arc minutes high in the last row. */
export const minutesEm = (minutes: number, r: number): number => (minutes * MINUTE * r) / HANZI;

export interface Tiers {
  /** Names, votes, ranks: 20′ at least, 25′ wished for. */
  readonly floor: number;
  readonly wish: number;
  /** Everything else: 16′. Nothing on the hall screen is smaller. */
  readonly second: number;
}

export function tiers(hall: Pick<HallSettings, 'r' | 'language'>): Tiers {
  const r = Math.min(Math.max(hall.r, 3), 14);
  const em = ((hall.language === 'en' ? LATIN : 1) * MINUTE * r) / HANZI;
  return { floor: 20 * em, wish: 25 * em, second: 16 * em };
}

/** What sizes follow from. */
export type HallSize = Pick<HallSettings, 'r' | 'language' | 'safe'>;

/** Height inside the safe area (EBU R 95), % H; grounds bleed over it, text does not. */
export const usableHeight = (hall: Pick<HallSettings, 'safe'>): number => 100 - 2 * hall.safe;

/** Gap between the rail's edge and a list; pages without a list stand `MOMENT` more to the right. */
const GUTTER = 2.4;
export const MOMENT = 3.6;

/** Inner width of the rail and the list's width beside it, for an image `aspect` times as wide as high. */
export function frame(hall: HallSize, aspect: number): { readonly rail: number; readonly list: number } {
  const side = hall.safe * aspect;
  const rail = Math.min(Math.max(9.6 * tiers(hall).second, 33), aspect * 38);
  return { rail, list: aspect * 100 - side - rail - 2.5 - 0.5 - GUTTER - side };
}

/** 93 %: what a name may shrink to before it takes a second line. */
export const TIGHT = 0.93;

/** Lines a name takes in a column of `column` em, and whether it is set at 93 % to fit one. */
export function fitName(name: string, column: number): { readonly lines: number; readonly tight: boolean } {
  return fitParts(partWidths(name), column);
}

/** A broken part never fills its line to the last em. */
const RAGGED = 0.4;

export function fitParts(
  parts: readonly number[],
  column: number,
): { readonly lines: number; readonly tight: boolean } {
  const width = parts.reduce((sum, part) => sum + part, 0);
  if (width <= column) return { lines: 1, tight: false };
  if (width * TIGHT <= column) return { lines: 1, tight: true };
  return { lines: linesOf(parts, column - RAGGED), tight: false };
}

export interface ListPlan {
  /** Type size of the list, % H. */
  readonly fs: number;
  readonly second: number;
  /** Height of a row, % H. */
  readonly row: number;
  /**
   * Lines of the longest name; all rows are as high as that. Where it would cost a page, `mixed` rows are: only a row
   * with a long name grows, by `LINE_EM` a line.
   */
  readonly lines: number;
  readonly mixed: boolean;
  /** Width of the name column in em. */
  readonly nameEm: number;
  readonly columns: number;
  readonly pages: number;
  readonly perPage: number;
}

export interface ListDemand {
  readonly hall: HallSize;
  readonly aspect: number;
  /** In the order in which they are paged. */
  readonly names: readonly string[];
  /** em beside the name: rank, figures, badge, gaps. */
  readonly fixedEm: number;
  /** Height of a row of one line, in em. */
  readonly pitchEm: number;
  /** Lines across the list, such as the cut; each takes 3/4 of a row. */
  readonly cuts: number;
  /** % H that something above the list takes. */
  readonly above?: number;
  readonly maxColumns?: number;
  /** Rows a page at most, however many fit. */
  readonly most?: number;
}

const CUT_ROWS = 0.78;
export const LINE_EM = 1.15;
const STEP = 0.05;
/** Lines of one long name among short ones, before it would push them off the page. */
const MOST_LINES = 8;
/** Room for the dots under a list of several pages. */
export const DOTS = 3.6;
/** A row may be this much higher than its type asks for. */
const STRETCH = 1.25;
/** Up to this many rows are a short list: set larger and wider apart, for the wall is there to be read. */
const FEW = 6;
/** How much above the wished size a list may grow: a full page hardly, a run-off of two by half. */
const growth = (count: number) => (count > FEW ? 1.3 : 1.85 - 0.08 * count);

/** Fewest pages first, then one height for all rows, then the largest type. Pages get equal row counts (60 → 5 × 12). */
export function planList(demand: ListDemand): ListPlan {
  const tier = tiers(demand.hall);
  const count = Math.max(demand.names.length, 1);
  const widths = demand.names.map(partWidths);
  for (let pages = Math.ceil(count / (demand.most ?? count)); pages <= count; pages += 1) {
    const found = planUniform(demand, pages, tier, widths) ?? planMixed(demand, pages, tier, widths);
    if (found !== null) return found;
  }
  return lastResort(demand, tier, widths);
}

const perPageOf = (demand: ListDemand, pages: number) => Math.ceil(Math.max(demand.names.length, 1) / pages);
const heightFor = (demand: ListDemand, pages: number) =>
  usableHeight(demand.hall) - (demand.above ?? 0) - (pages > 1 ? DOTS : 0);

/** Type sizes from the largest that still looks like a list down to the floor. */
function* sizes(tier: Tiers, count: number): Generator<number> {
  for (let step = Math.floor((tier.wish * growth(count) - tier.floor) / STEP); step >= 0; step -= 1) {
    yield tier.floor + step * STEP;
  }
}

/** em of a name's column: less breaks every second character. */
const NARROWEST = 4;

type Widths = readonly (readonly number[])[];
const mostLines = (widths: Widths, column: number) =>
  widths.reduce((most, parts) => Math.max(most, fitParts(parts, column).lines), 1);
const stretch = (count: number) => (count > FEW ? STRETCH : STRETCH + 0.06 * (FEW + 1 - count));

/** Every row of every page as high as the longest name needs. */
function planUniform(demand: ListDemand, pages: number, tier: Tiers, widths: Widths): ListPlan | null {
  const perPage = perPageOf(demand, pages);
  const height = heightFor(demand, pages);
  const width = frame(demand.hall, demand.aspect).list;
  for (let maxLines = 1; maxLines <= 4; maxLines += 1) {
    for (let columns = 1; columns <= (demand.maxColumns ?? 1); columns += 1) {
      const rows = Math.ceil(perPage / columns) + demand.cuts * CUT_ROWS;
      for (const fs of sizes(tier, widths.length)) {
        const nameEm = width / columns / fs - demand.fixedEm;
        if (nameEm < NARROWEST) continue;
        const lines = mostLines(widths, nameEm);
        const pitch = (demand.pitchEm + LINE_EM * (lines - 1)) * fs;
        if (lines > maxLines || rows * pitch > height) continue;
        const row = Math.min(height / rows, pitch * stretch(widths.length));
        const second = Math.max(tier.second, fs * 0.8);
        return { fs, second, row, lines, mixed: false, nameEm, columns, pages, perPage };
      }
    }
  }
  return null;
}

/** Only the rows of long names are higher, so that one of them does not push half of the list to another page. */
function planMixed(demand: ListDemand, pages: number, tier: Tiers, widths: Widths): ListPlan | null {
  const perPage = perPageOf(demand, pages);
  const height = heightFor(demand, pages);
  const width = frame(demand.hall, demand.aspect).list;
  for (const fs of sizes(tier, widths.length)) {
    const nameEm = width / fs - demand.fixedEm;
    if (nameEm < NARROWEST) continue;
    const lines = widths.map((name) => fitParts(name, nameEm).lines);
    const longest = Math.max(...lines, 1);
    const rows = perPage + demand.cuts * CUT_ROWS;
    let extra = 0;
    for (let from = 0; from < lines.length; from += perPage) {
      const more = lines.slice(from, from + perPage).reduce((sum, count) => sum + count - 1, 0);
      extra = Math.max(extra, more * LINE_EM * fs);
    }
    if (longest > MOST_LINES || rows * demand.pitchEm * fs + extra > height) continue;
    const row = Math.min((height - extra) / rows, demand.pitchEm * fs * stretch(widths.length));
    const second = Math.max(tier.second, fs * 0.8);
    return { fs, second, row, lines: longest, mixed: true, nameEm, columns: 1, pages, perPage };
  }
  return null;
}

/** How many lines a row is higher than `row`. */
export function extraLines(name: string, plan: Pick<ListPlan, 'mixed' | 'nameEm'>): number {
  return plan.mixed ? fitName(name, plan.nameEm).lines - 1 : 0;
}

/** One row a page that still does not fit is drawn below the floor rather than clipped. */
function lastResort(demand: ListDemand, tier: Tiers, widths: Widths): ListPlan {
  const height = usableHeight(demand.hall) - (demand.above ?? 0) - DOTS;
  const width = frame(demand.hall, demand.aspect).list;
  const pages = Math.max(demand.names.length, 1);
  for (let fs = tier.floor; ; fs -= STEP) {
    const nameEm = width / fs - demand.fixedEm;
    if (nameEm < NARROWEST && fs >= 1) continue;
    const lines = mostLines(widths, nameEm);
    const pitch = (demand.pitchEm + LINE_EM * (lines - 1)) * fs;
    if ((1 + demand.cuts * CUT_ROWS) * pitch <= height || fs < 1) {
      const row = height / (1 + demand.cuts * CUT_ROWS);
      return {
        fs,
        second: Math.min(tier.second, fs * 0.8),
        row,
        lines,
        mixed: false,
        nameEm,
        columns: 1,
        pages,
        perPage: 1,
      };
    }
  }
}

/** Rows of page `page` (0-based). A page beyond the last shows the last. */
export function pageOf<T>(rows: readonly T[], plan: Pick<ListPlan, 'pages' | 'perPage'>, page: number): readonly T[] {
  const at = Math.min(Math.max(page, 0), plan.pages - 1) * plan.perPage;
  return rows.slice(at, at + plan.perPage);
}
