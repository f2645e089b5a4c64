import { afterAll, describe, expect, it } from 'vitest';
import { pickBallot } from '@piaojue/firmware-protocol/ballot';
import { HALL_STATES } from '@piaojue/firmware-protocol/messages';
import { contest } from './harness/contests.ts';
import { LeanHall, tidy } from './harness/lean-hall.ts';
import { rankingOf } from './harness/ranking.ts';

/** Who comes too late: a ballot after the cut-off, a sign-in after the opening. */
afterAll(tidy);

const ROUND = 1;

describe('after the cut-off', () => {
  it('SRV6 CLS6 CLS7 a ballot gets closed(n): n is its own counter where its last one counted, also after a restart', async () => {
    const hall = new LeanHall({ voters: 5, contests: [contest(4, 2)] });
    await hall.start();
    await hall.signIn([1, 2, 3, 4]);
    await hall.openRound(ROUND);
    const first = await hall.vote(1, ROUND, [1]);
    const second = await hall.vote(1, ROUND, [2]);
    const other = await hall.vote(2, ROUND, [2]);
    // Sealed before the close, on the way when it came.
    const onItsWay = await hall.ballot(3, ROUND, [3]);
    const changed = await hall.ballot(2, ROUND, [4]);
    await hall.close(ROUND);
    for (const restart of [false, true]) {
      if (restart) {
        await hall.kill();
        await hall.start();
      }
      expect(await hall.ask(first, second, other, onItsWay, changed)).toEqual([
        { status: 'closed', number: second.counter },
        { status: 'closed', number: second.counter },
        { status: 'closed', number: other.counter },
        { status: 'closed', number: 0 },
        { status: 'closed', number: other.counter },
      ]);
    }
    const { current } = await hall.until('the result', (view) => view.current?.state === 'closed');
    expect(rankingOf(current?.result)?.rows.map(({ votes }) => votes)).toEqual([0, 2, 0, 0]);
    expect(current?.result?.figures.returned).toBe(2);
    // It still holds when the next round is open.
    await hall.command('contest:import', { contest: contest(3, 1) });
    await hall.openRound(2);
    expect(await hall.ask(second)).toEqual([{ status: 'closed', number: second.counter }]);
    await hall.stop();
  });

  it('CLS1 CLS2 CLS5 CLS6 in the drain ballots count; the order to close is repeated until the receiver has nothing left', async () => {
    const hall = new LeanHall({ voters: 3, contests: [contest(4, 2)], serveArgs: ['--drain', '60000'] });
    await hall.start();
    await hall.signInAll();
    await hall.openRound(ROUND);
    const { gateway } = hall;
    gateway.drains = false;
    await hall.vote(1, ROUND, [1]);
    await hall.command('round:close', { roundId: ROUND });
    await hall.alive(gateway.changes.until('two closing orders', () => gateway.closings.length >= 2));
    expect(gateway.state && gateway.state.state & 0x0f).toBe(HALL_STATES.closing);
    expect(new Set(gateway.closings.map(({ closeId }) => closeId)).size).toBe(1);
    await hall.vote(2, ROUND, [1, 2]);
    const [closing] = gateway.closings;
    if (!closing) throw new Error('expected a closing order');
    gateway.drained(closing, 1);
    gateway.drained({ ...closing, closeId: closing.closeId + 1 }, 0);
    await hall.vote(3, ROUND, [4]);
    expect(hall.view.current?.state).toBe('closing');
    gateway.drained(closing, 0);
    const { current } = await hall.untilState('closed');
    expect(rankingOf(current?.result)?.rows.map(({ votes }) => votes)).toEqual([2, 1, 0, 1]);
    await hall.alive(
      gateway.changes.until('the beacons', () => (gateway.state?.state ?? 0) % 16 === HALL_STATES.closed),
    );
    await hall.stop();
  });

  it('SRV6 an aborted round answers closed(0) to everybody, also after a restart', async () => {
    const hall = new LeanHall({ voters: 3, contests: [contest(4, 2)] });
    await hall.start();
    await hall.signInAll();
    await hall.openRound(ROUND);
    const counted = await hall.vote(1, ROUND, [1]);
    await hall.command('round:abort', { roundId: ROUND, reason: '测试' });
    await hall.untilState('aborted');
    for (const restart of [false, true]) {
      if (restart) {
        await hall.kill();
        await hall.start();
      }
      expect(await hall.ask(counted)).toEqual([{ status: 'closed', number: 0 }]);
    }
    const { current } = await hall.until('the round', (view) => view.current?.state === 'aborted');
    expect(current?.returned).toBe(1);
    await hall.stop();
  });
});

describe('after the opening', () => {
  it('SGN5 SRV9 CNT10 a late sign-in is signedIn, its ballot notOnRoll, and both count from the next round', async () => {
    const hall = new LeanHall({ voters: 4, contests: [contest(4, 2), contest(3, 1)] });
    await hall.start();
    await hall.signIn([1, 2, 3]);
    await hall.openRound(ROUND);
    await hall.vote(1, ROUND, [1]);
    await hall.signIn([4]);
    const late = await hall.ballot(4, ROUND, [1, 2]);
    expect(await hall.ask(late)).toEqual([{ status: 'notOnRoll', number: late.counter }]);
    await hall.kill();
    await hall.start();
    expect(await hall.ask(late)).toEqual([{ status: 'notOnRoll', number: late.counter }]);
    const first = await hall.close(ROUND);
    expect(first.current?.result?.figures).toMatchObject({ present: 3, issued: 3, returned: 1 });
    await hall.openRound(2);
    await hall.vote(4, 2, [2]);
    const second = await hall.until('the second round', ({ current }) => current?.issued === 4);
    expect(second.current?.round.id).toBe(2);
    const { current } = await hall.close(2);
    expect(rankingOf(current?.result)?.rows.map(({ votes }) => votes)).toEqual([0, 1, 0]);
    await hall.stop();
  });

  it('SRV4 SRV6 a frame of the closed round sent with the paper of the next one opens nothing', async () => {
    const hall = new LeanHall({ voters: 3, contests: [contest(4, 2), contest(4, 2)] });
    await hall.start();
    await hall.signInAll();
    await hall.openRound(ROUND);
    const paper = await hall.paperOf(ROUND);
    await hall.close(ROUND);
    await hall.openRound(2);
    const wrongPaper = hall.keypad(1).seal(2, paper, pickBallot([0]));
    const wrongRound = hall.keypad(1).seal(ROUND, await hall.paperOf(2), pickBallot([0]));
    expect(await hall.ask(wrongPaper, wrongRound)).toEqual([
      { status: 'otherPaper', number: wrongPaper.counter },
      { status: 'closed', number: 0 },
    ]);
    const { current } = await hall.close(2);
    expect(current?.result?.figures.returned).toBe(0);
    await hall.stop();
  });
});
