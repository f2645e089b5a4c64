import type { Picture } from '@piaojue/contract/screen-view';
import { afterAll, expect, it } from 'vitest';
import { contest } from './harness/contests.ts';
import { LeanHall, PINS, tidy } from './harness/lean-hall.ts';
import { watchScreen } from './harness/watch-screen.ts';

/** 逐项宣读 and the presidium's own screen, with the real server, its socket and its disk. */
afterAll(tidy);

const PRESIDIUM = '444444';
const ENV = { PIAOJUE_PRESIDIUM_PIN: PRESIDIUM };
const BALLOTS = [[1, 2], [2, 3], [2], [1, 2]];
const read = (picture: Picture | undefined): number[] | string =>
  picture?.kind === 'reading' ? picture.result.rows.map(({ no }) => no) : (picture?.kind ?? 'nothing');

async function voteAndClose(hall: LeanHall, roundId: number): Promise<void> {
  await hall.openRound(roundId);
  for (const [at, marks] of BALLOTS.entries()) await hall.vote(at + 1, roundId, marks);
  await hall.close(roundId);
}

it('a server that is killed in the midst of a reading goes on where it was; no screen was told a row too many', async () => {
  const hall = new LeanHall({ voters: 4, contests: [contest(4, 2)] });
  await hall.start(ENV);
  await hall.command('screen:set', { announce: 'rows' });
  await hall.signInAll();
  const before = await watchScreen(hall.url, PINS.screen);
  await voteAndClose(hall, 1);
  await hall.command('screen:read', { by: 1 });
  await hall.alive(before.changes.until('the first row', () => read(before.pictures.at(-1)).toString() === '2'));
  const all = [...before.pictures];
  before.close();
  await hall.kill();

  await hall.start(ENV);
  const after = await watchScreen(hall.url, PINS.screen);
  expect(read(after.pictures[0])).toEqual([2]);
  all.push(...after.pictures);
  // 3 and 4 were not read, and no figure of theirs was sent; that they stand was known.
  for (const picture of all) {
    const { candidates: _, ...told } = picture as Extract<Picture, { kind: 'reading' }>;
    if (picture.kind === 'result') throw new Error('expected no whole result');
    if (picture.kind === 'reading') expect(JSON.stringify(told)).not.toMatch(/项目[134]|"outcome"/);
  }
  await hall.command('screen:read', { by: 1 });
  await hall.alive(after.changes.until('the second row', () => read(after.pictures.at(-1)).toString() === '2,1'));
  await hall.command('screen:read', { by: 'rest' });
  await hall.alive(after.changes.until('the whole result', () => after.pictures.at(-1)?.kind === 'result'));
  after.close();
  await hall.stop();
}, 60_000);

it('the presidium has a verified result before the hall, and nothing before it was counted', async () => {
  const hall = new LeanHall({ voters: 4, contests: [contest(4, 2, { reveal: 'afterConfirmation' })] });
  await hall.start(ENV);
  const [screen, presidium] = await Promise.all([PINS.screen, PRESIDIUM].map((pin) => watchScreen(hall.url, pin)));
  if (!screen || !presidium) throw new Error('expected two screens');
  await hall.signInAll();
  await voteAndClose(hall, 1);
  await hall.alive(presidium.changes.until('the result', () => presidium.pictures.at(-1)?.kind === 'result'));
  await hall.alive(screen.changes.until('the wait', () => screen.pictures.at(-1)?.kind === 'unrevealed'));
  expect(JSON.stringify(screen.pictures)).not.toMatch(/"votes"|"rows"|"rank"/);
  const early = presidium.pictures.slice(
    0,
    presidium.pictures.findIndex(({ kind }) => kind === 'result'),
  );
  expect(JSON.stringify(early)).not.toMatch(/"votes"|"rows"|"rank"/);
  await hall.command('round:announce', { roundId: 1 });
  await hall.alive(screen.changes.until('the result', () => screen.pictures.at(-1)?.kind === 'result'));
  for (const each of [screen, presidium]) each.close();
  await hall.stop();
}, 60_000);
