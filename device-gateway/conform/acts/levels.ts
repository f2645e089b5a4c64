import type { Act } from './act.ts';

/** PROTOCOL MSG4: once a minute. */
const LISTEN_MS = 65_000;

export const levels: Act = {
  title: 'listening for 65 seconds',
  async play(stage) {
    await stage.order({ state: 'idle', round: 0, paper: 0, lease: 3000, busy: false });
    await stage.wait(LISTEN_MS);
  },
};
