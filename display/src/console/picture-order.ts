import type { ConsoleView } from '@piaojue/contract/console-view';
import type { ShowOrder } from '@piaojue/contract/commands';
import type { ScreenPlace } from '@piaojue/contract/screen-view';

/** During a vote the round decides what the screens of a place show; a presidium that follows shows what the hall does. */
export const mayChoosePicture = (view: ConsoleView, place: ScreenPlace = 'hall'): boolean =>
  view.screens[place].nextShow !== null;

/** What a place shows now, in the words of an order. */
export function shownNow(view: ConsoleView, place: ScreenPlace = 'hall'): ShowOrder {
  const { picture } = view.screens[place].view;
  switch (picture.kind) {
    case 'idle':
    case 'signIn':
    case 'agenda':
    case 'item':
    case 'summary':
    case 'calibration':
      return { picture: picture.kind };
    case 'candidates':
      return { picture: 'candidates', index: picture.index };
    default:
      return { picture: 'round' };
  }
}
