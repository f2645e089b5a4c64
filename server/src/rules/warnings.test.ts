import { describe, expect, it } from 'vitest';
import {
  choiceTotals,
  contestData,
  electionData,
  evaluationData,
  gradeTotals,
  motionData,
  perProjectData,
  totals,
} from './test-contest.ts';
import { contestWarnings } from './warnings.ts';

const before = (contest: Parameters<typeof contestWarnings>[0]) => contestWarnings(contest, null, null);

describe('RULES §1 Differential', () => {
  it('warns when (C − S) / S is under 20 %, not at 20 %', () => {
    expect(before(contestData({ field: 11, seats: 10 }))).toEqual(['narrow-field']);
    expect(before(contestData({ field: 12, seats: 10 }))).toEqual([]);
    expect(before(contestData({ field: 7, seats: 6 }))).toEqual(['narrow-field']);
    expect(before(perProjectData({ field: 6, seats: 5 }))).toEqual([]);
    expect(before(electionData({ field: 7, seats: 6 }))).toEqual(['narrow-field']);
  });

  it('an election of as many as there are seats is as narrow as it is meant to be', () => {
    expect(before(electionData({ field: 6, seats: 6, differential: false }))).toEqual([]);
  });

  it('does not ask for a field where no seats are filled', () => {
    expect(before(motionData())).toEqual([]);
    expect(before(evaluationData(1))).toEqual([]);
  });
});

describe('RULES §1 decision 13', () => {
  const contest = contestData({ field: 3, seats: 1 });

  it('three ballots or fewer are warned of, four are not; an open vote hides nothing', () => {
    expect(contestWarnings(contest, 3, null)).toEqual(['few-voters']);
    expect(contestWarnings(contest, 4, null)).toEqual([]);
    expect(contestWarnings(motionData({}, 'namedResolution'), 3, choiceTotals([[3, 0, 0]]))).toEqual([]);
  });

  it('a unanimous total is everybody’s ballot', () => {
    expect(contestWarnings(contest, 9, totals([0, 9, 0], 9))).toEqual(['unanimous']);
    expect(contestWarnings(contest, 9, totals([0, 0, 0], 9))).toEqual(['unanimous']);
    expect(contestWarnings(contest, 9, totals([0, 8, 0], 9))).toEqual([]);
    expect(contestWarnings(motionData(), 9, choiceTotals([[9, 0, 0]]))).toEqual(['unanimous']);
    expect(contestWarnings(motionData(), 9, choiceTotals([[0, 0, 9]]))).toEqual(['unanimous']);
    expect(contestWarnings(motionData(), 9, choiceTotals([[8, 1, 0]]))).toEqual([]);
    expect(
      contestWarnings(
        evaluationData(2),
        9,
        gradeTotals([
          [9, 0, 0, 0],
          [0, 9, 0, 0],
        ]),
      ),
    ).toEqual(['unanimous']);
    expect(
      contestWarnings(
        evaluationData(2),
        9,
        gradeTotals([
          [9, 0, 0, 0],
          [1, 8, 0, 0],
        ]),
      ),
    ).toEqual([]);
  });

  it('of no valid ballot nothing is known', () => {
    expect(contestWarnings(contest, 9, totals([0, 0, 0], 0, 9))).toEqual([]);
  });
});
