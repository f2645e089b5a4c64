import type { Contest } from '@piaojue/contract/contest';
import type { ResultView } from '@piaojue/contract/screen-view';
import type { Mark } from '@piaojue/firmware-protocol/marks';
import { contest } from './contests.ts';
import { seeded } from './decks.ts';

/** A secret vote with so many candidates that no two deputies fill in the same, and nobody by chance. */
export interface SecretVote {
  readonly what: string;
  readonly contest: Contest;
  /** Answers beside blank. */
  readonly answers: number;
  /** Most marks, or 赞成, on a ballot. */
  readonly most: number;
  /** Per candidate: how often each answer was given, then how often none. */
  figures(result: ResultView | null | undefined): readonly (number | null)[][];
}

const SEATS = 25;
const selection = contest(60, SEATS);

const PICK_LIST: SecretVote = {
  what: 'a pick list',
  contest: selection,
  answers: 1,
  most: SEATS,
  figures: (result) => (result?.form === 'ranking' ? result.rows.map(({ votes }) => [votes]) : []),
};
const PER_PROJECT: SecretVote = {
  what: '赞成, 反对 and 弃权 per project',
  contest: { ...selection, kind: 'perProject' },
  answers: 3,
  most: SEATS,
  figures: (result) =>
    result?.form === 'ranking' ? result.rows.map(({ votes, against, abstained }) => [votes, against, abstained]) : [],
};
const { quorum, rateBase, press } = selection.rules;
const EVALUATION: SecretVote = {
  what: 'an evaluation',
  contest: {
    title: '满意度测评',
    kind: 'evaluation',
    candidates: selection.candidates.slice(0, 30),
    rules: { quorum, rateBase, press, scale: 4, halfPasses: true, gradeBase: 'returned' },
  },
  answers: 4,
  most: 30,
  figures: (result) =>
    result?.form === 'evaluation'
      ? result.rows.map(({ counts }) => {
          const { satisfied = 0, basic = 0, dissatisfied = 0, dontKnow = 0, abstained = 0 } = counts ?? {};
          return [satisfied, basic, dissatisfied, dontKnow, abstained];
        })
      : [],
};
export const SECRET_VOTES = [PICK_LIST, PER_PROJECT, EVALUATION] as const;

/** One ballot for each voter, the same for the same seed. */
export function secretBallots(vote: SecretVote, voters: number, seed: number): readonly (readonly Mark[])[] {
  const random = seeded(seed);
  return Array.from({ length: voters }, () => {
    let first = 0;
    return vote.contest.candidates.flatMap(({ no }): Mark[] => {
      const answer = Math.floor(random() * (vote.answers + 1.6));
      if (answer === 0 || answer > vote.answers) return [];
      if (answer === 1 && ++first > vote.most) return [];
      return [vote.answers === 1 ? no : [no, answer]];
    });
  });
}

/** A count that shares nothing with the server's. Blank is 弃权 where that can be answered, and stands apart else. */
export function figuresOfBallots(vote: SecretVote, ballots: readonly (readonly Mark[])[]): number[][] {
  return vote.contest.candidates.map(({ no }) => {
    const given = ballots.map((marks) => {
      const mark = marks.find((one) => one === no || (typeof one !== 'number' && one[0] === no));
      return mark === undefined ? 0 : typeof mark === 'number' ? 1 : mark[1];
    });
    const times = (answer: number): number => given.filter((one) => one === answer).length;
    if (vote.answers === 1) return [times(1)];
    if (vote.answers === 3) return [times(1), times(2), times(3) + times(0)];
    return [times(1), times(2), times(3), times(4), times(0)];
  });
}
