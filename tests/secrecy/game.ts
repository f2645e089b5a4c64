import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { contest } from '../system/harness/contests.ts';
import { seeded } from '../system/harness/decks.ts';
import { ballotWith } from './ballots.ts';
import { judge, type Verdict } from './attacker.ts';
import { LabHall } from './lab-hall.ts';
import { type Assignment, deviceKeysIn, filesOf, type Loot } from './loot.ts';
import type { Plant } from './plants.ts';

export const VOTERS = 20;
export const FIELD = 12;
const SEATS = 5;
/** Shares of the voters, and of the rounds. */
const CHANGES = 0.2;
const REPEATS = 0.2;
const TOO_MANY = 0.35;
const RESTARTS = 0.1;
/** Ballots of one batch at most. */
const BATCH = 4;

export interface GameRound {
  readonly loot: Loot;
  /** The true one among them. */
  readonly assignments: readonly [Assignment, Assignment];
  readonly truth: 0 | 1;
}

type Draw = (below: number) => number;

/**
 * One round of the game, played by the real parts with real keys and in real time; what is drawn here (choices, order,
 * changes of mind) comes from `seed`. Choices know nothing of keypads or arrival.
 */
export async function playRound(folder: string, seed: number, plant?: Plant): Promise<GameRound> {
  const random = seeded(seed);
  const draw: Draw = (below) => Math.floor(random() * below);
  const shuffled = <T>(items: readonly T[]): T[] => {
    const out = [...items];
    for (let i = out.length - 1; i > 0; i--) {
      const j = draw(i + 1);
      [out[i], out[j]] = [out[j] as T, out[i] as T];
    }
    return out;
  };
  const slots = Array.from({ length: VOTERS }, (_, slot) => slot);
  const numbers = Array.from({ length: FIELD }, (_, i) => i + 1);
  const choice = (): Uint8Array => {
    const marks = random() < TOO_MANY ? SEATS + 1 + draw(3) : 1 + draw(SEATS);
    return ballotWith(shuffled(numbers).slice(0, marks));
  };
  const asked = contest(FIELD, SEATS);
  const lab = new LabHall({
    folder,
    keypads: shuffled(slots.map((slot) => slot + 1)),
    deviceKey: () => new Uint8Array(randomBytes(16)),
    sid: new Uint8Array(randomBytes(8)),
    now: () => Date.now(),
  });
  const scene = { lab, contest: asked };
  lab.beforeDestroy = (box, keys) => plant?.beforeDestroy?.(scene, box, keys);
  await lab.start();
  await lab.order('signIn:start', {});
  await lab.signIn(...lab.seated);
  const round = await lab.order('contest:import', { contest: asked });
  await lab.order('round:ready', { roundId: round });
  await lab.order('round:open', { roundId: round });
  const paper = lab.paperOf(round);

  const truth = slots.map(choice);
  const presses = shuffled([
    ...slots.map((slot) => ({ slot, last: true })),
    ...slots.filter(() => random() < CHANGES).map((slot) => ({ slot, last: false })),
  ]);
  // Whoever changes the mind presses last what stands.
  const order = presses.map(({ slot }, i) => ({
    slot,
    last: !presses.slice(i + 1).some((later) => later.slot === slot),
  }));
  const restartAt = random() < RESTARTS ? draw(order.length) : -1;
  for (let from = 0; from < order.length; ) {
    const size = 1 + draw(BATCH);
    const batch = order.slice(from, from + size);
    const frames = batch.map(({ slot, last }) => {
      const keypad = lab.seated[slot] ?? 0;
      const ballot = last ? (truth[slot] as Uint8Array) : choice();
      const frame = lab.seal(keypad, round, paper, ballot);
      plant?.pressed?.(scene, { slot, keypad, ballot, frame, at: Date.now(), changes: !last });
      return frame;
    });
    await lab.send(...frames, ...frames.filter(() => random() < REPEATS));
    await lab.later(1000);
    if (restartAt >= from && restartAt < from + size) await lab.killAndStart();
    from += size;
  }
  await lab.close(round);
  plant?.closed?.(scene);
  await lab.order('round:announce', { roundId: round });
  await lab.later(1000);
  await lab.stop();

  const other = permuted(truth, shuffled, draw);
  const isFirst = random() < 0.5;
  const loot: Loot = {
    files: filesOf(folder),
    said: lab.said,
    deviceKeys: deviceKeysIn(lab.deviceKeyFile),
    seats: lab.seated,
    names: slots.map((slot) => `代表${slot + 1}`),
    session: lab.session,
    ...{ round, paper, candidates: FIELD, most: SEATS },
  };
  rmSync(folder, { recursive: true });
  return { loot, assignments: isFirst ? [truth, other] : [other, truth], truth: isFirst ? 0 : 1 };
}

/** Equal totals, and at least half of the voters with the ballot of another one. */
function permuted(truth: Assignment, shuffled: <T>(items: readonly T[]) => T[], draw: Draw): Assignment {
  for (;;) {
    const moved = shuffled(truth.map((_, slot) => slot)).slice(0, VOTERS / 2 + draw(VOTERS / 2 + 1));
    const out = [...truth];
    moved.forEach((slot, i) => {
      out[slot] = truth[moved[(i + 1) % moved.length] ?? 0] as Uint8Array;
    });
    if (out.filter((ballot, slot) => Buffer.compare(ballot, truth[slot] as Uint8Array) !== 0).length >= VOTERS / 2)
      return out;
  }
}

export interface Score {
  readonly rounds: number;
  readonly right: number;
  /** Kinds of evidence that decided, with how often. */
  readonly by: Readonly<Record<string, number>>;
}

/** So many rounds; `make` plants a leak in each. The attacker is not told which. */
export async function playGame(folder: string, seed: number, rounds: number, make?: () => Plant): Promise<Score> {
  let right = 0;
  const by: Record<string, number> = {};
  for (let i = 0; i < rounds; i++) {
    const { loot, assignments, truth } = await playRound(folder, seed * 100_003 + i, make?.());
    const verdict: Verdict = judge(loot, assignments);
    if (verdict.named === truth) right++;
    by[verdict.by] = (by[verdict.by] ?? 0) + 1;
  }
  return { rounds, right, by };
}
