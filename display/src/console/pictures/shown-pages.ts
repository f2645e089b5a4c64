import { type RefObject, useEffect, useState } from 'react';

/** Which of how many pages a drawn picture shows, as it says itself; how many follow from its size. */
export interface ShownPages {
  readonly pages: number;
  /** 0-based. */
  readonly page: number;
  /** An overview follows the pages, or is what is shown. */
  readonly overview: 'none' | 'last' | 'shown';
}

const ONE: ShownPages = { pages: 1, page: 0, overview: 'none' };

export function readPages(frame: ParentNode | null): ShownPages {
  const dots = frame?.querySelector<HTMLElement>('[data-pages]');
  if (!dots) return ONE;
  const { pages, shown, overview } = dots.dataset;
  return {
    pages: Number(pages ?? 1),
    page: Number(shown ?? 0),
    overview: overview === 'last' || overview === 'shown' ? overview : 'none',
  };
}

/** … followed while it changes: pages may turn by themselves. */
export function useShownPages(frame: RefObject<HTMLElement | null>): ShownPages {
  const [shown, setShown] = useState(ONE);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const look = () => {
      const now = readPages(element);
      setShown((before) => (JSON.stringify(before) === JSON.stringify(now) ? before : now));
    };
    look();
    const observer = new MutationObserver(look);
    observer.observe(element, {
      ...{ subtree: true, childList: true, attributes: true },
      attributeFilter: ['data-pages', 'data-shown', 'data-overview'],
    });
    return () => observer.disconnect();
  }, [frame]);
  return shown;
}

/** The order for a page further or back; null where there is none. An overview comes after the last page. */
export function pageBeside(shown: ShownPages, by: 1 | -1): { page: number; overview: boolean } | null {
  const { pages, page, overview } = shown;
  if (overview === 'shown') return by === 1 ? null : { page: pages - 1, overview: false };
  const to = page + by;
  if (to >= 0 && to < pages) return { page: to, overview: false };
  return by === 1 && overview === 'last' ? { page: pages - 1, overview: true } : null;
}
