import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it, type TestContext } from 'vitest';
import { DiskFaults, type DiskFault } from '../faults/disk-faults.ts';
import { judgeTrace, STRACE_ARGS, type TraceVerdict } from '../faults/strace-reader.ts';
import { contest } from './harness/contests.ts';
import { LeanHall, tidy } from './harness/lean-hall.ts';

/** The order of the system calls themselves: SIGKILL shows what a process had done, not what the disk had. */
afterAll(tidy);

const VOTERS = 12;

/** undefined: this machine has no strace or lets nobody trace (said in words). */
async function traced(pid: number, out: string): Promise<ChildProcess | undefined> {
  if (spawnSync('strace', ['--version']).error) return told('strace is not installed');
  const strace = spawn('strace', [...STRACE_ARGS, '-o', out, '-p', String(pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said = await new Promise<string>((resolve) =>
    strace.stderr.once('data', (data: Buffer) => resolve(String(data))),
  );
  return said.includes('attached') ? strace : told(`strace may not trace here: ${said.trim()}`);
}

function told(why: string): undefined {
  console.warn(`skipped, nothing is proved here: ${why}`);
}

/** A whole vote under strace: single ballots, and some at once. */
async function voteTraced(test: TestContext, fault?: DiskFault): Promise<TraceVerdict> {
  const hall = new LeanHall({ voters: VOTERS, contests: [contest(4, 2)], serveArgs: ['--drain', '100'] });
  const disk = new DiskFaults(hall.folder);
  await hall.start(fault ? disk.env : {});
  await hall.signInAll();
  const out = join(hall.folder, 'trace.txt');
  const strace = await traced(hall.serverPid, out);
  if (!strace) test.skip();
  if (fault) disk.begin(fault);
  await hall.openRound(1);
  for (let id = 1; id <= VOTERS / 2; id++) await hall.vote(id, 1, [1]);
  const together = [];
  for (let id = VOTERS / 2 + 1; id <= VOTERS; id++) together.push(await hall.ballot(id, 1, [2]));
  for (const frame of together) hall.send(frame);
  for (const frame of together) expect(await hall.answerTo(frame)).toMatchObject({ status: 'counted' });
  const { current } = await hall.close(1);
  expect(current?.result?.figures.returned).toBe(VOTERS);
  await hall.stop();
  await new Promise((resolve) => strace?.once('close', resolve));
  return judgeTrace(readFileSync(out, 'latin1'), {
    box: hall.boxPath(1),
    wal: join(hall.data, 'hall.sqlite-wal'),
  });
}

it('SRV10 no receipt leaves before the fdatasync of its frame returned, and nothing is told of a state before it is stored', async (test) => {
  const { tooEarly, ...seen } = await voteTraced(test);
  console.log(`traced: ${JSON.stringify(seen)}`);
  expect(tooEarly).toEqual([]);
  expect(seen.receipts).toBe(VOTERS);
  // The header, at least two groups of ballots, and the end.
  expect(seen.frames).toBeGreaterThanOrEqual(4);
  // One each, and one of the empty file when it was made.
  expect(seen.syncs).toBe(seen.frames + 1);
  // At least open, closing, counting, tallied, recorded, destroying and closed.
  expect(seen.commits).toBeGreaterThanOrEqual(7);
  expect(seen.words).toBeGreaterThanOrEqual(VOTERS / 2);
}, 60_000);

it('a disk that lies, so that the sync comes after the receipt, is found in the trace', async (test) => {
  const { tooEarly, receipts } = await voteTraced(test, { kind: 'lies', ms: 20 });
  expect(receipts).toBe(VOTERS);
  expect(tooEarly.filter((text) => text.includes('receipts left')).length).toBeGreaterThan(0);
}, 60_000);
