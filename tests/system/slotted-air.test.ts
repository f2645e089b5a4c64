import { afterAll, expect, it } from 'vitest';
import { contest, countNaively } from './harness/contests.ts';
import { deckOf, rehearse, writeDeck } from './harness/decks.ts';
import { tidy } from './harness/lean-hall.ts';

/**
 * A full channel, pressed at once, over an air on which keypads get in each other's way: slots, collisions, beacons, heard
 * bits and receipts as PROTOCOL part 6 has them, from the keypads through pty, gateway and server to the box and back.
 */
afterAll(tidy);

const CONTEST = contest(9, 3);
const DECK = deckOf(CONTEST, 150, 29);
const AT_ONCE = ['--keypads-per-second', '100000', '--air', 'slotted', '--air-rate', '250k'];

it.each([
  ['one receiver', ['--seed', '1']],
  ['two channels, a tenth of all radio frames lost to each listener', ['--receivers', '2', '--faults', 'airloss=0.1']],
])('AIR3 AIR4 AIR8 RCP4 150 keypads press at once, %s: all are answered, the votes are right', async (_, args) => {
  const run = await rehearse(writeDeck(CONTEST, DECK), [...AT_ONCE, ...args]);
  const { valid, invalid, votes } = countNaively(CONTEST, DECK);
  expect(run).toMatchObject({
    code: 0,
    out: { sent: DECK.length, receipts: DECK.length, valid, invalid, votes },
  });
  expect(run.out.collisions).toBeGreaterThan(0);
});
