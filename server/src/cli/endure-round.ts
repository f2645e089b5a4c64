import type { Press } from '@piaojue/device-gateway/simulator/control';
import type { Random } from '@piaojue/device-gateway/simulator/random';
import type { ProjectContest } from '@piaojue/contract/contest';
import { shuffled } from './fault-schedule.ts';

/** One round of a long run, drawn from the seed: what is voted on, who presses what, and when it is closed. */
export interface RoundPlan {
  readonly contest: ProjectContest;
  readonly presses: readonly (Press & { readonly marks: readonly number[] })[];
  /** Closed after so many outcomes, while the rest is being pressed; Infinity: when all have theirs. */
  readonly closeAfter: number;
}

/** Of those who press: marks too many, none at all, a number that is not on the paper. */
const TOO_MANY = 0.06;
const NONE = 0.05;
const NOT_ON_PAPER = 0.01;
/** The second of three rounds is closed while many are pressing. */
const closesEarly = (round: number): boolean => round % 3 === 2;

export function planRound(number: number, keypads: number, presses: number, random: Random): RoundPlan {
  const contest = drawContest(number, random);
  return {
    contest,
    presses: Array.from({ length: presses }, (_, id) => ({
      id,
      keypad: 1 + random.below(keypads),
      marks: drawMarks(contest, random),
    })),
    closeAfter: closesEarly(number) ? Math.floor(presses * (0.6 + 0.3 * random.next())) : Number.POSITIVE_INFINITY,
  };
}

function drawContest(number: number, random: Random): ProjectContest {
  const candidates = 3 + random.below(58);
  const maxMarks = 1 + random.below(candidates - 1);
  const exactly = random.chance(0.2);
  return {
    title: `第${number}轮`,
    kind: 'selection',
    candidates: Array.from({ length: candidates }, (_, i) => ({ no: i + 1, name: `项目${i + 1}` })),
    rules: {
      seats: maxMarks,
      maxMarks,
      minMarks: random.chance(0.3) ? 1 : 0,
      exactly,
      quorum: { num: 2, den: 3, strict: false },
      majority: null,
      rateBase: 'returned',
      tie: 'runoff',
      press: 'last',
    },
  };
}

function drawMarks({ candidates, rules }: ProjectContest, random: Random): number[] {
  const kind = random.next();
  if (kind < NONE) return [];
  const numbers = candidates.map(({ no }) => no);
  if (kind < NONE + NOT_ON_PAPER) return [99];
  const tooMany = kind < NONE + NOT_ON_PAPER + TOO_MANY;
  const many = tooMany
    ? rules.maxMarks + 1 + random.below(numbers.length - rules.maxMarks)
    : rules.exactly
      ? rules.maxMarks
      : 1 + random.below(rules.maxMarks);
  return shuffled(numbers, random).slice(0, many);
}
