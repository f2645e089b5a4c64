import { describe, expect, it } from 'vitest';
import {
  choiceTotals,
  evaluationData,
  gradeTotals,
  motionData,
  OVER_HALF_OF_ALL,
  perProjectData,
  totals,
} from '../rules/test-contest.ts';
import type { RankingResult } from '@piaojue/contract/screen-view';
import { testRound } from '../store/test-rows.ts';
import type { RoundRow } from '../store/store.ts';
import { quorumView, resultView, roundTitle } from './result-view.ts';

const PICK = { against: null, abstained: null, needed: null };
const rankingOf = (round: RoundRow): RankingResult => {
  const view = resultView(round);
  if (view?.form !== 'ranking') throw new Error(`expected a ranking, got ${view?.form}`);
  return view;
};

describe('the public result of the other kinds', () => {
  it('per project: 赞成, 反对 and 弃权 for each, and what each needed', () => {
    const asked = perProjectData({
      field: 2,
      seats: 1,
      majority: { ...OVER_HALF_OF_ALL, base: 'forAgainst' },
      rateBase: 'forAgainst',
    });
    const round = testRound('closed', {
      asked,
      voters: 9,
      totals: choiceTotals([
        [4, 3, 2],
        [2, 0, 7],
      ]),
    });
    expect(rankingOf(round)).toMatchObject({
      columns: 'perItem',
      needed: null,
      rateBase: { base: 'forAgainst', value: null },
      rows: [
        { no: 1, votes: 4, against: 3, abstained: 2, needed: 4, rate: '57.14', rank: 1, status: 'chosen' },
        { no: 2, votes: 2, against: 0, abstained: 7, needed: 2, rate: '100.00', rank: 2, status: 'notChosen' },
      ],
    });
  });

  it('a motion: three figures, what was needed, and its own name', () => {
    const asked = { ...motionData(), title: '表决', candidates: [{ no: 1, name: '关于预算的决议' }] };
    const round = testRound('closed', { asked, voters: 9, totals: choiceTotals([[5, 3, 0]], 1) });
    expect(resultView(round)).toMatchObject({
      form: 'motion',
      kind: 'resolution',
      outcome: 'passed',
      name: '关于预算的决议',
      for: 5,
      against: 3,
      abstained: 0,
      needed: 5,
      rate: '55.56',
      rateBase: { base: 'returned', value: 9 },
      named: null,
    });
    expect(roundTitle(round)).toMatchObject({ kind: 'resolution', seats: 1, maxMarks: 1, exactly: false });
    const open = { ...motionData({}, 'namedResolution'), title: '记名表决' };
    expect(
      resultView(testRound('closed', { asked: open, voters: 9, totals: choiceTotals([[5, 4, 0]]) })),
    ).toMatchObject({
      kind: 'namedResolution',
      name: '记名表决',
    });
  });

  it('an evaluation: grades by name, rates, and the bases of both', () => {
    const asked = evaluationData(2, { scale: 4, dontKnowCounts: false, gradeBase: 'all', halfPasses: false });
    const round = testRound('closed', {
      asked,
      voters: 9,
      totals: gradeTotals([
        [5, 2, 1, 1, 0],
        [0, 0, 0, 9, 0],
      ]),
    });
    expect(resultView(round)).toMatchObject({
      form: 'evaluation',
      outcome: 'evaluated',
      scale: 4,
      halfPasses: false,
      dontKnowCounts: false,
      rateBase: { base: 'returned', value: 9 },
      gradeBase: { base: 'all', value: 9 },
      rows: [
        {
          no: 1,
          counts: { satisfied: 5, basic: 2, dissatisfied: 1, dontKnow: 1, abstained: 0 },
          strictRate: '62.50',
          broadRate: '87.50',
          grade: 'satisfied',
        },
        { no: 2, strictRate: null, broadRate: null, grade: null },
      ],
    });
    expect(roundTitle(round)).toMatchObject({ kind: 'evaluation', seats: 0, maxMarks: 0, exactly: false });
    const three = testRound('closed', { asked: evaluationData(1), voters: 9, totals: gradeTotals([[5, 2, 1, 1]]) });
    expect(resultView(three)).toMatchObject({ rows: [{ counts: { dontKnow: null, abstained: 1 } }] });
  });

  it.each([
    ['a motion', motionData(), choiceTotals([[7, 0, 0]])],
    ['an evaluation', evaluationData(1), gradeTotals([[7, 0, 0, 0]])],
  ])('%s that is void shows no figure of what was answered', (_, asked, count) => {
    const view = resultView(testRound('closed', { asked, voters: 9, present: [0, 1, 2, 3, 4, 5], totals: count }));
    expect(view).toMatchObject({
      outcome: 'void',
      figures: { returned: 7, valid: null, invalid: null, notSubmitted: null },
    });
    const {
      figures: _figures,
      quorum: _quorum,
      round: _round,
      openedAt: _o,
      closedAt: _c,
      ...rest
    } = view ?? ({} as never);
    expect(JSON.stringify(rest)).not.toContain('7');
  });
});

