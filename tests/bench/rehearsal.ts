import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { benchContest } from './bench-contest.ts';

/** `piaojue rehearse --json` as a process of its own, with a deck in which each keypad presses equally often. */
export interface RehearsalFigures {
  readonly sent: number;
  readonly receipts: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly slowestMs: number;
  /** From the order to press to the last receipt. */
  readonly allMs: number;
}

const CANDIDATES = 12;
const LAUNCHER = fileURLToPath(new URL('../../server/src/cli/piaojue.mjs', import.meta.url));

export async function rehearsal(
  folder: string,
  { keypads, ballots, args }: { readonly keypads: number; readonly ballots: number; readonly args: readonly string[] },
): Promise<RehearsalFigures> {
  const contestFile = join(folder, 'contest.json');
  const deckFile = join(folder, 'deck.csv');
  const roll = { all: keypads, present: keypads, issued: keypads };
  writeFileSync(contestFile, JSON.stringify({ ...benchContest(CANDIDATES), roll }));
  const rows = Array.from({ length: ballots }, (_, i) => {
    const marks = new Set(Array.from({ length: 8 }, () => 1 + randomInt(CANDIDATES)));
    return `${1 + (i % keypads)},${[...marks].join(' ')}`;
  });
  writeFileSync(deckFile, `keypad,marks\n${rows.join('\n')}\n`);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [LAUNCHER, 'rehearse', '--contest', contestFile, '--deck', deckFile, '--json', ...args],
    { maxBuffer: 1 << 26 },
  );
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as RehearsalFigures;
}
