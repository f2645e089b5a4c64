import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProjectContest } from '@piaojue/contract/contest';
import { afterAll, describe, expect, it } from 'vitest';
import { contest, countNaively } from './harness/contests.ts';
import { type DeckFiles, deckOf, type Line, readDeck, type Rehearsed, rehearse, writeDeck } from './harness/decks.ts';
import { tidy } from './harness/lean-hall.ts';

/**
 * Whole decks through keypads, air, pty, gateway, server and box: every ballot gets its receipt, and the votes are those
 * of a count that shares nothing with ours; also when lines are lost, doubled and damaged, a receiver is pulled, and the
 * server is killed in the middle.
 */
afterAll(tidy);

const FAST = ['--keypads-per-second', '2000'];
/** Each fault of a spec must have happened, or the run proves nothing. */
const LINES = 'drop=0.1,repeat=0.1,corrupt=0.02,unplug=1';
const AIR = 'airloss=0.1,split=0.05,delay=0.05,rebootReceiver=1,rebootKeypad=1,restartGateway=1';
const KILL = 'killServer=1';

const faultsOf = (spec: string): string[] => spec.split(',').map((part) => part.split('=')[0] ?? '');
const notInjected = ({ out }: Rehearsed, spec: string): string[] =>
  faultsOf(spec).filter((name) => !((out.faults[name] ?? 0) > 0));

/** What has to come out, from the file alone. */
function expected(asked: ProjectContest, lines: readonly Line[]) {
  const { valid, invalid, votes } = countNaively(asked, lines);
  return { sent: lines.length, receipts: lines.length, valid, invalid, votes };
}

const CONTEST = contest(9, 3);
const DECK = deckOf(CONTEST, 90, 17);

describe('a deck of its own', () => {
  it('has over-votes, blanks and keypads on several lines, or it would prove little', () => {
    const standing = countNaively(CONTEST, DECK);
    expect(standing.invalid).toBeGreaterThan(2);
    expect(DECK.filter(({ marks }) => marks.length === 0).length).toBeGreaterThan(2);
    expect(DECK.length - standing.returned).toBeGreaterThan(10);
  });

  it.each([
    ['on one receiver', ['--seed', '1']],
    ['on two receivers', ['--seed', '2', '--receivers', '2']],
  ])('RCP4 SRV10 %s: every ballot has its receipt, the votes are those of a naive count', async (_, args) => {
    const run = await rehearse(writeDeck(CONTEST, DECK), [...FAST, ...args]);
    expect(run).toMatchObject({ code: 0, out: expected(CONTEST, DECK) });
    expect(Object.values(run.out.faults).every((count) => count === 0)).toBe(true);
  });

  it.each([
    ['radio loss, late and cut lines, restarts of receiver, keypad and gateway', AIR, ['--seed', '5']],
    ['server and box killed in the middle', KILL, ['--seed', '6']],
    [
      'lines lost, doubled, damaged, a receiver pulled, and server and box killed',
      `${LINES},airloss=0.05,${KILL}`,
      ['--seed', '7', '--receivers', '2'],
    ],
  ])('SRV1 SRV11 SRV12 CNT11 with faults: %s', async (_, spec, args) => {
    const run = await rehearse(writeDeck(CONTEST, DECK), [...FAST, ...args, '--faults', spec]);
    expect(notInjected(run, spec)).toEqual([]);
    expect(run).toMatchObject({ code: 0, out: expected(CONTEST, DECK) });
  });

  it('a few hundred ballots with many candidates', async () => {
    const wide = contest(60, 20, { majority: { num: 1, den: 2, strict: true, base: 'all' } });
    const lines = deckOf(wide, 300, 23);
    expect(await rehearse(writeDeck(wide, lines), FAST)).toMatchObject({ code: 0, out: expected(wide, lines) });
  });

  it('by the rule that the first press counts', async () => {
    const first = contest(5, 2, { press: 'first' });
    const once = deckOf(first, 30, 29).filter(
      ({ keypad }, i, all) => all.findIndex((line) => line.keypad === keypad) === i,
    );
    expect(await rehearse(writeDeck(first, once), FAST)).toMatchObject({ code: 0, out: expected(first, once) });
  });
});

/** Decks that are not part of this repository; without them there is nothing to play. */
const SHARED = fileURLToPath(new URL('../../../shared/decks/', import.meta.url));
const names = existsSync(SHARED)
  ? readdirSync(SHARED)
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.slice(0, -5))
  : [];
const skipped = names.length === 0;
if (skipped) console.warn(`no decks in ${SHARED}: their rehearsals are skipped`);

const sharedDeck = (name: string): DeckFiles => ({
  contestFile: join(SHARED, `${name}.json`),
  deckFile: join(SHARED, `${name}.csv`),
});
const expectedOf = ({ contestFile, deckFile }: DeckFiles) =>
  expected(JSON.parse(readFileSync(contestFile, 'utf8')) as ProjectContest, readDeck(deckFile));

describe.skipIf(skipped)('the shared decks', () => {
  it.each(names)('%s', async (name) => {
    const files = sharedDeck(name);
    expect(await rehearse(files, FAST)).toMatchObject({ code: 0, out: expectedOf(files) });
  });

  it.each([LINES])('one of them with %s', async (spec) => {
    const name = names.find((each) => each.includes('kamienna-gora')) ?? names[0] ?? '';
    const files = sharedDeck(name);
    const run = await rehearse(files, [...FAST, '--faults', spec]);
    expect(notInjected(run, spec)).toEqual([]);
    expect(run).toMatchObject({ code: 0, out: expectedOf(files) });
  });
});
