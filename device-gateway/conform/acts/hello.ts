import type { Act } from './act.ts';

/** PROTOCOL GW2: asked again each second. */
const TRIES = 5;

export const hello: Act = {
  title: 'the greeting',
  async play(stage) {
    for (let tries = 0; tries < TRIES; tries++) {
      const from = stage.now();
      await stage.order({ state: 'idle', round: 0, paper: 0, lease: 0, busy: false }, true);
      if (await stage.until((since) => since.came('G').length > 0, 1000, from)) break;
    }
    // One heartbeat, after which nobody greets.
    await stage.wait(1200);
    await stage.greeting();
  },
};
