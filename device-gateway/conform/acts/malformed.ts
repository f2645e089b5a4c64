import { AT_ONCE_MS, TRIAL_MS } from '../tolerances.ts';
import { TRIAL_ROUND, TRIALS } from '../trials.ts';
import type { Act } from './act.ts';

const PIECE_MS = 15;
const TRIES_AFTER = 4;

export const malformed: Act = {
  title: 'bad input of every kind',
  async play(stage) {
    await stage.order({ state: 'open', round: TRIAL_ROUND, paper: 1, lease: 0, busy: false });
    for (const trial of TRIALS) {
      // Between two lines with sequence 0, which a receiver must not take for one said twice.
      await stage.order({});
      stage.mark('trial', trial.name);
      const from = stage.now();
      const pieces = trial.pieces(stage.state());
      for (const piece of pieces) {
        await stage.raw(piece);
        if (pieces.length > 1) await stage.wait(PIECE_MS);
      }
      if (trial.expect === 'obeyed') await stage.until((since) => since.came('G').length > 0, AT_ONCE_MS, from);
      else await stage.wait(TRIAL_MS);
      stage.mark('control', trial.name);
      await stage.order({});
      await stage.greeting();
      stage.mark('trialOver', trial.name);
    }
    // One that restarted comes back with another boot id.
    for (let tries = 0; tries < TRIES_AFTER && !(await stage.greeting()); tries++) await stage.wait(AT_ONCE_MS);
  },
};
