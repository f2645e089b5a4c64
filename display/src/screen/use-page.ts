import { useEffect, useState } from 'react';
import type { ScreenView } from '@piaojue/contract/screen-view';
import { pictureKey } from './picture-key.ts';

/** ms a page of the paper stays before the next; the ranked result never turns by itself. */
const DWELL = 10_000;

/** How many pages the picture in front has, as it says itself. */
const pagesShown = () =>
  Number(document.querySelector<HTMLElement>('[data-layer="front"] [data-pages]')?.dataset['pages'] ?? 1);

/** The page of a long list: PgUp and PgDn turn it, a paper that has to be read by all turns by itself until then. */
export function usePage(view: ScreenView | null): number {
  const key = view === null ? '' : pictureKey(view);
  const [turned, setTurned] = useState({ key, page: 0, byHand: false });
  const page = turned.key === key ? turned.page : 0;
  const byHand = turned.key === key && turned.byHand;
  const turnsItself = view?.picture.kind === 'voting' || view?.picture.kind === 'candidates';

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.isComposing || (event.key !== 'PageDown' && event.key !== 'PageUp')) return;
      event.preventDefault();
      const next = page + (event.key === 'PageDown' ? 1 : -1);
      setTurned({ key, page: Math.min(Math.max(next, 0), pagesShown() - 1), byHand: true });
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [key, page]);

  useEffect(() => {
    if (!turnsItself || byHand) return;
    const timer = setInterval(() => {
      const pages = pagesShown();
      if (pages > 1) setTurned({ key, page: (page + 1) % pages, byHand: false });
    }, DWELL);
    return () => clearInterval(timer);
  }, [key, page, byHand, turnsItself]);

  return page;
}
