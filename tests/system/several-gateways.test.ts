import { afterAll, afterEach, expect, test } from 'vitest';
import { gone } from '@piaojue/server/cli/processes';
import { contest, countNaively } from './harness/contests.ts';
import { deckOf, type Line } from './harness/decks.ts';
import { GatewaysHall, type GatewaysHallPlan, longestOverlap } from './harness/gateways-hall.ts';
import { removeTempFolders } from './harness/temp-folder.ts';

/**
 * Several receivers and gateways around one hall, with everything real but the radio: who speaks, who takes over, and
 * that no press is lost or counted twice on the way.
 */
const CONTEST = contest(9, 3);
const AIR = ['--air', 'slotted', '--air-rate', '1M'];

let hall: GatewaysHall;
const start = async (plan: GatewaysHallPlan): Promise<void> => {
  hall = await GatewaysHall.start({ simulator: AIR, ...plan });
};
afterEach(() => hall.stop());
afterAll(removeTempFolders);

/** Each press was counted, and the published figures are those of a count that shares nothing with the server's. */
async function expectAllCounted(roundId: number, deck: readonly Line[]): Promise<void> {
  expect(hall.outcomes.map(({ status }) => status)).toEqual(deck.map(() => 'counted'));
  const { current } = await hall.close(roundId);
  const { valid, invalid, votes } = countNaively(CONTEST, deck);
  expect(current?.state).toBe('closed');
  expect(current?.result?.figures).toMatchObject({ valid, invalid });
  expect(current?.result?.rows.toSorted((a, b) => a.no - b.no).map((row) => row.votes)).toEqual(votes);
}

test('GW12 REC3 the speaker is unplugged and runs on by itself, again and again under traffic: the spare takes over, never both speak, no press is lost', async () => {
  await start({ keypads: 100, receivers: 2, channels: 1 });
  hall.gateway('g', [1, 2]);
  const roundId = await hall.openRound(CONTEST, 2);
  const deck = deckOf(CONTEST, 100, 5);
  const pressed = hall.press(deck, 15);
  const tookMs: number[] = [];
  for (let change = 0; change < 2; change++) {
    const first = await hall.speaker();
    hall.simulator.send({ type: 'unplug', receiver: first, forMs: 2800, powered: true });
    await hall.until('the unplugged port', ({ links }) => links.some(({ state }) => state === 'lost'));
    await hall.until('the spare', ({ links }) => links.some(({ state, speaks }) => state === 'up' && speaks));
    await hall.until('both again', ({ links }) => links.every(({ state }) => state === 'up'));
  }
  await pressed;
  const { spells, cuts } = await hall.ask({ type: 'speakers' }, 'speakers');
  for (const { receiver, at } of cuts) {
    const next = spells.find((spell) => spell.receiver !== receiver && spell.from > at);
    if (next) tookMs.push(Math.round(next.from - at));
  }
  console.log(`unplugged → the spare's first beacon: ${tookMs.join(', ')} ms`);
  expect(tookMs).toHaveLength(2);
  // The rule is 3 s; a machine that is busy otherwise may be late once.
  expect(Math.min(...tookMs)).toBeLessThanOrEqual(3000);
  expect(longestOverlap(spells), JSON.stringify(spells)).toBeLessThan(0);
  await expectAllCounted(roundId, deck);
});

test('SRV24 GW6 two gateways and three receivers on one channel, the one that has it killed hard in mid-round: the other takes over, and what all three heard counts once', async () => {
  await start({ keypads: 100, receivers: 3, channels: 1 });
  const first = hall.gateway('first', [1, 3]);
  await hall.until('the first', ({ links }) => links.some(({ state }) => state === 'up'));
  hall.gateway('second', [2]);
  const roundId = await hall.openRound(CONTEST, 3);
  const deck = deckOf(CONTEST, 100, 6);
  const pressed = hall.press(deck, 60);
  await hall.answered(40);
  first.kill('SIGKILL');
  await gone(first);
  const killed = Date.now();
  await pressed;
  const { spells } = await hall.ask({ type: 'speakers' }, 'speakers');
  const next = spells.find(({ receiver }) => receiver === 2);
  console.log(`killed → first beacon through the other gateway: ${Math.round((next?.from ?? 0) - killed)} ms`);
  expect(next?.from).toBeGreaterThan(killed);
  expect(longestOverlap(spells), JSON.stringify(spells)).toBeLessThan(0);
  await expectAllCounted(roundId, deck);
});

test('REC5 four channels on two gateways, one killed hard in mid-round: its keypads wait until it is started again, the others vote on', async () => {
  await start({ keypads: 160, receivers: 4, channels: 4 });
  const left = hall.gateway('left', [1, 3]);
  hall.gateway('right', [2, 4]);
  const roundId = await hall.openRound(CONTEST, 4);
  expect(new Set(hall.view.links.map(({ gateway, speaks }) => `${gateway} ${speaks}`))).toEqual(
    new Set(['left true', 'right true']),
  );
  const deck = deckOf(CONTEST, 160, 7);
  const pressed = hall.press(deck, 100);
  await hall.answered(60);
  left.kill('SIGKILL');
  await hall.until('the loss', ({ links }) => links.filter(({ state }) => state === 'lost').length === 2);
  hall.gateway('left', [1, 3]);
  await pressed;
  const { spells } = await hall.ask({ type: 'speakers' }, 'speakers');
  expect(new Set(spells.map(({ channel }) => channel)).size).toBe(4);
  await expectAllCounted(roundId, deck);
});
