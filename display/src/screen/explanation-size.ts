import { linesOf, partWidths, widthEm } from './line-breaks.ts';
import { frame, type HallSize, MOMENT, tiers, usableHeight } from './plan.ts';

/** The name is set this much larger than its explanation. */
export const HEADLINE = 1.45;
const LINE = 1.38;

/**
 * Largest type, in % of the height, at which a project's name and its explanation fill the page without a scroll.
 * A text of several hundred characters may fall below the floor: it is read out, and clipping it would be worse.
 */
export function explanationSize(name: string, fields: readonly string[], hall: HallSize, aspect: number): number {
  const tier = tiers(hall);
  const list = frame(hall, aspect).list - MOMENT;
  const height = usableHeight(hall);
  const needed = (fs: number) => {
    const column = list / fs;
    const headline = linesOf(partWidths(name), column / HEADLINE - 2.2) * HEADLINE * 1.25;
    const body = fields.map((text) => Math.ceil(widthEm(text) / Math.max(column - 6, 3)) * LINE + 0.6);
    return (headline + 1.4 + body.reduce((sum, lines) => sum + lines, 0)) * fs;
  };
  for (let fs = tier.wish * 1.25; fs > tier.floor / 2; fs -= 0.05) {
    if (needed(fs) <= height) return fs;
  }
  return tier.floor / 2;
}
