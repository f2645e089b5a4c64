import { type RefObject, useLayoutEffect, useRef } from 'react';
import { useHall } from './hall-context.ts';
import { motionAllowed } from './motion.ts';

const FADE_MS = 240;

/**
 * A page of a list that turns fades over into the next: a still of the one before lies over it and goes. Nothing of the list
 * itself moves or waits.
 * @param page what is another picture when it changes
 */
export function usePageFade(page: string): RefObject<HTMLDivElement | null> {
  const { view } = useHall();
  const box = useRef<HTMLDivElement>(null);
  const before = useRef<{ readonly page: string; readonly still: Node } | null>(null);
  useLayoutEffect(() => {
    const list = box.current?.firstElementChild;
    if (box.current === null || !list) return;
    const last = before.current;
    before.current = { page, still: list.cloneNode(true) };
    if (last === null || last.page === page || !motionAllowed(view.hall)) return;
    const cover = document.createElement('div');
    cover.className = 'page-before';
    cover.inert = true;
    cover.append(last.still);
    // Names of parts are those of the page that is shown.
    for (const part of cover.querySelectorAll('[data-testid]')) part.removeAttribute('data-testid');
    box.current.append(cover);
    const fade = cover.animate([{ opacity: 1 }, { opacity: 0 }], { duration: FADE_MS, fill: 'forwards' });
    const end = () => cover.remove();
    void fade.finished.then(end, end);
  });
  return box;
}
