import type { ChildProcess } from 'node:child_process';
import { afterAll, afterEach, expect, it } from 'vitest';
import { gone } from '@piaojue/server/cli/processes';
import { contest, countNaively } from './harness/contests.ts';
import { deckOf } from './harness/decks.ts';
import { GatewaysHall } from './harness/gateways-hall.ts';
import { rankingOf } from './harness/ranking.ts';
import { removeTempFolders } from './harness/temp-folder.ts';

/**
 * The gateway killed, or stopped for a while as if its machine stood still, at each step of its link: every press counts
 * once, and the hall goes on with the next gateway or the same.
 */
const KEYPADS = 40;
const CONTEST = contest(6, 2);
let hall: GatewaysHall;
afterEach(() => hall.stop());
afterAll(removeTempFolders);

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await gone(child);
}

/** Until the server holds it for lost: longer than a gateway may be silent. */
async function freeze(child: ChildProcess): Promise<void> {
  child.kill('SIGSTOP');
  await hall.until('a gateway that is missed', ({ links }) => links.every(({ state }) => state !== 'up'));
  child.kill('SIGCONT');
}

it('GW12 killed at its start, at its hello, when ready, with ballots under way, and in the drain; stopped twice: nothing is lost or doubled', async () => {
  hall = await GatewaysHall.start({ keypads: KEYPADS, receivers: 1, channels: 1, serve: ['--drain', '6000'] });
  const steps: string[] = [];
  // Before it said a word; when the server knows its name; when its receiver is there.
  await kill(hall.gateway('g', [1]));
  steps.push('start');
  let child = hall.gateway('g', [1]);
  await hall.until('its name', ({ health }) => health.gateways === 1);
  await kill(child);
  steps.push('hello');
  child = hall.gateway('g', [1]);
  await hall.until('its receiver', ({ links }) => links.some(({ state }) => state === 'up'));
  await kill(child);
  steps.push('ready');
  child = hall.gateway('g', [1]);
  const roundId = await hall.openRound(CONTEST, 1);
  const deck = deckOf(CONTEST, KEYPADS, 5);
  const pressed = hall.press(deck, 8);
  await hall.answered(5);
  // Ballots and receipts are on their way, eight a second of them.
  await kill(child);
  steps.push('ballots');
  child = hall.gateway('g', [1]);
  await hall.answered(15);
  await freeze(child);
  steps.push('stopped with ballots');
  await pressed;
  expect(hall.outcomes.map(({ status }) => status)).toEqual(deck.map(() => 'counted'));
  // Stopped before the close: nobody says `drained`, and the close does not wait for ever.
  child.kill('SIGSTOP');
  await hall.operator.command('round:close', { roundId });
  await hall.until('the close', ({ current }) => current?.state !== 'open');
  await kill(child);
  steps.push('drain');
  child = hall.gateway('g', [1]);
  const { current } = await hall.until('the end of it', (view) => view.current?.state === 'closed');
  const { valid, invalid, votes } = countNaively(CONTEST, deck);
  expect(current?.result?.figures).toMatchObject({ returned: KEYPADS, valid, invalid });
  expect(
    rankingOf(current?.result)
      ?.rows.toSorted((a, b) => a.no - b.no)
      .map((row) => row.votes),
  ).toEqual(votes);
  expect(steps).toEqual(['start', 'hello', 'ready', 'ballots', 'stopped with ballots', 'drain']);
  // The hall goes on with the gateway that came last.
  await hall.until('its receiver again', ({ links }) => links.some(({ state }) => state === 'up'));
});
