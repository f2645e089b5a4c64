import type { ShowOrder } from '@piaojue/contract/commands';
import type { Picture } from '@piaojue/contract/screen-view';
import { isInProgress } from '../rounds/machine.ts';
import { meantRound, pictureOf, type Scene } from './picture.ts';
import { summaryOf } from './summary.ts';

/**
 * 下一画面. Where the operator chooses, what F7 shows: title, sign-in, the list, its items one by one, the round, its summary.
 * While a vote decides, what closing it leads to, as it looks without a figure. Pure.
 */
export interface NextPicture {
  readonly show: ShowOrder | null;
  readonly picture: Picture | null;
}

export function nextPicture(scene: Scene): NextPicture {
  const busy = scene.follows && scene.rounds.some(({ state }) => isInProgress(state));
  const picture = pictureOf(scene);
  if (busy) {
    const closing: Picture | null =
      picture.kind === 'voting'
        ? { kind: 'closing', round: picture.round, turnout: picture.turnout, since: picture.openedAt }
        : null;
    return { show: null, picture: closing };
  }
  const show = nextShow(picture, scene);
  const shown = { picture: show.picture, index: show.index ?? null, roundId: scene.current?.id ?? null };
  return { show, picture: pictureOf({ ...scene, shown }) };
}

function nextShow(picture: Picture, scene: Scene): ShowOrder {
  const round = meantRound(scene);
  const count = scene.current?.contest.candidates.length ?? 0;
  switch (picture.kind) {
    case 'idle':
    case 'agenda':
    case 'item':
    case 'calibration':
      return { picture: 'signIn' };
    case 'signIn':
      return count > 0 ? { picture: 'candidates', index: null } : { picture: 'idle' };
    case 'candidates': {
      const next = (picture.index ?? -1) + 1;
      return next < count ? { picture: 'candidates', index: next } : { picture: 'round' };
    }
    case 'result':
      return { picture: round && summaryOf(round, scene.rounds) ? 'summary' : 'idle' };
    case 'reading':
    case 'unrevealed':
    case 'summary':
    case 'voting':
    case 'closing':
    case 'counting':
    case 'paper':
    case 'aborted':
      return { picture: 'idle' };
  }
}
