import type { CommandPayload } from '@piaojue/contract/commands';
import type { ConsoleView, RoundState } from '@piaojue/contract/console-view';

/** A picture as `screen:show` names it. */
export type Shown = Omit<CommandPayload<'screen:show'>, 'commandId'>;

const VOTING: ReadonlySet<RoundState> = new Set(['opening', 'open', 'closing', 'counting', 'disputed', 'aborting']);

/** During a vote the round decides what the hall sees. */
export function mayChoosePicture(view: ConsoleView): boolean {
  return view.current === null || !VOTING.has(view.current.state);
}

/** What the hall sees now, in the words of an order. */
export function shownNow(view: ConsoleView): Shown {
  const { picture } = view.screen;
  switch (picture.kind) {
    case 'idle':
    case 'signIn':
    case 'agenda':
    case 'item':
      return { picture: picture.kind };
    case 'candidates':
      return { picture: 'candidates', index: picture.index };
    default:
      return { picture: 'round' };
  }
}

/** The picture after the one that is shown (F7): title, sign-in, the list, its items one by one, the round. */
export function nextPicture(view: ConsoleView): Shown {
  const now = shownNow(view);
  const count = view.current?.candidates.length ?? 0;
  switch (now.picture) {
    case 'idle':
    case 'agenda':
    case 'item':
      return { picture: 'signIn' };
    case 'signIn':
      return count > 0 ? { picture: 'candidates', index: null } : { picture: 'idle' };
    case 'candidates': {
      const next = (now.index ?? -1) + 1;
      return next < count ? { picture: 'candidates', index: next } : { picture: 'round' };
    }
    case 'round':
      return { picture: 'idle' };
  }
}
