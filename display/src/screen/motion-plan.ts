import type { HallSettings, MotionResult, NamedAnswer } from '@piaojue/contract/screen-view';
import { frame, type ListPlan, planList, SAFE, tiers, widthEm } from './plan.ts';

/** Figures of the answers, % of the height. */
export const ANSWER_FIGURE = 12;
const LINE = 1.3;

/** Largest type, % of the height, at which a motion's name leaves room for what stands under it. */
export function motionNameSize(
  name: string,
  hall: Pick<HallSettings, 'r' | 'language'>,
  aspect: number,
  below: number,
): number {
  const tier = tiers(hall);
  const { list } = frame(hall, aspect);
  const height = 100 - 2 * SAFE - below;
  const lines = (fs: number) => Math.ceil(widthEm(name) / Math.max(list / fs - 1.5, 2));
  let fs = tier.wish * 1.3;
  while (fs > tier.second && lines(fs) * LINE * fs > height) fs -= 0.1;
  return fs;
}

/** % of the height under a motion's name: the figures with their words, the bar, the verdict, the gaps between them. */
export function belowMotionName(hall: Pick<HallSettings, 'r' | 'language'>): number {
  const { second, floor } = tiers(hall);
  return second * 1.3 + ANSWER_FIGURE + 4 + second * 1.5 + floor * 1.8 * 1.3 + 4 * 3;
}

/** Names with their answers, in as many columns as their length leaves; never fewer than 20′ high. */
export function namedPlan(
  named: readonly NamedAnswer[],
  longestWord: number,
  hall: Pick<HallSettings, 'r' | 'language'>,
  aspect: number,
): ListPlan {
  return planList({
    hall,
    aspect,
    // In columns every name has the width of one; a name of one or two characters is spread to three.
    names: named.map(({ name }) => name),
    fixedEm: 1.3 + longestWord * 0.8 + 1.1,
    pitchEm: 1.5,
    cuts: 0,
    maxColumns: 5,
    above: 0,
  });
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
