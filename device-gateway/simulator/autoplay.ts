import type { Press } from './control.ts';
import type { Random } from './random.ts';

/** Ids of presses that nobody ordered. */
const FIRST_ID = 1_000_000_000;
/** Share of deputies who change their vote. */
const CHANGED = 0.03;

/**
 * A plausible hall: some candidates are liked more than others, most deputies use all their marks, a few change their
 * vote, one or two never press. Times in ms after the opening.
 */
export function playRound(
  voters: readonly number[],
  numbers: readonly number[],
  maxMarks: number,
  withinMs: number,
  random: Random,
): readonly (Press & { readonly at: number })[] {
  const liking = new Map(numbers.map((no) => [no, 0.25 + random.next() ** 2]));
  const absent = new Set<number>();
  const absentees = voters.length > 20 ? 1 + random.below(2) : 0;
  while (absent.size < absentees) absent.add(voters[random.below(voters.length)] ?? 0);
  let id = FIRST_ID;
  const presses: (Press & { at: number })[] = [];
  for (const keypad of voters) {
    if (absent.has(keypad)) continue;
    const at = withinMs * random.next();
    presses.push({ id: id++, keypad, marks: choose(liking, maxMarks, random), at });
    if (random.chance(CHANGED)) {
      const later = at + (withinMs - at) * random.next();
      presses.push({ id: id++, keypad, marks: choose(liking, maxMarks, random), at: later });
    }
  }
  return presses;
}

function choose(liking: ReadonlyMap<number, number>, maxMarks: number, random: Random): number[] {
  const fewer = random.chance(0.15) ? 1 + random.below(Math.max(1, maxMarks)) : 0;
  const count = Math.min(liking.size, Math.max(1, maxMarks - fewer));
  return [...liking]
    .map(([no, weight]) => ({ no, key: random.next() ** (1 / weight) }))
    .sort((a, b) => b.key - a.key)
    .slice(0, count)
    .map(({ no }) => no)
    .sort((a, b) => a - b);
}
