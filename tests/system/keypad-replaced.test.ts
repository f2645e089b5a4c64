import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { contest } from './harness/contests.ts';
import { Died, LeanHall, PINS, tidy } from './harness/lean-hall.ts';
import { rankingOf } from './harness/ranking.ts';
import { chainHolds, readStore } from './harness/stored.ts';
import { tempFolder } from './harness/temp-folder.ts';
import { startWholeHall, WHOLE_HALL_PINS } from './harness/whole-hall.ts';

afterAll(tidy);

/**
 * RULES §4: two keypads break in an open round. Deputy 1 had voted with the first and votes again with a spare; deputy 4's
 * never sent anything.
 */
it('RULES §4 SRV26 a broken keypad that voted, and one that never did, are replaced in an open round: one ballot a deputy', async () => {
  const folder = tempFolder();
  const sitting = join(folder, 'sitting.json');
  const seats = [1, 2, 3, 4].map((keypad) => ({ name: `代表${keypad}`, keypad }));
  const rules = { congress: '测试', meeting: '会议', date: '2027-03-12', seats, contests: [contest(3, 1)] };
  writeFileSync(sitting, JSON.stringify(rules));
  // 5 and 6 are spare.
  const hall = await startWholeHall({ folder, sitting, keypads: 6 });
  const { operator, simulator } = hall;
  const power = (keypad: number, on: boolean): void => simulator.send({ type: 'power', keypads: [keypad], on });
  const press = async (keypad: number, mark: number): Promise<string | undefined> =>
    (await hall.press([{ id: keypad * 100 + mark, keypad, marks: [mark] }]))[0]?.status;
  const returned = (n: number) =>
    operator.until(`${n} ballots`, ({ current }) => current?.state === 'open' && current.returned === n, 30_000);
  try {
    await operator.until('the receiver', ({ links }) => links.some(({ state }) => state === 'up'), 30_000);
    await operator.command('signIn:start', {});
    simulator.send({ type: 'signIn', keypads: [1, 2, 3, 4], withinMs: 100 });
    await operator.until('the sign-ins', ({ signIn }) => signIn.present === 4, 30_000);
    const roundId = operator.view?.current?.round.id ?? 0;
    await operator.command('round:ready', { roundId });
    await operator.command('round:open', { roundId });
    expect(await Promise.all([press(1, 1), press(2, 1), press(3, 1)])).toEqual(['counted', 'counted', 'counted']);
    await returned(3);
    power(1, false);
    power(4, false);

    await expect(operator.command('keypad:replace', { slot: 0, keypad: 5 })).rejects.toThrow('forbidden');
    const monitorPin = WHOLE_HALL_PINS.monitor;
    await operator.command('keypad:replace', { slot: 0, keypad: 5, monitorPin });
    await operator.command('keypad:replace', { slot: 3, keypad: 6, monitorPin });
    expect(operator.view?.signIn.present).toBe(4);

    expect(await Promise.all([press(5, 2), press(6, 3)])).toEqual(['counted', 'counted']);
    // The broken one works again for a moment: it belongs to nobody.
    power(1, true);
    expect(await press(1, 3)).toBe('notOnRoll');
    await returned(4);
    await operator.command('round:close', { roundId });
    const { current } = await operator.until('the close', (view) => view.current?.state === 'closed', 30_000);
    // Deputies 2 and 3 chose 1, deputy 1 at last 2, deputy 4 chose 3.
    expect(rankingOf(current?.result)?.rows.map(({ votes }) => votes)).toEqual([2, 1, 1]);
    expect([current?.result?.figures, current?.replaced]).toMatchObject([{ issued: 4, returned: 4, valid: 4 }, 2]);
    const bundle = (await (await operator.get(`/api/rounds/${roundId}/bundle.json`)).json()) as object;
    expect(bundle).toMatchObject({ replaced: 2, issued: 4, returned: 4 });
  } finally {
    await hall.stop();
  }
  const { record } = readStore(join(folder, 'data'));
  expect(chainHolds(record)).toBe(true);
  const replaced = record.filter(({ event }) => event.event === 'keypad replaced').map(({ event }) => event);
  expect(replaced).toEqual([
    {
      event: 'keypad replaced',
      by: 'operator',
      other: 'monitor',
      round: 1,
      slot: 0,
      former: 1,
      keypad: 5,
      generation: 1,
    },
    {
      event: 'keypad replaced',
      by: 'operator',
      other: 'monitor',
      round: 1,
      slot: 3,
      former: 4,
      keypad: 6,
      generation: 1,
    },
  ]);
});

it('RULES §4 a server that is killed before the box knows the new keypad tells it at the start, and the order is done once', async () => {
  const ROUND = 1;
  const SPARE = 3;
  const hall = new LeanHall({ voters: 2, spares: 1, contests: [contest(3, 1)] });
  await hall.start({ PIAOJUE_CRASH_AT: 'replace:1' });
  await hall.signInAll();
  await hall.openRound(ROUND);
  await hall.askCounted(await hall.ballot(1, ROUND, [1]));
  await hall.askCounted(await hall.ballot(2, ROUND, [1]));
  const payload = { slot: 0, keypad: SPARE, monitorPin: PINS.monitor };
  const commandId = 'the-same-command';
  await expect(hall.command('keypad:replace', payload, commandId)).rejects.toBeInstanceOf(Died);
  await hall.start();
  expect(await hall.command('keypad:replace', payload, commandId)).toBe(ROUND);
  const [former] = await hall.ask(await hall.ballot(1, ROUND, [3]));
  expect(former?.status).toBe('notOnRoll');
  await hall.askCounted(await hall.ballot(SPARE, ROUND, [2]));
  const { current } = await hall.close(ROUND);
  expect([rankingOf(current?.result)?.rows.map(({ votes }) => votes), current?.returned, current?.replaced]).toEqual([
    [1, 1, 0],
    2,
    1,
  ]);
  await hall.stop();
});
