import { cpSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { backUp, restoreTo } from '@piaojue/server/cli/backup';
import { ballotPayload } from './harness/soft-keypad.ts';
import { afterAll, expect, it } from 'vitest';
import { contest } from './harness/contests.ts';
import { LeanHall, tidy } from './harness/lean-hall.ts';
import { rankingOf } from './harness/ranking.ts';
import { chainHolds, readBundle, readStore } from './harness/stored.ts';

/** A sitting goes on on another machine, from one file: vote, back up, restore, vote on, announce. */
afterAll(tidy);

const VOTERS = 5;

it('vote, back up, restore elsewhere, vote on: closed rounds stand, no ballot of the former session is taken', async () => {
  const contests = [contest(3, 1), contest(4, 2)];
  const former = new LeanHall({ voters: VOTERS, contests });
  await former.start();
  await former.signInAll();
  const [first, second] = readRounds(former);
  await former.openRound(first);
  const old = await former.vote(1, first, [2]);
  for (let keypad = 2; keypad <= VOTERS; keypad++) await former.vote(keypad, first, [1]);
  const file = join(former.folder, 'sitting.pjbk');
  await former.stop();
  // The round is open: no backup of a box.
  expect(backUp({ data: former.data, out: file, projects: undefined })).toMatchObject({ ok: false });
  await former.start();
  await former.close(first);
  expect(backUp({ data: former.data, out: file, projects: undefined })).toMatchObject({
    ok: false,
    error: expect.stringContaining('in use') as string,
  });
  await former.stop();
  const made = backUp({ data: former.data, out: file, projects: undefined });
  expect(made.ok && statSync(file).mode & 0o777).toBe(0o600);

  const there = new LeanHall({ voters: VOTERS, contests });
  expect(restoreTo(file, there.data, undefined)).toMatchObject({ ok: true });
  expect(restoreTo(file, there.data, undefined)).toMatchObject({ ok: false });
  // Carried by hand: what the keypads are known by.
  mkdirSync(there.keys, { recursive: true });
  cpSync(former.deviceKeyFile, there.deviceKeyFile);
  for (const [id, key] of former.deviceKeys) there.deviceKeys.set(id, key);
  await there.start();
  expect(there.sid).not.toBe(former.sid);
  await there.until('everybody to sign in anew', ({ signIn }) => signIn.present === 0);
  // Lifelong counters: the keypads go on where they were.
  for (const [id, keypad] of there.keypads) keypad.counter = former.keypad(id).counter;
  await there.command('signIn:start', {});
  await there.signInAll();
  await there.openRound(second);
  await there.vote(1, second, [3, 4]);
  // Frames of the former session, at the wire of the new one: silence.
  const stale = former.keypad(2).seal(second, await there.paperOf(second), new Uint8Array(16));
  there.gateway.receipts.length = 0;
  there.gateway.send('B', [ballotPayload(old), ballotPayload(stale)]);
  await there.settled();
  expect(there.gateway.receipts.filter(({ keypad }) => keypad === 2)).toEqual([]);
  for (let keypad = 2; keypad < VOTERS; keypad++) await there.vote(keypad, second, [1]);
  const { current } = await there.close(second);
  expect(rankingOf(current?.result)?.rows.map(({ no, votes }) => [no, votes])).toEqual([
    [1, 3],
    [2, 0],
    [3, 1],
    [4, 1],
  ]);
  await there.command('round:announce', { roundId: second });
  await there.stop();

  const [before, after] = [readStore(former.data), readStore(there.data)];
  expect(after.rounds[0]).toEqual({ ...before.rounds[0], files: null });
  expect(chainHolds(after.record)).toBe(true);
  // Both machines name the file, on one chain up to where they part.
  const made1 = before.record.find(({ event }) => event.event === 'backup made');
  const restored = after.record.find(({ event }) => event.event === 'sitting restored');
  expect(restored?.event['backup']).toBe(made1?.event['backup']);
  expect(after.record.slice(0, (restored?.seq ?? 0) - 1)).toEqual(before.record.slice(0, (made1?.seq ?? 0) - 1));
  expect(readBundle(there.data, former.keys, first)).toMatchObject({ signed: true });
  expect(readBundle(there.data, there.keys, second)).toMatchObject({ signed: true });
});

const readRounds = (hall: LeanHall): readonly [number, number] => {
  const [first, second] = readStore(hall.data).rounds;
  return [first?.id ?? 0, second?.id ?? 0];
};
