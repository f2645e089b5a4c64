import { createContext, useContext } from 'react';
import type { Paging, ScreenView } from '@piaojue/contract/screen-view';
import { screenText, type ScreenText } from '../i18n/screen-text.ts';

/** What every part of a hall picture needs; all of it follows from the snapshot and the size of the image. */
export interface Hall {
  readonly view: ScreenView;
  readonly t: ScreenText;
  /** Width ÷ height of the image. */
  readonly aspect: number;
  /** Which page of a list that does not fit one is shown: `useShownPage`. */
  readonly paging: Paging;
  /** Plays the reveal of a result; false shows its final frame at once. */
  readonly reveal: boolean;
  /** Server time in ms. Without a running clock it is the snapshot's, so that a picture is the same wherever drawn. */
  readonly serverNow: (() => number) | null;
}

const Context = createContext<Hall | null>(null);
export const HallProvider = Context.Provider;

export function useHall(): Hall {
  const hall = useContext(Context);
  if (hall === null) throw new Error('a part of the hall picture was drawn outside <Screen>');
  return hall;
}

/** `page` draws that page (0-based), whichever the snapshot says. */
export interface HallOptions extends Partial<Pick<Hall, 'aspect' | 'reveal' | 'serverNow'>> {
  readonly page?: number;
}

export function hallOf(view: ScreenView, { page, ...options }: HallOptions = {}): Hall {
  return {
    view,
    t: screenText(view.hall.language),
    aspect: 16 / 9,
    paging: page === undefined ? view.paging : { page, overview: false, auto: null },
    reveal: false,
    serverNow: null,
    ...options,
  };
}
