import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { BUSY_FLAG } from '@piaojue/firmware-protocol/messages';
import { type FramePlace, flipped, framesOf, readBytes, rewrite, zeroed } from './harness/box-frames.ts';
import { contest } from './harness/contests.ts';
import { LeanHall, PINS, tidy } from './harness/lean-hall.ts';
import { rankingOf } from './harness/ranking.ts';
import { readBundle, readStore } from './harness/stored.ts';

/** The box file after a power cut or a bad disk (step 4 of server/README): what comes back and what does not. */
afterAll(tidy);

const MAIN = fileURLToPath(import.meta.resolve('@piaojue/server/cli/main'));
const VOTERS = 6;
const ROUND = 1;
const CONTEST = contest(4, 2);

/** An open round whose server was killed after these ballots, each a frame of its own, all of them published. */
async function killedAfter(ballots: readonly (readonly number[])[]) {
  const hall = new LeanHall({ voters: VOTERS, contests: [CONTEST], serveArgs: ['--drain', '100'] });
  await hall.start();
  await hall.signInAll();
  await hall.openRound(ROUND);
  const sealed = [];
  for (const [i, marks] of ballots.entries()) sealed.push(await hall.vote(i + 1, ROUND, marks));
  await hall.until('the turnout', ({ current }) => current?.returned === ballots.length);
  await hall.kill();
  const path = hall.boxPath(ROUND);
  const original = readBytes(path);
  const frames = framesOf(original);
  return { hall, sealed, path, original, frames };
}

/** As if the power had gone before the figure of the last tick of turnout was on the disk. */
function publish(hall: LeanHall, returned: number): void {
  const db = new Database(join(hall.data, 'hall.sqlite'));
  db.prepare('UPDATE counted SET n = ? WHERE round = ?').run(returned, ROUND);
  db.close();
}

const frameAt = (frames: readonly FramePlace[], index: number): FramePlace => {
  const frame = frames.at(index);
  if (!frame) throw new Error(`there is no frame ${index}`);
  return frame;
};

describe.concurrent('a last frame that a power cut tore', () => {
  it('SRV10 SRV11 is dropped; everything receipted before comes back', async () => {
    const { hall, sealed, path, original, frames } = await killedAfter([[1, 2], [2], [3, 4]]);
    const [first, , third] = sealed;
    if (!first || !third) throw new Error('expected three ballots');
    publish(hall, 2);
    const last = frameAt(frames, -1);
    // Every byte of it, and every kind of tear: box-file.test.ts, box-file-tear.test.ts.
    const tears: readonly [string, (bytes: Buffer) => Buffer][] = [
      ['torn in the nonce', (bytes) => zeroed(bytes, last.nonce + 5, last.end)],
      ['the file itself ends there', (bytes) => bytes.subarray(0, last.body + 9)],
    ];
    for (const [what, tear] of tears) {
      rewrite(path, original, tear);
      await hall.start();
      const { current } = await hall.until('the round', (view) => view.current !== null);
      expect([what, current?.state, current?.returned]).toEqual([what, 'open', 2]);
      expect(await hall.ask(first)).toEqual([{ status: 'counted', number: first.counter }]);
      if (tear !== tears.at(-1)?.[1]) await hall.kill();
    }
    // The keypad of the torn ballot sends it again, and the next frame stands where the torn one stood.
    await hall.askCounted(third);
    await hall.vote(4, ROUND, [2, 3]);
    await hall.kill();
    await hall.start();
    const { current } = await hall.close(ROUND);
    expect(rankingOf(current?.result)?.rows.map(({ votes }) => votes)).toEqual([1, 3, 2, 1]);
    await hall.stop();
    expect(readBundle(hall.data, hall.keys, ROUND).value.returned).toBe(4);
  });
});

