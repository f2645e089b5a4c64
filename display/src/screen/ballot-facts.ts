import type { RoundTitle } from '@piaojue/contract/screen-view';
import type { ScreenText } from '../i18n/screen-text.ts';
import type { Fact } from './rail.tsx';

/** How many stand, how many are to be chosen, how many marks a ballot has: as far as the kind of vote has them. */
export function ballotFacts(round: RoundTitle, candidates: number, t: ScreenText): readonly Fact[] {
  switch (round.kind) {
    case 'resolution':
    case 'namedResolution':
      return [];
    case 'evaluation':
      return [{ id: 'candidate-count', label: t('figure.items'), value: candidates }];
    case 'selection':
    case 'perProject':
    case 'election':
      return [
        { id: 'candidate-count', label: t('figure.candidates'), value: candidates },
        { id: 'seats', label: t('figure.seats'), value: round.seats },
        { id: 'max-marks', label: t(round.exactly ? 'figure.exactly' : 'figure.maxMarks'), value: round.maxMarks },
      ];
  }
}
