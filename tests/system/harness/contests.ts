import type { ProjectContest, SeatRules } from '@piaojue/contract/contest';

/** A contest of the size that a test wants; the rules are the seed's plain ranking unless it says otherwise. */
export function contest(candidates: number, seats: number, rules: Partial<SeatRules> = {}): ProjectContest {
  return {
    title: '民生实事项目票决',
    kind: 'selection',
    candidates: Array.from({ length: candidates }, (_, i) => ({ no: i + 1, name: `项目${i + 1}` })),
    rules: {
      seats,
      maxMarks: seats,
      minMarks: 0,
      exactly: false,
      quorum: { num: 2, den: 3, strict: false },
      majority: null,
      rateBase: 'returned',
      tie: 'runoff',
      press: 'last',
      ...rules,
    },
  };
}

export interface NaiveTotals {
  readonly returned: number;
  readonly valid: number;
  readonly invalid: number;
  readonly votes: readonly number[];
}

/**
 * A count that shares nothing with the server's: the last line of each keypad, more marks than the paper allows spoil
 * the ballot, none is an abstention.
 */
export function countNaively(
  { candidates, rules }: ProjectContest,
  lines: readonly { readonly keypad: number; readonly marks: readonly number[] }[],
): NaiveTotals {
  const last = new Map<number, readonly number[]>();
  for (const { keypad, marks } of lines) last.set(keypad, marks);
  const ballots = [...last.values()];
  const valid = ballots.filter((marks) => marks.length <= rules.maxMarks);
  return {
    returned: ballots.length,
    valid: valid.length,
    invalid: ballots.length - valid.length,
    votes: candidates.map(({ no }) => valid.filter((marks) => marks.includes(no)).length),
  };
}
