import { afterAll, expect, it } from 'vitest';
import { contest } from './harness/contests.ts';
import { LeanHall, PINS, tidy } from './harness/lean-hall.ts';
import { kindsOf, watchScreen } from './harness/watch-screen.ts';

afterAll(tidy);
const CLOSES_PER_HALL = 10;

/** What the screens of a hall were shown from the opening to the result, for each of its closes and screens. */
async function closings(drainMs: number): Promise<string[]> {
  const hall = new LeanHall({ voters: 3 });
  await hall.start();
  hall.gateway.drains = false;
  const screens = await Promise.all([1, 2].map(() => watchScreen(hall.url, PINS.screen)));
  await hall.signInAll();
  const shown: string[] = [];
  for (let i = 0; i < CLOSES_PER_HALL; i++) {
    for (const { pictures } of screens) pictures.length = 0;
    const roundId = (await hall.command('contest:import', { contest: contest(3, 1) })) ?? 0;
    await hall.openRound(roundId);
    await hall.vote(1, roundId, [1]);
    const { gateway } = hall;
    gateway.closings = [];
    const closing = hall.command('round:close', { roundId });
    const order = await hall.alive(gateway.changes.until('the order to close', () => gateway.closings[0]));
    if (drainMs > 0) await new Promise((resolve) => setTimeout(resolve, drainMs));
    gateway.drained(order);
    await closing;
    for (const { pictures, changes } of screens) {
      await hall.alive(changes.until('the result', () => pictures.at(-1)?.kind === 'result'));
      // 正在核对 is gone in a moment and may pass within one tick.
      const kinds = kindsOf(pictures).filter((kind) => kind !== 'counting');
      shown.push(kinds.slice(kinds.indexOf('voting')).join(' '));
    }
    await hall.untilState('closed');
    await hall.command('round:announce', { roundId });
  }
  for (const screen of screens) screen.close();
  await hall.stop();
  return shown;
}

it('收票中 stands on every watching screen in every close, whether the drain takes 30 ms or no time', async () => {
  const shown = await Promise.all([closings(0), closings(30)]);
  expect(shown.flat()).toEqual(Array.from({ length: 4 * CLOSES_PER_HALL }, () => 'voting closing result'));
}, 120_000);
