import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { contest } from './harness/contests.ts';
import { LeanHall, tidy } from './harness/lean-hall.ts';
import { rankingOf } from './harness/ranking.ts';
import { readStore } from './harness/stored.ts';
import { tempFolder } from './harness/temp-folder.ts';

/** The round key also on a medium that people pull out and bring back: a folder stands for it, moved away and back. */
afterAll(tidy);

function stickIn() {
  const folder = tempFolder();
  const path = join(folder, 'stick');
  const away = join(folder, 'away');
  mkdirSync(path);
  return {
    path,
    pull: () => renameSync(path, away),
    bringBack: () => renameSync(away, path),
    files: () => readdirSync(existsSync(path) ? path : away),
  };
}

it('pulled out in the open round and power gone: the round waits, goes on by itself with the medium, and no ballot is lost', async () => {
  const stick = stickIn();
  const hall = new LeanHall({ voters: 3, contests: [contest(3, 1)], serveArgs: ['--round-key', stick.path] });
  await hall.start();
  await hall.signInAll();
  await hall.openRound(1);
  for (const [keypad, mark] of [
    [1, 2],
    [2, 2],
  ] as const)
    await hall.vote(keypad, 1, [mark]);
  expect(stick.files()).toHaveLength(1);
  stick.pull();
  await hall.kill();
  // No power: what stood in memory is gone.
  for (const path of hall.keyCopies()) rmSync(path);
  await hall.start();
  await hall.said('Put the medium with the key in');
  expect(hall.view.current?.state).toBe('open');
  expect(hall.boxes()).not.toEqual([]);
  stick.bringBack();
  // Until the round has gone on a keypad hears busy and waits, as this one does.
  await hall.takesBallots();
  await hall.until('the box with both ballots', ({ current }) => current?.returned === 2);
  await hall.vote(3, 1, [1]);
  const { current } = await hall.close(1);
  expect(rankingOf(current?.result)?.rows.map(({ no, votes }) => [no, votes])).toEqual([
    [1, 1],
    [2, 2],
    [3, 0],
  ]);
  expect(stick.files()).toEqual([]);
  await hall.stop();
});

it('away at the close, and another medium in its place: the copy is outstanding until the right one is presented', async () => {
  const stick = stickIn();
  const hall = new LeanHall({ voters: 3, contests: [contest(3, 1)], serveArgs: ['--round-key', stick.path] });
  await hall.start();
  await hall.signInAll();
  await hall.openRound(1);
  await hall.vote(1, 1, [2]);
  stick.pull();
  // An empty mount point, or another stick, under the same name.
  mkdirSync(stick.path);
  await hall.close(1);
  await hall.until('the warning', ({ health }) => health.warnings.some((text) => text.includes('was not destroyed')));
  await hall.stop();
  await hall.start();
  await hall.until('the warning again', ({ health }) =>
    health.warnings.some((text) => text.includes('was not destroyed')),
  );
  rmSync(stick.path, { recursive: true });
  expect(stick.files()).toHaveLength(1);
  stick.bringBack();
  await hall.until('no warning', ({ health }) => !health.warnings.some((text) => text.includes('was not destroyed')));
  expect(stick.files()).toEqual([]);
  await hall.stop();
  const events = readStore(hall.data).record.map(({ event }) => event.event);
  expect(events.slice(events.indexOf('round closed'))).toEqual(
    expect.arrayContaining(['round closed', 'key copy outstanding', 'key copy destroyed']),
  );
});

it('pulled out before the opening: the round stays ready, and opens when the medium is in', async () => {
  const stick = stickIn();
  const hall = new LeanHall({ voters: 3, contests: [contest(3, 1)], serveArgs: ['--round-key', stick.path] });
  await hall.start();
  await hall.signInAll();
  stick.pull();
  await hall.command('round:ready', { roundId: 1 });
  await expect(hall.command('round:open', { roundId: 1 })).rejects.toThrow(/round:open: box-failed/);
  await hall.untilState('ready');
  expect(hall.keyCopies()).toEqual([]);
  stick.bringBack();
  await hall.command('round:open', { roundId: 1 });
  await hall.untilState('open');
  expect(stick.files()).toHaveLength(1);
  await hall.close(1);
  expect(stick.files()).toEqual([]);
  await hall.stop();
});
