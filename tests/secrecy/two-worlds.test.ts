import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { differences } from './artefacts.ts';
import { PLANTS } from './plants.ts';
import { FIRST, marksOf, type Played, playWorld, SECRET_CONTESTS, VOTERS, type World } from './worlds.ts';

/**
 * Two worlds in which everything is the same but who voted what: clock, chance and schedule come from the test, the ballots
 * of several pairs are swapped, and what somebody changed later was something else altogether. Whatever differs afterwards
 * in a file, a message or an export would tell one world from the other; nothing may.
 *
 * Not covered here: memory of the processes (`tests/system/secrecy-mid-round.test.ts`), times on the air and of the disk
 * (the game, `game.ts`), the process of the box and the sockets themselves (`tests/system/secrecy-basic.test.ts`), the MACs of
 * receipts, which are bound to the ballots (`lab-gateway.ts`), and the salts that SQLite draws for its journal.
 */
const folder = join(tmpdir(), `piaojue-worlds-${process.pid}`);
beforeAll(() => {
  mkdirSync(folder, { mode: 0o700 });
  // Workbooks carry the time at which they were written.
  vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_000 });
});
afterAll(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

/** The slots of these pairs swap what they vote. */
const PAIRS = [
  [0, 3],
  [1, 6],
  [2, 5],
] as const;

const permutation = Array.from({ length: VOTERS }, (_, slot) => {
  const pair = PAIRS.find((both) => (both as readonly number[]).includes(slot));
  return pair ? pair[0] + pair[1] - slot : slot;
});

const worldOf = ({ contest, answers }: (typeof SECRET_CONTESTS)[number], swapped: boolean, whole = false): World => {
  const slots = Array.from({ length: VOTERS }, (_, slot) => slot);
  return {
    contest,
    whole,
    final: slots.map((slot) => marksOf(contest, answers, swapped ? (permutation[slot] ?? slot) : slot)),
    earlier: slots.map((slot) => marksOf(contest, answers, slot, swapped ? 5 : 3)),
    arrival: FIRST,
    groups: [3, 1],
  };
};
const play = (world: World): Promise<Played> => playWorld(join(folder, 'world'), world);

describe.each(SECRET_CONTESTS)('two worlds: $contest.kind', (vote) => {
  let first: Played;
  let second: Played;
  beforeAll(async () => {
    first = await play(worldOf(vote, false, true));
    second = await play(worldOf(vote, true, true));
  });

  it('are worlds: ballots stood in them, other ones in each, and they were counted', () => {
    expect(first.totals).toMatchObject({ returned: 8 });
    expect(first.box.equals(second.box)).toBe(false);
    expect(first.closed.size).toBeGreaterThan(100);
    expect(first.drawn).toBe(second.drawn);
  });

  it('say, store and export the same in mid-round; of the box only the ciphertext differs', () => {
    expect(differences(first.midRound, second.midRound)).toEqual([]);
    expect(second.layout).toEqual(first.layout);
  });

  it('leave the same after the close, to the last byte', () => {
    expect(differences(first.closed, second.closed)).toEqual([]);
    expect(differences(first.stopped, second.stopped)).toEqual([]);
  });
});

describe('two worlds in which the ballots of a tick arrive in another order', () => {
  it('store and say the same; of the box only the ciphertext differs', async () => {
    const [vote] = SECRET_CONTESTS;
    if (!vote) throw new Error('expected a contest');
    const world = worldOf(vote, false);
    const one = await play(world);
    const other = await play({ ...world, arrival: FIRST.toReversed() });
    const sorted = ordersStruck(one.midRound);
    expect(differences(sorted, ordersStruck(other.midRound))).toEqual([]);
    expect(other.layout).toEqual(one.layout);
    expect(differences(ordersStruck(one.stopped), ordersStruck(other.stopped))).toEqual([]);
  });
});

/** Receipts leave in the order of arrival, which the gateway knows: of them only the set is compared, over the whole round. */
function ordersStruck(artefacts: Played['midRound']): Played['midRound'] {
  const out = new Map<string, Buffer>();
  const receipts: string[] = [];
  for (const [name, bytes] of artefacts) {
    const text = name.endsWith('to gateway') ? bytes.toString() : '';
    if (!text.startsWith('["hall:receipts"')) out.set(name, bytes);
    else
      receipts.push(
        ...text
          .split('{"keypad"')
          .slice(1)
          .map((one) => one.replace(/[\]},]*$/, '')),
      );
  }
  return out.set('receipts', Buffer.from(receipts.toSorted().join('\n')));
}

describe('a leak between two worlds', () => {
  // All of them are played by the game; these show that the comparison looks at files, journals, logs and messages.
  const SOME: ReadonlySet<string> = new Set(['row order', 'WAL left', 'length by marks', 'voted list in ballot order']);
  it.each(PLANTS.map((make) => [make().name, make] as const).filter(([name]) => SOME.has(name)))(
    'is seen: %s',
    async (_, make) => {
      const [vote] = SECRET_CONTESTS;
      if (!vote) throw new Error('expected a contest');
      const one = await play({ ...worldOf(vote, false), plant: make() });
      const other = await play({ ...worldOf(vote, true), plant: make() });
      expect(differences(one.stopped, other.stopped)).not.toEqual([]);
    },
  );
});
