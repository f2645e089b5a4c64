import { SETUP_STEPS, type SetupView } from '@piaojue/contract/setup-view';

/** A first run that was gone through, with a rehearsal whose counts were right. */
export const SAMPLE_SETUP: SetupView = {
  steps: SETUP_STEPS.map((id) => ({ id, state: 'done', at: Date.UTC(2027, 2, 12, 0, 30), word: null, figures: {} })),
  finished: true,
  position: { lastRow: 25, imageHeight: 4.2 },
  characters: { rare: '', drawn: '', accepted: '', open: '' },
  simulated: null,
};
