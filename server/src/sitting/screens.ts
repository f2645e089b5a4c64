import type { HallSettings, Paging, Picture, ScreenPlace } from '@piaojue/contract/screen-view';
import type { Shown, SittingRow, StoredPaging } from '../store/store.ts';

/** What the operator set and put on the screens of each place, from the sitting as it is stored. Pure. */
type Stored = Pick<SittingRow, 'hall' | 'presidium' | 'shown' | 'paging'>;

/** What a folder of before does not say. */
const OF_BEFORE = { safe: 3.5, arrivals: false } as const;

/** A presidium is set as the hall is, but for what was set for itself. */
export function settingsAt(sitting: Stored, place: ScreenPlace): HallSettings {
  return { ...OF_BEFORE, ...sitting.hall, ...(place === 'presidium' && sitting.presidium?.hall) };
}

/** Whether a place shows what the hall shows. */
export const followsHall = (sitting: Stored, place: ScreenPlace): boolean =>
  place === 'presidium' && (sitting.presidium?.shown ?? null) === null;

export const shownAt = (sitting: Stored, place: ScreenPlace): Shown =>
  (place === 'presidium' ? sitting.presidium?.shown : null) ?? sitting.shown;

/** What the page that was turned to belongs to: of another picture it means nothing. */
export function pagingKey(picture: Picture): string {
  const round = 'result' in picture ? picture.result.round : 'round' in picture ? picture.round : null;
  return round === null ? picture.kind : `${picture.kind} ${round.id}`;
}

/**
 * The page that a place shows of its picture. Lists that have to be read by all before and in a vote turn by themselves; a
 * result stays at its first page until the operator turns it.
 */
export function pagingAt(sitting: Stored, place: ScreenPlace, picture: Picture): Paging {
  const stored = sitting.paging?.[followsHall(sitting, place) ? 'hall' : place];
  if (stored?.of === pagingKey(picture)) return { page: stored.page, overview: stored.overview, auto: stored.auto };
  return defaultPaging(picture, shownAt(sitting, place).since ?? 0);
}

export const FIRST_PAGE: Paging = { page: 0, overview: false, auto: null };

function defaultPaging(picture: Picture, shownSince: number): Paging {
  if (picture.kind === 'voting') return { ...FIRST_PAGE, auto: { since: picture.openedAt } };
  return picture.kind === 'candidates' && picture.index === null
    ? { ...FIRST_PAGE, auto: { since: shownSince } }
    : FIRST_PAGE;
}

/** What was ordered about the pages, on top of what is shown. */
export function turned(
  now: Paging,
  order: { readonly page?: number; readonly overview?: boolean; readonly auto?: boolean },
  at: { readonly picture: Picture; readonly now: number },
): StoredPaging {
  return {
    of: pagingKey(at.picture),
    page: order.page ?? now.page,
    overview: order.overview ?? false,
    auto: order.auto === true ? { since: at.now } : null,
  };
}
