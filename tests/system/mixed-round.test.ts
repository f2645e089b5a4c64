import type { CommandName, CommandPayload } from '@piaojue/contract/commands';
import { type CrashPoint, PAPER_POINTS } from '@piaojue/server/crash-point';
import { afterAll, expect, it } from 'vitest';
import { contest } from './harness/contests.ts';
import { Died, LeanHall, PINS, tidy } from './harness/lean-hall.ts';
import { OfficerClient } from './harness/officer-client.ts';
import { readBundle, readStore } from './harness/stored.ts';

/**
 * A mixed round (RULES §4) whose server is killed at each of its own steps: whoever was moved to paper stays there, the box stays
 * sealed until two people typed the same, and each ballot counts once.
 */
afterAll(tidy);

const ROUND = 1;
/** Keypads 7 and 8 move to paper. */
const MOVED = { slots: [6, 7], monitorPin: PINS.monitor };
/** 4 of the box and 2 on paper: candidate 1 has 3 + 0, candidate 2 has 1 + 2. */
const ON_PAPER = { returned: 2, invalid: 0, votes: [0, 2, 0] };

/** What is asked of a server that dies while it is done. */
async function dies(hall: LeanHall, point: CrashPoint, work: () => Promise<unknown>): Promise<void> {
  await expect(work()).rejects.toBeInstanceOf(Died);
  await hall.exit();
  expect(hall.output).toContain(`crash point ${point}\n`);
}

it('SRV9 CLS6 killed when voters were withdrawn, when the store knew it, and when their sums agreed: each ballot counts once', async () => {
  const [withdrawn, stored, agreed] = PAPER_POINTS;
  const hall = new LeanHall({ voters: 8, contests: [contest(3, 1)] });
  const toPaper = () => hall.command('round:toPaper', { roundId: ROUND, ...MOVED });

  await hall.start({ PIAOJUE_CRASH_AT: withdrawn });
  await hall.signInAll();
  await hall.openRound(ROUND);
  for (const [keypad, no] of [1, 1, 1, 2].entries()) await hall.vote(keypad + 1, ROUND, [no]);
  await dies(hall, withdrawn, toPaper);

  // Nobody was told that it was done: they vote by keypad until it is asked again.
  await hall.start({ PIAOJUE_CRASH_AT: stored });
  const { seats } = await hall.until('the round', ({ current }) => current?.state === 'open');
  expect(seats.filter(({ onPaper }) => onPaper)).toEqual([]);
  await expect(
    hall.command('round:toPaper', { roundId: ROUND, slots: [3, 7], monitorPin: PINS.monitor }),
  ).rejects.toThrow('nobody was moved: 1 submitted already, at seat 4');
  await dies(hall, stored, toPaper);

  await hall.start({ PIAOJUE_CRASH_AT: agreed });
  await hall.until('the seats on paper', (view) => view.seats.filter(({ onPaper }) => onPaper).length === 2);
  const [moved] = await hall.ask(await hall.ballot(7, ROUND, [3]));
  expect(moved?.status).toBe('notOnRoll');
  await hall.command('round:close', { roundId: ROUND });
  const waiting = await hall.until('the sums to be awaited', ({ current }) => current?.paper?.awaited === true);
  expect([waiting.current?.state, waiting.current?.result, waiting.screen.picture.kind]).toEqual([
    'counting',
    null,
    'paper',
  ]);
  const monitor = await OfficerClient.signIn(hall.url, PINS.monitor);
  const type = <N extends CommandName>(who: {
    command(name: N, payload: Omit<CommandPayload<N>, 'commandId'>): Promise<unknown>;
  }) => who.command('round:typeTotals' as N, { roundId: ROUND, totals: ON_PAPER } as never);
  await hall.alive(type(monitor));
  await dies(hall, agreed, () => type(hall));
  monitor.close();

  await hall.start();
  const { current } = await hall.untilState('closed');
  expect(current?.result).toMatchObject({
    figures: { issued: 8, returned: 6, valid: 6, invalid: 0, notSubmitted: 2 },
    byHand: { method: 'mixed', keypads: { returned: 4 }, paper: { returned: 2 } },
    rows: [{ votes: 3 }, { votes: 3 }, { votes: 0 }],
  });
  await hall.stop();
  const [round] = readStore(hall.data).rounds;
  expect([round?.state, hall.boxes(), hall.keyCopies()]).toEqual(['closed', [], []]);
  expect(readBundle(hall.data, hall.keys, ROUND)).toMatchObject({
    signed: true,
    value: { method: 'mixed', paperIssued: 2 },
  });
});
