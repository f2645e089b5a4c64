import type { Act } from './act.ts';

const PEOPLE_MS = 60_000;

export const replug: Act = {
  title: 'a restart',
  async play(stage) {
    await stage.order({ state: 'idle', round: 0, paper: 0, lease: 0, busy: false });
    const before = stage.recording.came('T').at(-1)?.message.uptime ?? 0;
    stage.mark('replug');
    const what = 'Take the receiver off its power, wait a second, and give it back.';
    const back = await stage.wish(
      what,
      (since) => since.came('T').some(({ message }) => message.uptime < before),
      PEOPLE_MS,
    );
    if (!back) return;
    stage.mark('replugged');
    await stage.greeting();
  },
};
