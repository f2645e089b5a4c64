import type { Picture } from '@piaojue/contract/screen-view';
import { afterAll, expect, test } from 'vitest';
import { JIANGNAN_RESULT as BY_HAND, jiangnanBallots, PRESENT } from './harness/jiangnan-ballots.ts';
import { rankingOf } from './harness/ranking.ts';
import { removeTempFolders } from './harness/temp-folder.ts';
import { kindsOf, watchScreen } from './harness/watch-screen.ts';
import { startWholeHall, WHOLE_HALL_PINS } from './harness/whole-hall.ts';

afterAll(removeTempFolders);

test('the whole vote of 江南镇, from sign-in to the announced result, through keypads, pty, gateway and box', async () => {
  const hall = await startWholeHall();
  const { operator } = hall;
  const screen = await watchScreen(hall.url, WHOLE_HALL_PINS.screen);
  const last = (): Picture | undefined => screen.pictures.at(-1);
  try {
    // 签到
    await operator.command('signIn:start', {});
    hall.simulator.send({ type: 'signIn', keypads: Array.from({ length: PRESENT }, (_, i) => i + 1), withinMs: 500 });
    await operator.until('56 deputies', ({ signIn }) => signIn.present === PRESENT, 60_000);
    await expect.poll(last).toMatchObject({ kind: 'signIn', all: 58, present: 56, quorum: { needed: 39, met: true } });

    // 候选项目
    await operator.command('screen:show', { picture: 'candidates', index: 3 });
    await expect.poll(last).toMatchObject({ kind: 'candidates', index: 3 });
    const picture = last();
    expect(picture?.kind === 'candidates' && picture.candidates.map(({ no }) => no)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
    ]);

    // 票决
    const roundId = operator.view?.current?.round.id ?? 0;
    await operator.command('round:ready', { roundId });
    await operator.until('a receiver', ({ links }) => links.some(({ state }) => state === 'up'), 30_000);
    await operator.command('round:open', { roundId });
    const ballots = jiangnanBallots();
    const outcomes = await hall.press(ballots.map((ballot, id) => ({ id, ...ballot })));
    expect(outcomes.map(({ status }) => status)).toEqual(ballots.map(() => 'counted'));
    await expect.poll(last, { timeout: 5000 }).toMatchObject({
      kind: 'voting',
      turnout: { all: 58, present: 56, issued: 56, returned: BY_HAND.returned },
    });

    // 结束
    await operator.command('round:close', { roundId });
    const closed = await operator.until('the close', ({ current }) => current?.state === 'closed', 60_000);
    const result = closed.current?.result;
    expect(result?.outcome).toBe('complete');
    expect(result?.figures).toEqual({
      all: BY_HAND.all,
      present: BY_HAND.present,
      issued: BY_HAND.issued,
      returned: BY_HAND.returned,
      valid: BY_HAND.valid,
      invalid: BY_HAND.invalid,
      notSubmitted: BY_HAND.notSubmitted,
    });
    expect(rankingOf(result)?.needed).toBe(BY_HAND.needed);
    expect(result?.rateBase).toEqual({ base: 'returned', value: BY_HAND.returned });
    expect(rankingOf(result)?.rows.map(({ votes }) => votes)).toEqual(BY_HAND.votes);
    expect(rankingOf(result)?.rows.map(({ rate }) => rate)).toEqual(BY_HAND.rates);
    expect(rankingOf(result)?.rows.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(
      rankingOf(result)
        ?.rows.filter(({ status }) => status === 'chosen')
        .map(({ no }) => no),
    ).toEqual(BY_HAND.chosen);
    await expect.poll(last).toMatchObject({ kind: 'result', result: { announced: false } });

    // 公布
    await operator.command('round:announce', { roundId });
    await expect.poll(last).toMatchObject({ kind: 'result', result: { announced: true } });
    const csv = await (await operator.get(`/api/rounds/${roundId}/result.csv`)).text();
    expect(csv).toContain('1,村级饮用水水质提升工程（覆盖8个村）,50,92.59,1,当选');

    // The hall saw these pictures in this order, and no figure per project before the result.
    // 正在核对 may pass within one tick.
    expect(kindsOf(screen.pictures).filter((kind) => kind !== 'counting')).toEqual([
      ...['idle', 'signIn', 'candidates', 'voting', 'closing', 'result'],
    ]);
    for (const seen of screen.pictures)
      if (seen.kind !== 'result') expect(JSON.stringify(seen)).not.toMatch(/votes|"rate"|rank/);
  } finally {
    screen.close();
    await hall.stop();
  }
});
