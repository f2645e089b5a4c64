import { BUSY_FLAG } from '@piaojue/firmware-protocol/messages';
import { afterAll, describe, expect, it } from 'vitest';
import { contest } from './harness/contests.ts';
import { LeanHall, tidy } from './harness/lean-hall.ts';
import { rankingOf } from './harness/ranking.ts';

/** A box process that stands still (SIGSTOP): it is ended after a while and another goes on with its file. */
afterAll(tidy);

const CONTEST = contest(4, 2);

async function halfVoted(): Promise<LeanHall> {
  const hall = new LeanHall({ voters: 4, contests: [CONTEST], serveArgs: ['--drain', '100'] });
  await hall.start();
  await hall.signInAll();
  await hall.openRound(1);
  for (const id of [1, 2]) await hall.vote(id, 1, [1]);
  return hall;
}

async function expectClosed(hall: LeanHall, votes: readonly number[]): Promise<void> {
  const { current } = await hall.untilState('closed');
  expect(rankingOf(current?.result)?.rows.map((row) => row.votes)).toEqual(votes);
  expect(current?.dispute).toBeNull();
  await hall.stop();
}

// All at once: they wait, and take no time of the processor.
describe.concurrent('a box process that stands still', () => {
  it('while ballots come: they are counted by the next one, each once', async () => {
    const hall = await halfVoted();
    const former = hall.boxPid(1);
    process.kill(former, 'SIGSTOP');
    const frame = await hall.ballot(3, 1, [2]);
    hall.send(frame);
    expect(hall.gateway.receipts.filter(({ keypad }) => keypad === 3)).toEqual([]);
    await hall.until('word of it', ({ health }) =>
      health.warnings.some((text) => text.includes('said nothing for 10 s')),
    );
    const { gateway } = hall;
    await hall.alive(
      gateway.changes.until('beacons without busy', () => ((gateway.state?.state ?? BUSY_FLAG) & BUSY_FLAG) === 0),
    );
    // The keypad has no receipt and sends again.
    await hall.askCounted(frame);
    expect(hall.boxPid(1)).not.toBe(former);
    await hall.command('round:close', { roundId: 1 });
    await expectClosed(hall, [2, 1, 0, 0]);
  });

  it('when the round is closed: the console is not held up, and the close goes on by itself', async () => {
    const hall = await halfVoted();
    process.kill(hall.boxPid(1), 'SIGSTOP');
    await hall.command('round:close', { roundId: 1 });
    expect(hall.view.current?.result).toBeNull();
    await expectClosed(hall, [2, 0, 0, 0]);
  });

  it('when the round is aborted: key and box are destroyed by the next one', async () => {
    const hall = await halfVoted();
    process.kill(hall.boxPid(1), 'SIGSTOP');
    await hall.command('round:abort', { roundId: 1, reason: '测试' });
    await hall.untilState('aborted');
    expect([hall.boxes(), hall.keyCopies()]).toEqual([[], []]);
    await hall.stop();
  });
});
