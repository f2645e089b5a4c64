import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Press → receipt through keypad, air, pty paced at 921,600 baud, gateway, box and back, at 300 presses a second. */
const KEYPADS = 3000;
const CANDIDATES = 12;

export async function benchPath(folder: string): Promise<void> {
  const contest = {
    title: 'bench',
    kind: 'selection',
    candidates: Array.from({ length: CANDIDATES }, (_, i) => ({ no: i + 1 })),
    rules: {
      ...{
        seats: 10,
        maxMarks: 10,
        minMarks: 0,
        exactly: false,
        majority: null,
        rateBase: 'returned',
        tie: 'runoff',
        press: 'last',
      },
      quorum: { num: 2, den: 3, strict: false },
    },
    roll: { all: KEYPADS, present: KEYPADS, issued: KEYPADS },
  };
  const deck = Array.from(
    { length: KEYPADS },
    (_, i) => `${i + 1},${[...new Set(Array.from({ length: 8 }, () => 1 + randomInt(CANDIDATES)))].join(' ')}`,
  );
  const contestFile = join(folder, 'contest.json');
  const deckFile = join(folder, 'deck.csv');
  writeFileSync(contestFile, JSON.stringify(contest));
  writeFileSync(deckFile, `keypad,marks\n${deck.join('\n')}\n`);
  const main = fileURLToPath(import.meta.resolve('@piaojue/server/cli/main'));
  const args = [
    main,
    'rehearse',
    '--contest',
    contestFile,
    '--deck',
    deckFile,
    '--json',
    '--keypads-per-second',
    '300',
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1 << 26 });
  const out = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as {
    sent: number;
    receipts: number;
    p50Ms: number;
    p99Ms: number;
  };
  console.log(
    `p50 ${out.p50Ms} ms, p99 ${out.p99Ms} ms   press → receipt at 300 presses/s (aim p99 ≤ 50 ms), ${out.receipts} receipts for ${out.sent} ballots`,
  );
  console.log('             of which the simulated air takes a frame of 10 ms each way');
}
