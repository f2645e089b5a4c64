import { BUSY_FLAG } from '@piaojue/firmware-protocol/messages';
import { afterAll, describe, expect, it } from 'vitest';
import { type DiskFault, DiskFaults } from '../faults/disk-faults.ts';
import { contest, countNaively } from './harness/contests.ts';
import { LeanHall, tidy } from './harness/lean-hall.ts';
import { rankingOf } from './harness/ranking.ts';

/**
 * A disk under the ballot box that is slow or fails while the round is open: whoever has a receipt is counted, once, and
 * whoever has none is told `busy` and sends again.
 */
afterAll(tidy);

const VOTERS = 12;
const CONTEST = contest(4, 2);
const marksOf = (keypad: number): readonly number[] => (keypad % 3 === 0 ? [1, 2] : [1 + (keypad % 4)]);
const EXPECTED = countNaively(
  CONTEST,
  Array.from({ length: VOTERS }, (_, i) => ({ keypad: i + 1, marks: marksOf(i + 1) })),
);

async function openHall(): Promise<{ hall: LeanHall; disk: DiskFaults }> {
  const hall = new LeanHall({ voters: VOTERS, contests: [CONTEST], serveArgs: ['--drain', '100'] });
  const disk = new DiskFaults(hall.folder);
  await hall.start(disk.env);
  await hall.signInAll();
  await hall.openRound(1);
  return { hall, disk };
}

const FAILING: readonly DiskFault[] = [
  { kind: 'write', errno: 'EIO' },
  { kind: 'write', errno: 'ENOSPC' },
  { kind: 'short', errno: 'ENOSPC' },
  { kind: 'sync', errno: 'EIO' },
];

describe.concurrent('a disk under the box that', () => {
  it.each(FAILING)(
    'SRV10 fails: $kind $errno, gives no receipt but busy; when it recovers the vote goes on',
    async (fault) => {
      const { hall, disk } = await openHall();
      await hall.vote(1, 1, marksOf(1));
      disk.begin(fault);
      const second = await hall.ballot(2, 1, marksOf(2));
      const third = await hall.ballot(3, 1, marksOf(3));
      expect(await hall.ask(second, third)).toMatchObject([{ status: 'busy' }, { status: 'busy' }]);
      // Asked again it is not taken for a repeat of something that counts.
      expect(await hall.ask(second)).toMatchObject([{ status: 'busy' }]);
      expect(disk.injected).toBeGreaterThanOrEqual(2);
      disk.end();
      await hall.askCounted(second);
      // Killed here: what failed left nothing behind that a replay would take for a ballot, or stumble over.
      await hall.kill();
      await hall.start(disk.env);
      const { current } = await hall.until('the round', (view) => view.current !== null);
      expect([current?.state, current?.returned]).toEqual(['open', 2]);
      for (let id = 3; id <= VOTERS; id++) await hall.vote(id, 1, marksOf(id));
      const closed = await hall.close(1);
      expect(rankingOf(closed.current?.result)?.rows.map(({ votes }) => votes)).toEqual(EXPECTED.votes);
      expect(closed.current?.result?.figures).toMatchObject({ returned: VOTERS, notSubmitted: 0 });
      await hall.stop();
    },
  );

  it.each([10, 200])('takes %i ms longer for each fdatasync loses nothing; groups grow instead', async (ms) => {
    const { hall, disk } = await openHall();
    disk.begin({ kind: 'slow', ms });
    const frames = [];
    for (let id = 1; id <= VOTERS; id++) frames.push(await hall.ballot(id, 1, marksOf(id)));
    for (const frame of frames) hall.send(frame);
    for (const frame of frames) expect(await hall.answerTo(frame)).toMatchObject({ status: 'counted' });
    expect(disk.injected).toBeGreaterThan(0);
    const { current } = await hall.close(1);
    expect(rankingOf(current?.result)?.rows.map(({ votes }) => votes)).toEqual(EXPECTED.votes);
    await hall.stop();
  });
});

it('CLS6 a disk that fails at the end of the box is tried again: the round closes when it recovers, nothing is disputed', async () => {
  const { hall, disk } = await openHall();
  for (let id = 1; id <= VOTERS; id++) await hall.vote(id, 1, marksOf(id));
  disk.begin({ kind: 'sync', errno: 'EIO' });
  await hall.command('round:close', { roundId: 1 });
  await hall.until('word of the disk', ({ health }) => health.warnings.some((text) => text.includes('EIO')));
  expect([hall.view.current?.state, hall.view.current?.result]).toEqual(['closing', null]);
  expect((hall.gateway.state?.state ?? 0) & BUSY_FLAG).toBe(0);
  disk.end();
  const { current } = await hall.untilState('closed');
  expect(rankingOf(current?.result)?.rows.map(({ votes }) => votes)).toEqual(EXPECTED.votes);
  await hall.stop();
});
