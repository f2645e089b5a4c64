import { FORM_CHOICE, FORM_PICK } from '@piaojue/firmware-protocol/ballot';
import type { Mark } from '@piaojue/firmware-protocol/marks';
import type { Paper } from '@piaojue/firmware-protocol/paper';
import type { Press } from './control.ts';
import type { Random } from './random.ts';

/** Ids of presses that nobody ordered. */
const FIRST_ID = 1_000_000_000;
/** Share of deputies who change their vote. */
const CHANGED = 0.03;
/** Share of items that somebody passes over. */
const PASSED_OVER = 0.02;

/**
 * A plausible hall: some candidates are liked more than others, most deputies use all their marks, a few change their
 * vote, one or two never press. Times in ms after the opening.
 */
export function playRound(
  voters: readonly number[],
  paper: Paper,
  withinMs: number,
  random: Random,
): readonly (Press & { readonly at: number })[] {
  const liking: Liking = new Map(paper.numbers.map((no) => [no, 0.25 + random.next() ** 2]));
  const absent = new Set<number>();
  const absentees = voters.length > 20 ? 1 + random.below(2) : 0;
  while (absent.size < absentees) absent.add(voters[random.below(voters.length)] ?? 0);
  let id = FIRST_ID;
  const presses: (Press & { at: number })[] = [];
  for (const keypad of voters) {
    if (absent.has(keypad)) continue;
    const at = withinMs * random.next();
    presses.push({ id: id++, keypad, marks: fillIn(paper, liking, random), at });
    if (random.chance(CHANGED)) {
      const later = at + (withinMs - at) * random.next();
      presses.push({ id: id++, keypad, marks: fillIn(paper, liking, random), at: later });
    }
  }
  return presses;
}

/** By number of the paper, from 0.25 to 1.25. */
type Liking = ReadonlyMap<number, number>;

function fillIn(paper: Paper, liking: Liking, random: Random): readonly Mark[] {
  if (paper.form === FORM_PICK) return choose(liking, paper.maxMarks, random);
  if (paper.form === FORM_CHOICE) return answer(paper, liking, random);
  return grade(paper, liking, random);
}

function choose(liking: Liking, maxMarks: number, random: Random): number[] {
  const fewer = random.chance(0.15) ? 1 + random.below(Math.max(1, maxMarks)) : 0;
  const count = Math.min(liking.size, Math.max(1, maxMarks - fewer));
  return [...liking]
    .map(([no, weight]) => ({ no, key: random.next() ** (1 / weight) }))
    .sort((a, b) => b.key - a.key)
    .slice(0, count)
    .map(({ no }) => no)
    .sort((a, b) => a - b);
}

/** 赞成 for as many as the paper allows, 反对 or 弃权 for the others; a resolution is mostly passed. */
function answer({ numbers, maxMarks }: Paper, liking: Liking, random: Random): readonly Mark[] {
  const [only] = numbers;
  const approved =
    numbers.length === 1
      ? random.chance(0.85)
        ? [only]
        : []
      : choose(liking, Math.min(maxMarks, numbers.length), random);
  return numbers.flatMap((no): Mark[] => {
    if (approved.includes(no)) return [[no, 1]];
    return random.chance(PASSED_OVER) ? [] : [[no, random.chance(0.7) ? 2 : 3]];
  });
}

/** What is liked more gets better grades; 不了解 now and then, where the paper has it. */
function grade({ numbers, grades }: Paper, liking: Liking, random: Random): readonly Mark[] {
  return numbers.flatMap((no): Mark[] => {
    if (random.chance(PASSED_OVER)) return [];
    if (grades > 3 && random.chance(0.05)) return [[no, 4]];
    const content = random.next() * ((liking.get(no) ?? 0.5) + 0.5);
    return [[no, content > 0.4 ? 1 : content > 0.12 ? 2 : 3]];
  });
}
