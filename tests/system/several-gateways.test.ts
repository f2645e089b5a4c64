import { afterAll, afterEach, expect, test } from 'vitest';
import { gone } from '@piaojue/server/cli/processes';
import { contest, countNaively } from './harness/contests.ts';
import { deckOf, type Line } from './harness/decks.ts';
import { GatewaysHall, type GatewaysHallPlan, longestOverlap } from './harness/gateways-hall.ts';
import { rankingOf } from './harness/ranking.ts';
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
  expect(
    rankingOf(current?.result)
      ?.rows.toSorted((a, b) => a.no - b.no)
      .map((row) => row.votes),
  ).toEqual(votes);
}

test('GW12 REC3 the line of the speaker is pulled, goes dark, is pulled again, and the receiver runs on by itself each time: the spare takes over, never both speak, no press is lost', async () => {
  await start({ keypads: 100, receivers: 2, channels: 1 });
  hall.gateway('g', [1, 2]);
  const roundId = await hall.openRound(CONTEST, 2);
  const deck = deckOf(CONTEST, 100, 5);
  const pressed = hall.press(deck, 12);
  const cutsOf = [
    { type: 'unplug', forMs: 2800, powered: true },
    { type: 'silence', forMs: 4500 },
    { type: 'unplug', forMs: 2800, powered: true },
  ] as const;
  for (const cut of cutsOf) {
    const first = await hall.speaker();
    const port = hall.simulator.ready.ports[first - 1];
    hall.simulator.send({ ...cut, receiver: first });
    await hall.until('the spare', ({ links }) => links.some((link) => link.speaks && link.port !== port));
    await hall.until('both again', ({ links }) => links.every(({ state }) => state === 'up'));
  }
  await pressed;
  const { spells, cuts } = await hall.ask({ type: 'speakers' }, 'speakers');
  const tookMs = cuts.map(({ receiver, at }) => {
    const next = spells.find((spell) => spell.receiver !== receiver && spell.from > at);
    return next ? Math.round(next.from - at) : Number.NaN;
  });
  const [pulled = Number.NaN, dark, again = Number.NaN] = tookMs;
  console.log(`the spare's first beacon after the line was pulled: ${pulled} and ${again} ms, went dark: ${dark} ms`);
  // The rule is 3 s; a machine that is busy otherwise may be late once.
  expect(Math.min(pulled, again)).toBeLessThanOrEqual(3000);
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
  // A second one of a name that is taken is refused in words, on both sides.
  const twin = hall.gateway('left', [2]);
  await hall.until('the refusal', ({ health }) =>
    health.warnings.includes('a second gateway named left was refused: give one of the two another --name'),
  );
  await hall.hears('another gateway named left is connected: give one of the two another --name');
  twin.kill('SIGTERM');
  await gone(twin);
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
