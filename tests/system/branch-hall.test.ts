import { spawnSync } from 'node:child_process';
import { afterAll, afterEach, expect, test } from 'vitest';
import { contest, countNaively } from './harness/contests.ts';
import { deckOf, type Line } from './harness/decks.ts';
import { GatewaysHall } from './harness/gateways-hall.ts';
import { rankingOf } from './harness/ranking.ts';
import { removeTempFolders } from './harness/temp-folder.ts';

/**
 * A branch hall: its gateway runs in a network of its own, joined to the server's by one cable that can be pulled. The
 * network is a namespace of the kernel and the cable a pair of virtual devices; both need root.
 */
const CONTEST = contest(7, 2);
const SPACE = `piaojue-${process.pid}`;
const OUTER = `pj${process.pid}a`.slice(-15);
const INNER = `pj${process.pid}b`.slice(-15);
const SERVER = '10.219.77.1';
const BRANCH = '10.219.77.2';

const ip = (...args: readonly string[]): boolean => spawnSync('ip', args).status === 0;
const cable = (state: 'up' | 'down'): boolean => ip('link', 'set', OUTER, state);

function layCable(): boolean {
  return (
    ip('netns', 'add', SPACE) &&
    ip('link', 'add', OUTER, 'type', 'veth', 'peer', 'name', INNER) &&
    ip('link', 'set', INNER, 'netns', SPACE) &&
    ip('addr', 'add', `${SERVER}/30`, 'dev', OUTER) &&
    cable('up') &&
    ip('-n', SPACE, 'addr', 'add', `${BRANCH}/30`, 'dev', INNER) &&
    ip('-n', SPACE, 'link', 'set', INNER, 'up')
  );
}
const hasCable = layCable();
if (!hasCable) console.log('branch hall: no network namespaces here (they need root and ip): skipped');

let hall: GatewaysHall | undefined;
afterEach(() => hall?.stop());
afterAll(() => {
  ip('link', 'del', OUTER);
  ip('netns', 'del', SPACE);
  removeTempFolders();
});

test.skipIf(!hasCable)(
  'GW5 GW13 the cable to a branch hall is pulled in mid-round and put back: busy there meanwhile, the main hall votes on, nothing is lost',
  async () => {
    hall = await GatewaysHall.start({ keypads: 80, receivers: 2, channels: 2, serve: ['--host', SERVER] });
    expect(new URL(hall.url).hostname).toBe(SERVER);
    hall.gateway('main', [1]);
    hall.gateway('branch', [2], (command, args) => ['ip', ['netns', 'exec', SPACE, command, ...args]]);
    const roundId = await hall.openRound(CONTEST, 2);
    const deck = deckOf(CONTEST, 80, 8);
    const pressed = hall.press(deck, 30);
    await hall.answered(20);
    cable('down');
    const pulled = Date.now();
    await hall.until('the branch to be missed', ({ links }) =>
      links.some(({ gateway, state }) => gateway === 'branch' && state === 'lost'),
    );
    console.log(`cable pulled → shown as lost: ${Date.now() - pulled} ms`);
    // The gateway sees by itself that nothing it says is acknowledged, and gives the connection up for a new one.
    await hall.hears(`server ${hall.url}: lost`);
    // Keypads of the main hall have odd numbers.
    const odd = deck.filter(({ keypad }) => keypad % 2 === 1).length;
    const answers = (rest: number): number => hall?.outcomes.filter(({ keypad }) => keypad % 2 === rest).length ?? 0;
    while (answers(1) < odd) await hall.answered(hall.outcomes.length + 1);
    const before = answers(0);
    expect(before).toBeLessThan(deck.length - odd);
    cable('up');
    const mended = Date.now();
    await hall.answered(hall.outcomes.length + 1);
    console.log(`cable put back → the next receipt there: ${Date.now() - mended} ms`);
    expect((await pressed).map(({ status }) => status)).toEqual(deck.map(() => 'counted'));
    await expectResult(roundId, deck);
    // Its receiver went on speaking, to say busy: keypads are never left without a word.
    const { spells } = await hall.ask({ type: 'speakers' }, 'speakers');
    expect(spells.some(({ receiver, from, to }) => receiver === 2 && from < pulled && to > mended)).toBe(true);
  },
);

test('GW3 receivers of a branch hall behind TCP, as ser2net has them: pulled in mid-round and put back, nothing is lost', async () => {
  hall = await GatewaysHall.start({ keypads: 60, receivers: 2, channels: 2, simulator: ['--tcp'] });
  hall.gateway('g', [1, 2]);
  const roundId = await hall.openRound(CONTEST, 2);
  expect(hall.view.links.every(({ port }) => port.startsWith('tcp://127.0.0.1:'))).toBe(true);
  const deck = deckOf(CONTEST, 60, 9);
  const pressed = hall.press(deck, 60);
  await hall.answered(15);
  hall.simulator.send({ type: 'unplug', receiver: 2, forMs: 1500 });
  await hall.until('the fault in words', ({ links }) => links.some(({ fault }) => fault === 'not-there'));
  expect((await pressed).map(({ status }) => status)).toEqual(deck.map(() => 'counted'));
  await expectResult(roundId, deck);
});

/** The published figures are those of a count that shares nothing with the server's. */
async function expectResult(roundId: number, deck: readonly Line[]): Promise<void> {
  const view = await hall?.close(roundId);
  const { valid, invalid, votes } = countNaively(CONTEST, deck);
  expect(view?.current?.result?.figures).toMatchObject({ valid, invalid });
  expect(
    rankingOf(view?.current?.result)
      ?.rows.toSorted((a, b) => a.no - b.no)
      .map((row) => row.votes),
  ).toEqual(votes);
}
