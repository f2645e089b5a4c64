/** The reveal of a result: fixed times, so that a test can seek to any of them. Figures never move or change. */
const EASE = 'cubic-bezier(.2, 0, 0, 1)';

/**
 * ms from the first frame: value first, a rest for the eyes, then order, then what follows from it.
 * reorder: from ballot order to rank order. inOrder: several pages, in rank order at once; revote: as much, and few rows.
 */
const TIMES = {
  reorder: { bars: 120, bar: 600, flip: 1000, move: 700, cut: 1700, line: 400, badge: 2000, stagger: 1, rail: 2400 },
  inOrder: { bars: 120, bar: 600, flip: 0, move: 0, cut: 720, line: 300, badge: 800, stagger: 0.4, rail: 900 },
  revote: { bars: 120, bar: 400, flip: 0, move: 0, cut: 400, line: 200, badge: 500, stagger: 0.4, rail: 500 },
  evaluation: { bars: 120, bar: 600, flip: 0, move: 0, cut: 0, line: 0, badge: 900, stagger: 0, rail: 900 },
  motion: { bars: 120, bar: 600, flip: 0, move: 0, cut: 0, line: 0, badge: 400, stagger: 0, rail: 400 },
} as const;
export type Storyboard = keyof typeof TIMES;
const BADGE_GROUPS = { chosen: 0, runoff: 125, notChosen: 250, none: 250 } as const;

const each = (root: Element, selector: string) => root.querySelectorAll<HTMLElement>(selector);

/** Starts the reveal on a drawn final frame, `page` its root, and resolves when all of it has run. */
export async function revealResult(page: HTMLElement, storyboard: Storyboard): Promise<void> {
  const times = TIMES[storyboard];
  const running: Animation[] = [];
  const play = (element: Element, frames: Keyframe[], delay: number, duration: number, easing = 'linear') =>
    running.push(element.animate(frames, { delay, duration, easing, fill: 'both' }));

  for (const bar of each(page, '.reveal-bar')) {
    play(bar, [{ transform: 'scaleX(0)' }, { transform: 'none' }], times.bars, times.bar, EASE);
  }
  // Figures inside a bar stand still and are there from the first frame; only what is under them is wiped.
  for (const bar of each(page, '.reveal-segments')) {
    play(bar, [{ clipPath: 'inset(0 100% 0 0)' }, { clipPath: 'inset(0)' }], times.bars, times.bar, EASE);
  }
  if (times.flip > 0) {
    for (const [row, distance] of ballotOrder(each(page, '.row'))) {
      play(row, [{ transform: `translateY(${distance}px)` }, { transform: 'none' }], times.flip, times.move, EASE);
    }
  }
  for (const cut of each(page, '.cut')) {
    play(cut, [{ clipPath: 'inset(0 100% 0 0)' }, { clipPath: 'inset(0)' }], times.cut, times.line, EASE);
  }
  for (const mark of each(page, '.badge, .band, .verdict')) {
    const status = mark.closest<HTMLElement>('.row')?.dataset['status'] as keyof typeof BADGE_GROUPS | undefined;
    play(mark, [{ opacity: 0 }, { opacity: 1 }], times.badge + BADGE_GROUPS[status ?? 'none'] * times.stagger, 200);
  }
  for (const number of each(page, '.numbers')) {
    play(number, [{ opacity: 0 }, { opacity: 1 }], times.rail, 300);
  }
  await Promise.allSettled(running.map((animation) => animation.finished));
  // Until here every step can be found and sought; from here on the page is its own style again.
  for (const animation of running) animation.cancel();
}

/** 逐项宣读: a row that was read now. Its figures stand from the first frame; the bar is wiped and the row comes out of the page. */
export function readRow(row: HTMLElement): void {
  row.animate([{ opacity: 0.4 }, { opacity: 1 }], { duration: 120 });
  for (const bar of each(row, '.reveal-bar'))
    bar.animate([{ transform: 'scaleX(0)' }, { transform: 'none' }], {
      duration: 600,
      easing: EASE,
      fill: 'backwards',
    });
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
