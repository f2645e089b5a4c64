import { afterAll, describe, expect, it } from 'vitest';
import { type SmallDisk, smallDisk } from '../faults/small-disk.ts';
import { contest, countNaively } from './harness/contests.ts';
import { LeanHall, tidy } from './harness/lean-hall.ts';
import { rankingOf } from './harness/ranking.ts';
import { chainHolds, readBundle, readStore } from './harness/stored.ts';

/** A data folder whose disk is really full, at each moment of a vote: the hall waits, says so, and goes on when there is room. */
const disks: SmallDisk[] = [];
afterAll(async () => {
  await tidy();
});

const VOTERS = 6;
const CONTEST = contest(4, 2);
const PRESSES = Array.from({ length: VOTERS }, (_, i) => ({ keypad: i + 1, marks: [1 + (i % 4)] }));
const EXPECTED = countNaively(CONTEST, PRESSES);

async function hallOnSmallDisk(): Promise<{ hall: LeanHall; disk: SmallDisk } | undefined> {
  const hall = new LeanHall({ voters: VOTERS, contests: [CONTEST], serveArgs: ['--drain', '100'] });
  const disk = smallDisk(hall.data, 2_000_000);
  if (!disk) return undefined;
  disks.push(disk);
  await hall.start();
  await hall.signInAll();
  return { hall, disk };
}

const says = (hall: LeanHall): Promise<unknown> =>
  hall.until('word of the disk', ({ health }) => health.warnings.some((text) => /full|ENOSPC/.test(text)));

async function expectWhole(hall: LeanHall): Promise<void> {
  const { current } = await hall.untilState('closed');
  expect(rankingOf(current?.result)?.rows.map(({ votes }) => votes)).toEqual(EXPECTED.votes);
  await hall.stop();
  expect([hall.boxes(), hall.keyCopies()]).toEqual([[], []]);
  const { record } = readStore(hall.data);
  expect(chainHolds(record)).toBe(true);
  for (const once of ['round opened', 'round closing', 'round tallied', 'round closed'])
    expect(record.filter(({ event }) => event.event === once).map(({ event }) => event.event)).toEqual([once]);
  expect(readBundle(hall.data, hall.keys, 1)).toMatchObject({ signed: true, value: { ...EXPECTED } });
}

describe.concurrent('a full disk under the data folder', () => {
  it('while the round is open: receipts and turnout go on or wait, the server stays, nothing is lost', async (test) => {
    const on = await hallOnSmallDisk();
    if (!on) return test.skip();
    const { hall, disk } = on;
    try {
      await hall.openRound(1);
      disk.fill();
      // The box was made with room for everybody: its ballots need none.
      for (const { keypad, marks } of PRESSES) await hall.vote(keypad, 1, marks);
      await says(hall);
      await expect(hall.command('round:close', { roundId: 1 })).rejects.toThrow('full');
      expect(hall.view.current?.state).toBe('open');
      disk.empty();
      await hall.until('the turnout', ({ current }) => current?.returned === VOTERS);
      await hall.command('round:close', { roundId: 1 });
      await expectWhole(hall);
    } finally {
      await hall.kill();
      disk.unmount();
    }
  });

  it('while the round is being closed: it waits and goes on when there is room', async (test) => {
    const on = await hallOnSmallDisk();
    if (!on) return test.skip();
    const { hall, disk } = on;
    try {
      await hall.openRound(1);
      for (const { keypad, marks } of PRESSES) await hall.vote(keypad, 1, marks);
      hall.gateway.drains = false;
      await hall.command('round:close', { roundId: 1 });
      disk.fill();
      await says(hall);
      expect(['closing', 'counting', 'tallied', 'recorded']).toContain(hall.view.current?.state);
      disk.empty();
      await expectWhole(hall);
    } finally {
      await hall.kill();
      disk.unmount();
    }
  });

  it('when a round is to be opened: it is refused with the reason, and opened when there is room', async (test) => {
    const on = await hallOnSmallDisk();
    if (!on) return test.skip();
    const { hall, disk } = on;
    try {
      await hall.command('round:ready', { roundId: 1 });
      disk.fill();
      await expect(hall.command('round:open', { roundId: 1 })).rejects.toThrow(/full|ENOSPC/);
      disk.empty();
      await hall.untilState('ready');
      expect([hall.boxes(), hall.keyCopies()]).toEqual([[], []]);
      await hall.command('round:open', { roundId: 1 });
      await hall.paperOf(1);
      for (const { keypad, marks } of PRESSES) await hall.vote(keypad, 1, marks);
      await hall.command('round:close', { roundId: 1 });
      await expectWhole(hall);
    } finally {
      await hall.kill();
      disk.unmount();
    }
  });
});
