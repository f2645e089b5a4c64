import type { Picture, ScreenView } from '@piaojue/contract/screen-view';

/**
 * Snapshots with the same key are one picture whose figures change in place; another key is another layer that fades
 * in. An open vote and its closing are one picture: 表决结束 has to replace the clock at once.
 */
export function pictureKey({ picture, hall }: ScreenView): string {
  return [hall.theme, hall.language, hall.r, ...pictureParts(picture)].join('|');
}

function pictureParts(picture: Picture): readonly (string | number)[] {
  switch (picture.kind) {
    case 'idle':
    case 'signIn':
      return [picture.kind];
    case 'candidates':
      return [picture.kind, picture.round.id, picture.index ?? 'all'];
    case 'voting':
    case 'closing':
      return ['voting', picture.round.id];
    case 'result':
    case 'reading':
      // The last row that is read out makes it a result, in place.
      return ['result', picture.result.round.id];
    case 'summary':
      return [picture.kind, picture.result.round.id];
    case 'calibration':
      return [picture.kind];
    case 'agenda':
      return [picture.kind, picture.index ?? 'none', ...picture.items.map(({ title }) => title)];
    case 'item':
      return [picture.kind, picture.title];
    case 'paper':
    case 'counting':
    case 'unrevealed':
    case 'aborted':
      return [picture.kind, picture.round.id];
  }
}

/** Only a result that follows from a vote on this very screen is revealed; one that is shown again is just shown. */
export function revealsAfter(next: ScreenView, before: ScreenView | null): boolean {
  const from = before?.picture.kind;
  return (
    next.picture.kind === 'result' &&
    (from === 'voting' || from === 'closing' || from === 'counting' || from === 'unrevealed' || from === 'paper')
  );
}
