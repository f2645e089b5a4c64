/** The reveal of a result: fixed times, so that a test can seek to any of them. Figures never move or change. */
const EASE = 'cubic-bezier(.2, 0, 0, 1)';

/** ms from the first frame: value first, a rest for the eyes, then order, then what follows from it. */
const FULL = { bars: 120, bar: 600, flip: 1000, move: 700, cut: 1700, line: 400, badge: 2000, rail: 2400 };
/** Several pages or a re-vote: rows are in rank order at once. Settled at 1200. */
const SHORT = { bars: 120, bar: 600, flip: 0, move: 0, cut: 720, line: 300, badge: 800, rail: 900 };
const BADGE_GROUPS = { chosen: 0, runoff: 125, notChosen: 250, none: 250 } as const;
const BADGE_STAGGER = { full: 1, short: 0.4 };

const each = (root: Element, selector: string) => root.querySelectorAll<HTMLElement>(selector);

/**
 * Starts the reveal on a drawn final frame and resolves when all of it has run.
 * @param page the page's root
 * @param flip whether rows start in ballot order, by `data-no`
 */
export async function revealResult(page: HTMLElement, flip: boolean): Promise<void> {
  const times = flip ? FULL : SHORT;
  const running: Animation[] = [];
  const play = (element: Element, frames: Keyframe[], delay: number, duration: number, easing = 'linear') =>
    running.push(element.animate(frames, { delay, duration, easing, fill: 'both' }));

  for (const bar of each(page, '.row .bar')) {
    play(bar, [{ transform: 'scaleX(0)' }, { transform: 'none' }], times.bars, times.bar, EASE);
  }
  if (flip) {
    for (const [row, distance] of ballotOrder(each(page, '.row'))) {
      play(row, [{ transform: `translateY(${distance}px)` }, { transform: 'none' }], times.flip, times.move, EASE);
    }
  }
  for (const cut of each(page, '.cut')) {
    play(cut, [{ clipPath: 'inset(0 100% 0 0)' }, { clipPath: 'inset(0)' }], times.cut, times.line, EASE);
  }
  const stagger = flip ? BADGE_STAGGER.full : BADGE_STAGGER.short;
  for (const mark of each(page, '.badge, .band')) {
    const status = mark.closest<HTMLElement>('.row')?.dataset['status'] as keyof typeof BADGE_GROUPS | undefined;
    play(mark, [{ opacity: 0 }, { opacity: 1 }], times.badge + BADGE_GROUPS[status ?? 'none'] * stagger, 200);
  }
  for (const number of each(page, '.numbers')) {
    play(number, [{ opacity: 0 }, { opacity: 1 }], times.rail, 300);
  }
  await Promise.allSettled(running.map((animation) => animation.finished));
  // Until here every step can be found and sought; from here on the page is its own style again.
  for (const animation of running) animation.cancel();
}

/**
 * How far each row is from where it stands in ballot order. The gaps that the cut lines need stay where they are; rows
 * may differ in height, so a place is the sum of the rows before it.
 */
function ballotOrder(rows: Iterable<HTMLElement>): readonly (readonly [HTMLElement, number])[] {
  const ranked = [...rows];
  const byNumber = ranked.toSorted((a, b) => Number(a.dataset['no']) - Number(b.dataset['no']));
  let rankedHeight = 0;
  let ballotHeight = 0;
  return byNumber.map((row, at) => {
    const there = ranked[at] ?? row;
    const place = there.offsetTop - rankedHeight + ballotHeight;
    rankedHeight += there.offsetHeight;
    ballotHeight += row.offsetHeight;
    return [row, place - row.offsetTop] as const;
  });
}
