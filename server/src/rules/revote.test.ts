import { describe, expect, it } from 'vitest';
import { checkContest } from './contest-check.ts';
import { decide } from './decide.ts';
import { runoffContest, shortfallContest } from './revote.ts';
import { contestData, contestOf, hall, OVER_HALF_OF_ALL, totals } from './test-contest.ts';

describe('RULES §1 decision 5: a re-vote after a tie', () => {
  const data = {
    ...contestData({
      field: [4, 9, 2, 7, 5],
      seats: 3,
      minMarks: 2,
      exactly: true,
      quorum: { num: 3, den: 4, strict: true },
      rateBase: 'present',
      press: 'first',
      reveal: 'afterConfirmation',
      roll: hall(20),
    }),
    title: '民生实事项目票决',
    source: 'a file',
    expectedVotes: [1, 2, 3, 4, 5],
  };
  const checked = checkContest(data);
  if (!checked.ok) throw new Error('expected a contest');
  const parent = checked.value;
  const tie = decide(parent, hall(20), totals([16, 12, 3, 12, 12], 20));

  it('RULES §7 trap 6: only the tied ones under their numbers, seats = marks = what remains, plurality', () => {
    expect(runoffContest(parent, tie)).toEqual({
      ok: true,
      value: {
        kind: 'selection',
        title: '民生实事项目票决',
        candidates: [{ no: 9 }, { no: 7 }, { no: 5 }],
        rules: {
          seats: 2,
          maxMarks: 2,
          minMarks: 0,
          exactly: false,
          quorum: { num: 3, den: 4, strict: true },
          majority: null,
          rateBase: 'present',
          tie: 'runoff',
          press: 'first',
          reveal: 'afterConfirmation',
        },
      },
    });
  });

  it('a second tie makes a re-vote of the re-vote', () => {
    const first = runoffContest(parent, tie);
    if (!first.ok) throw new Error('expected a contest');
    const again = decide(first.value, hall(20, 18), totals([9, 4, 4], 18));
    const second = runoffContest(first.value, again);
    if (!second.ok) throw new Error('expected a contest');
    expect(second.value.candidates).toEqual([{ no: 7 }, { no: 5 }]);
    expect(second.value.rules).toMatchObject({ seats: 1, maxMarks: 1 });
  });

  it('fewer than the seats with a vote is a shortfall of the re-vote', () => {
    const child = runoffContest(parent, tie);
    if (!child.ok) throw new Error('expected a contest');
    expect(decide(child.value, hall(20), totals([0, 3, 0], 20))).toMatchObject({ outcome: 'shortfall', vacancies: 1 });
  });

  it('is refused where there is no tie', () => {
    const complete = decide(parent, hall(20), totals([16, 12, 3, 11, 1], 20));
    for (const decision of [complete, decide(parent, hall(20, 15), totals([], 0))]) {
      expect(runoffContest(parent, decision)).toMatchObject({ ok: false, error: { code: 'no-tie' } });
    }
  });
});

describe('RULES §1 decision 6: a vote after a shortfall', () => {
  const parent = contestOf({ field: 6, seats: 4, minMarks: 3 });
  const short = decide(parent, hall(90, 61), totals([60, 52, 45, 44, 30, 0], 61));

  it('keeps the rules, the majority too, for the seats that remain', () => {
    const child = shortfallContest(parent, short, [6, 3, 4]);
    if (!child.ok) throw new Error(child.error.code);
    expect(child.value.candidates).toEqual([{ no: 3 }, { no: 4 }, { no: 6 }]);
    expect(child.value.rules).toMatchObject({ seats: 2, maxMarks: 2, minMarks: 2, majority: OVER_HALF_OF_ALL });
  });

  it('needs C ≥ vacancies + 1', () => {
    expect(shortfallContest(parent, short, [3, 4])).toMatchObject({
      ok: false,
      error: { code: 'too-few-candidates', got: '2 candidates' },
    });
  });

  it.each([
    ['unknown-candidate', [3, 4, 7]],
    ['candidate-named-twice', [3, 4, 3]],
    ['already-chosen', [3, 4, 1]],
  ] as const)('refuses %s', (code, nos) => {
    expect(shortfallContest(parent, short, nos)).toMatchObject({ ok: false, error: { code, path: '/candidates/2' } });
  });

  it('is refused where there is no shortfall', () => {
    const complete = decide(parent, hall(90), totals([60, 60, 60, 60, 30, 0], 90));
    expect(shortfallContest(parent, complete, [5, 6])).toMatchObject({ ok: false, error: { code: 'no-shortfall' } });
  });
});