describe.concurrent('a flipped bit before the last frame', () => {
  it('stops the start with a clear error, wherever it is; the file stays as it was found', async () => {
    const { hall, path, original, frames } = await killedAfter([[1, 2], [2], [3, 4], [1]]);
    publish(hall, 0);
    const middle = frameAt(frames, 2);
    const lastButOne = frameAt(frames, -2);
    // Every bit: box-file.test.ts, box-file-tear.test.ts.
    const places: readonly [string, number, number][] = [
      ['in a body', middle.body + 20, 2],
      ['in the tag of the last but one', lastButOne.tag + 15, 3],
    ];
    for (const [what, at, frame] of places) {
      const damaged = rewrite(path, original, (bytes) => flipped(bytes, at));
      const said = await hall.refusal();
      expect(said, what).toContain(`${path}: frame ${frame} at byte `);
      expect(said, what).toContain('The file was not touched');
      expect(readBytes(path).equals(damaged), what).toBe(true);
      expect((await hall.exit()).code, what).toBe(1);
    }
    rewrite(path, original, (bytes) => bytes);
    await hall.start();
    expect((await hall.until('the round', ({ current }) => current !== null)).current?.returned).toBe(4);
    await hall.stop();
  });

  it('a box that is not there stops the start as well', async () => {
    const { hall, path } = await killedAfter([[1]]);
    rmSync(path);
    expect(await hall.refusal()).toContain(path);
    expect(existsSync(path)).toBe(false);
  });

  it('its round is aborted without a server, on a second word: key and box are gone unopened, and the start goes on', async () => {
    const { hall, path, original, frames } = await killedAfter([[1, 2], [2], [3, 4]]);
    rewrite(path, original, (bytes) => flipped(bytes, frameAt(frames, 1).body + 3));
    expect(await hall.refusal()).toContain('The file was not touched');
    const abort = (...more: string[]) => {
      const args = [
        MAIN,
        'abort-round',
        '--data',
        hall.data,
        '--round',
        String(ROUND),
        '--reason',
        '票箱损坏',
        ...more,
      ];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      return [status, `${stdout}${stderr}`];
    };
    expect(abort()).toEqual([0, expect.stringContaining('3 ballots counted) would be aborted')]);
    expect([existsSync(path), hall.keyCopies().length]).toEqual([true, 1]);
    expect(abort('--yes')).toEqual([0, expect.stringContaining('destroyed unopened')]);
    expect([hall.boxes(), hall.keyCopies()]).toEqual([[], []]);
    await hall.start();
    const { next } = await hall.untilState('aborted');
    expect(next?.label).toBe('again');
    await hall.stop();
    expect(readStore(hall.data).rounds[0]).toMatchObject({ state: 'aborted', reason: '票箱损坏', totals: null });
  });
});

/** A round in dispute, and nobody is told a figure. */
async function expectDispute(hall: LeanHall, reason: RegExp): Promise<void> {
  const { current, screen, next } = await hall.untilState('disputed');
  expect(current?.dispute).toMatch(reason);
  expect(current?.result).toBeNull();
  expect(screen.picture.kind).toBe('counting');
  expect(next?.command).toBe('round:accept');
  const response = await hall.operator.get(`/api/rounds/${ROUND}/result`);
  expect(response.status).toBe(404);
  expect((await hall.operator.get(`/api/rounds/${ROUND}/bundle.json`)).status).toBe(404);
}

