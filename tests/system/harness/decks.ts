import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectContest } from '@piaojue/contract/contest';
import { piaojue, type Ran } from './piaojue.ts';
import { tempFolder } from './temp-folder.ts';

export interface Line {
  readonly keypad: number;
  readonly marks: readonly number[];
}

/** mulberry32: the same seed gives the same deck everywhere. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Share of each kind of deputy: marks too many, marks none, thinks again (once or twice more). */
const TOO_MANY = 0.08;
const NONE = 0.06;
const AGAIN = 0.25;

/** Ballots of `voters` keypads in an order of their own, some on several lines. */
export function deckOf(contest: ProjectContest, voters: number, seed: number): Line[] {
  const random = seeded(seed);
  const numbers = contest.candidates.map(({ no }) => no);
  const { maxMarks } = contest.rules;
  const ballot = (): number[] => {
    const kind = random();
    const many = maxMarks + 1 + Math.floor(random() * (numbers.length - maxMarks));
    const count = kind < TOO_MANY ? many : kind < TOO_MANY + NONE ? 0 : 1 + Math.floor(random() * maxMarks);
    return shuffled(numbers, random)
      .slice(0, count)
      .toSorted((a, b) => a - b);
  };
  const lines: Line[] = [];
  for (let keypad = 1; keypad <= voters; keypad++)
    for (let more = 1; more > 0; more = random() < AGAIN ? 1 : 0) lines.push({ keypad, marks: ballot() });
  return shuffled(lines, random);
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}

/** The lines of a deck file, read without the server's reader. */
export function readDeck(path: string): Line[] {
  return readFileSync(path, 'utf8')
    .split(/\r?\n/)
    .slice(1)
    .filter((row) => row !== '')
    .map((row) => {
      const [keypad = '', marks = ''] = row.split(',');
      return { keypad: Number(keypad), marks: marks.split(' ').filter(Boolean).map(Number) };
    });
}

export interface DeckFiles {
  readonly contestFile: string;
  readonly deckFile: string;
}

export function writeDeck(contest: ProjectContest, lines: readonly Line[]): DeckFiles {
  const folder = tempFolder();
  const files = { contestFile: join(folder, 'contest.json'), deckFile: join(folder, 'deck.csv') };
  writeFileSync(files.contestFile, JSON.stringify(contest));
  const rows = lines.map(({ keypad, marks }) => `${keypad},${marks.join(' ')}`);
  writeFileSync(files.deckFile, `keypad,marks\n${rows.join('\n')}\n`);
  return files;
}

/** The last line of `piaojue rehearse --json`. */
export interface RehearsalFigures {
  readonly outcome: string;
  readonly sent: number;
  readonly receipts: number;
  readonly valid: number;
  readonly invalid: number;
  readonly votes: readonly number[];
  readonly chosen: readonly number[];
  readonly faults: Readonly<Record<string, number>>;
  /** Slots of the air in which several sent. */
  readonly collisions: number;
  readonly counters: readonly { readonly counters: Readonly<Record<string, number>> }[];
}
export type Rehearsed = Ran<RehearsalFigures>;

/** `piaojue rehearse --json`, as a process. */
export const rehearse = ({ contestFile, deckFile }: DeckFiles, args: readonly string[] = []): Promise<Rehearsed> =>
  piaojue('rehearse', ['--contest', contestFile, '--deck', deckFile, '--json', ...args]);