describe('the public result', () => {
  it('has every figure of the report, from the frozen round and its count', () => {
    const round = testRound('closed', { voters: 9, present: [0, 1, 2, 3, 4, 5, 6], totals: totals([5, 1, 0], 5, 1) });
    expect(resultView(round)).toEqual({
      form: 'ranking',
      columns: 'pick',
      round: roundTitle(round),
      kind: 'selection',
      outcome: 'complete',
      figures: { all: 9, present: 7, issued: 7, returned: 6, valid: 5, invalid: 1, notSubmitted: 1 },
      quorum: { needed: 6, met: true, num: 2, den: 3, strict: false },
      majority: { num: 1, den: 2, strict: true, base: 'all' },
      needed: 5,
      rateBase: { base: 'returned', value: 6 },
      rows: [
        { no: 1, name: '1', votes: 5, ...PICK, rate: '83.33', rank: 1, tied: false, status: 'chosen' },
        { no: 2, name: '2', votes: 1, ...PICK, rate: '16.67', rank: 2, tied: false, status: 'notChosen' },
        { no: 3, name: '3', votes: 0, ...PICK, rate: '0.00', rank: 3, tied: false, status: 'notChosen' },
      ],
      runoffSeats: 0,
      vacancies: 0,
      openedAt: round.openedAt,
      closedAt: round.closingAt,
      announced: false,
      confirmed: true,
      byHand: null,
      ruling: null,
    });
  });

  it('says which rows are tied, how many seats are voted on again, and what was announced', () => {
    const round = testRound('closed', { contest: { majority: null }, totals: totals([3, 3, 0], 6) });
    const view = rankingOf({ ...round, announcedAt: 5 });
    expect(view).toMatchObject({ outcome: 'runoff', runoffSeats: 1, announced: true });
    expect(view.rows.map(({ tied, status }) => [tied, status])).toEqual([
      [true, 'runoff'],
      [true, 'runoff'],
      [false, 'notChosen'],
    ]);
  });

  it.each([
    ['void', { totals: totals([7, 0, 0], 7), present: [0, 1, 2, 3, 4, 5] }],
    ['no-quorum', { totals: totals([3, 0, 0], 3), present: [0, 1, 2] }],
  ])('%s: no figure per candidate and no valid or invalid', (outcome, sketch) => {
    const view = rankingOf(testRound('closed', sketch));
    expect(view.outcome).toBe(outcome);
    expect(view.figures).toMatchObject({ valid: null, invalid: null, notSubmitted: null });
    for (const row of view.rows)
      expect(row).toMatchObject({ votes: null, rate: null, rank: null, tied: false, status: 'none' });
    expect(view.rows.length).toBe(3);
  });

  it('names the title of a round by its frozen hash, null before ready', () => {
    expect(roundTitle(testRound('draft')).hash).toBeNull();
    expect(roundTitle(testRound('ready')).hash).toBe(testRound('ready').frozen?.hash);
    expect(roundTitle(testRound('ready'))).toMatchObject({ id: 1, turn: 1, parent: null, seats: 1, maxMarks: 1 });
  });

  it('the quorum as smallest P that is enough', () => {
    expect(quorumView({ num: 2, den: 3, strict: false }, 90, 60)).toMatchObject({ needed: 60, met: true });
    expect(quorumView({ num: 1, den: 2, strict: true }, 90, 45)).toMatchObject({ needed: 46, met: false });
  });
});
