import { useEffect, useState } from 'react';
import type { Paging } from '@piaojue/contract/screen-view';
import { useHall } from './hall-context.ts';

/** A list as it was laid out: how many pages it takes, how many rows stand on one, and whether an overview follows them. */
export interface Pages {
  readonly pages: number;
  readonly perPage: number;
  readonly overview?: boolean;
}
export interface ShownPage {
  /** 0-based; of an overview the last. */
  readonly page: number;
  readonly overview: boolean;
  /** ms until the next page turns; null: none does. */
  readonly turnsIn: number | null;
}

const LEAST_MS = 8000;
const ROW_MS = 800;

/** How long a page stands when pages turn by themselves, ms: 0.8 s a row, 8 s at least. */
export const dwell = (perPage: number): number => Math.max(LEAST_MS, ROW_MS * perPage);

/**
 * The page that every screen shows at a moment of the server's clock: one that was turned to, or, where pages turn by
 * themselves, the one that it is by now; after the last, and its overview, comes the first again. Pure.
 */
export function shownPage(paging: Paging, list: Pages, now: number): ShownPage {
  const last = Math.max(list.pages, 1) - 1;
  const hasOverview = list.overview === true && last > 0;
  const stands = hasOverview ? last + 2 : last + 1;
  const first = paging.overview && hasOverview ? stands - 1 : Math.min(Math.max(paging.page, 0), last);
  if (paging.auto === null || stands === 1) return { ...at(first), turnsIn: null };
  const each = dwell(list.perPage);
  const gone = Math.max(0, now - paging.auto.since);
  return { ...at((first + Math.floor(gone / each)) % stands), turnsIn: each - (gone % each) };

  function at(place: number) {
    return { page: Math.min(place, last), overview: place > last };
  }
}

/** The page of this list that is shown now; drawn anew when it turns. */
export function useShownPage(list: Pages): ShownPage {
  const { view, paging, serverNow } = useHall();
  const [, again] = useState(0);
  const now = serverNow?.() ?? view.now;
  const shown = shownPage(paging, list, now);
  /** Server time; the same for as long as the page stands. */
  const turnsAt = shown.turnsIn === null ? null : Math.round(now + shown.turnsIn);
  useEffect(() => {
    if (serverNow === null || turnsAt === null) return;
    const timer = setTimeout(() => again((n) => n + 1), turnsAt - serverNow() + 1);
    return () => clearTimeout(timer);
  }, [serverNow, turnsAt]);
  return shown;
}