describe.concurrent('a box with fewer ballots than the hall was told of', () => {
  it('is disputed: nothing is shown; two people take it as it is, with the monitor’s PIN only', async () => {
    const { hall, path, original, frames } = await killedAfter([[1, 2], [2], [3, 4]]);
    const last = frameAt(frames, -1);
    rewrite(path, original, (bytes) => zeroed(bytes, last.start, last.end));
    await hall.start();
    await expectDispute(hall, /^3 .* 2$/);
    // It stays in dispute over a restart.
    await hall.kill();
    await hall.start();
    await expectDispute(hall, /^3 .* 2$/);
    for (const wrong of [PINS.operator, PINS.screen, '000000', ''])
      await expect(hall.command('round:accept', { roundId: ROUND, monitorPin: wrong })).rejects.toThrow('forbidden');
    expect(hall.view.current?.state).toBe('disputed');
    await hall.command('round:accept', { roundId: ROUND, monitorPin: PINS.monitor });
    const { current } = await hall.untilState('closed');
    expect(current?.result?.figures.returned).toBe(2);
    expect(rankingOf(current?.result)?.rows.map(({ votes }) => votes)).toEqual([1, 2, 0, 0]);
    await hall.stop();
    expect(hall.boxes()).toEqual([]);
    expect(hall.keyCopies()).toEqual([]);
    const events = readStore(hall.data).record.map(({ event }) => event.event);
    expect(events).toContain('round disputed');
    expect(events).toContain('box accepted by operator and monitor');
  });

  it('can be aborted instead: the box is destroyed unopened and no total exists anywhere', async () => {
    const { hall, path, original, frames } = await killedAfter([[1, 2], [2], [3, 4]]);
    rewrite(path, original, (bytes) => zeroed(bytes, frameAt(frames, -1).start, frameAt(frames, -1).end));
    await hall.start();
    await expectDispute(hall, /^3 .* 2$/);
    await hall.command('round:abort', { roundId: ROUND, reason: '票箱不符' });
    const { current } = await hall.untilState('aborted');
    expect(current?.result).toBeNull();
    await hall.stop();
    expect(hall.boxes()).toEqual([]);
    expect(hall.keyCopies()).toEqual([]);
    expect(readStore(hall.data).rounds[0]).toMatchObject({ state: 'aborted', totals: null, patterns: null });
    expect(existsSync(join(hall.data, 'bundles'))).toBe(false);
  });
});

it.concurrent('without a copy of the round key the round takes nothing, can’t be closed, and can only be aborted', async () => {
  const { hall } = await killedAfter([[1, 2], [2]]);
  for (const copy of hall.keyCopies()) rmSync(copy);
  await hall.start();
  const { gateway } = hall;
  expect((gateway.state?.state ?? 0) & BUSY_FLAG).toBe(BUSY_FLAG);
  expect(hall.output).toContain('no copy of the key of round 1 is left');
  await expect(hall.command('round:close', { roundId: ROUND })).rejects.toThrow('can only be aborted');
  const accept = hall.command('round:accept', { roundId: ROUND, monitorPin: PINS.monitor });
  await expect(accept).rejects.toThrow('wrong-state');
  await hall.command('round:abort', { roundId: ROUND, reason: '密钥丢失' });
  await hall.untilState('aborted');
  expect(hall.boxes()).toEqual([]);
  await hall.stop();
});

it.concurrent('CLS6 a box without its end in a round that was cut off is disputed', async () => {
  const hall = new LeanHall({ voters: VOTERS, contests: [CONTEST], serveArgs: ['--drain', '100'] });
  await hall.start({ PIAOJUE_CRASH_AT: 'close:4' });
  await hall.signInAll();
  await hall.openRound(ROUND);
  await hall.vote(1, ROUND, [1, 2]);
  await hall.vote(2, ROUND, [2]);
  await expect(hall.close(ROUND)).rejects.toThrow('SIGKILL');
  const path = hall.boxPath(ROUND);
  const original = readBytes(path);
  const end = frameAt(framesOf(original), -1);
  rewrite(path, original, (bytes) => zeroed(bytes, end.start, end.end));
  await hall.start();
  await expectDispute(hall, /end/);
  await hall.command('round:accept', { roundId: ROUND, monitorPin: PINS.monitor });
  const { current } = await hall.untilState('closed');
  expect(rankingOf(current?.result)?.rows.map(({ votes }) => votes)).toEqual([1, 2, 0, 0]);
  await hall.stop();
});
