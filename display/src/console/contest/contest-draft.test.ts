import { describe, expect, test } from 'vitest';
import {
  contestOf,
  draftWith,
  emptyDraft,
  ofKind,
  reasonsOf,
  rulesOf,
  withCandidate,
  withRules,
} from './contest-draft.ts';

describe('contest form', () => {
  test('the default is the main job: at most S marks, more than half of all, last press', () => {
    const draft = { ...emptyDraft(), title: ' 年度票决 ', seats: 3 };
    expect(contestOf(draft)).toMatchObject({
      title: '年度票决',
      kind: 'selection',
      rules: {
        seats: 3,
        maxMarks: 3,
        minMarks: 0,
        majority: { num: 1, den: 2, strict: true, base: 'all' },
        quorum: { num: 2, den: 3, strict: false },
        press: 'last',
        reveal: 'atClose',
      },
    });
  });

  test('empty fields and empty lines are left out; numbers stand as typed', () => {
    const draft = withCandidate(emptyDraft());
    const named = {
      ...draft,
      candidates: draft.candidates.map((c) => (c.no === 2 ? c : { ...c, name: '桥', unit: '  ' })),
    };
    expect(contestOf(named).candidates).toEqual([
      { no: 1, name: '桥' },
      { no: 3, name: '桥' },
    ]);
  });

  test('a new line gets the number after the highest', () => {
    const draft = emptyDraft();
    const [first] = draft.candidates;
    if (first === undefined) throw new Error('an empty draft has lines');
    expect(withCandidate({ ...draft, candidates: [{ ...first, no: 17 }] }).candidates.at(-1)?.no).toBe(18);
  });

  test('exactly asks for all marks, plurality for no majority', () => {
    const { rules } = contestOf({ ...emptyDraft(), seats: 4, maxMarks: 2, exactly: true, majority: null });
    expect(rules).toMatchObject({ maxMarks: 2, minMarks: 2, exactly: true, majority: null });
  });

  test('other middle dots become the one that fonts and searches know', () => {
    const draft = emptyDraft();
    const lines = draft.candidates.map((c) => ({ ...c, name: '阿依・古丽' }));
    expect(contestOf({ ...draft, candidates: lines }).candidates[0]?.name).toBe('阿依·古丽');
  });
});

describe('kinds', () => {
  test('each kind sends the fields that it has, and no others', () => {
    const keys = (kind: Parameters<typeof ofKind>[1]) => Object.keys(rulesOf(ofKind(emptyDraft(), kind))).toSorted();
    const common = ['people', 'press', 'quorum', 'rateBase', 'reveal'];
    const seats = [...common, 'exactly', 'majority', 'maxMarks', 'minMarks', 'seats', 'tie'];
    expect(keys('selection')).toEqual(seats.toSorted());
    expect(keys('perProject')).toEqual(seats.toSorted());
    expect(keys('election')).toEqual([...seats, 'differential', 'form'].toSorted());
    expect(keys('resolution')).toEqual([...common, 'majority'].toSorted());
    expect(keys('namedResolution')).toEqual([...common, 'majority'].toSorted());
    expect(keys('evaluation')).toEqual([...common, 'dontKnowCounts', 'gradeBase', 'halfPasses', 'scale'].toSorted());
  });

  test('a motion is one line and never without a majority', () => {
    const motion = contestOf({
      ...ofKind({ ...emptyDraft(), majority: null }, 'resolution'),
      candidates: ofKind(emptyDraft(), 'resolution').candidates.map((line) => ({ ...line, name: '预算草案' })),
    });
    expect(motion.candidates).toEqual([{ no: 1, name: '预算草案' }]);
    expect(motion.rules).toMatchObject({ majority: { num: 1, den: 2, strict: true, base: 'all' } });
  });

  test('the rules of a profile come back as they were, of every kind', () => {
    const people = { emptyBox: true, sums: false, presiding: true };
    const profile = { id: 'county', version: 3 };
    const clock = { seconds: 90, closes: true };
    const common = { quorum: { num: 1, den: 2, strict: true }, rateBase: 'valid', press: 'first', people } as const;
    const seats = {
      ...common,
      seats: 4,
      maxMarks: 3,
      minMarks: 3,
      exactly: true,
      majority: null,
      tie: 'runoff',
    } as const;
    const back = (kind: Parameters<typeof withRules>[1], rules: Parameters<typeof withRules>[2]) =>
      rulesOf(withRules(emptyDraft(), kind, rules));
    for (const rules of [
      { ...seats, reveal: 'afterConfirmation', clock, profile },
      { ...seats, reveal: 'atClose', form: 'perItem', differential: false },
    ] as const) {
      expect(back('form' in rules ? 'election' : 'selection', rules)).toEqual(rules);
    }
    const motion = { ...common, reveal: 'atClose', majority: { num: 2, den: 3, strict: false, base: 'all' } } as const;
    expect(back('namedResolution', motion)).toEqual(motion);
    const evaluation = {
      ...common,
      reveal: 'atClose',
      scale: 4,
      halfPasses: true,
      gradeBase: 'all',
      dontKnowCounts: false,
    } as const;
    expect(back('evaluation', evaluation)).toEqual(evaluation);
  });

  test('what a table says of a candidate beyond the form is sent along, and who was cut with the reason', () => {
    const imported = {
      candidates: [{ no: 5, name: '桥', story: { fund: '县级财政' }, ref: 'p-5' }],
      screened: [{ name: '亭', outcome: 'cut' as const, reason: '用地未批' }],
    };
    const { candidates, screened } = contestOf(draftWith(imported));
    expect(candidates).toEqual(imported.candidates);
    expect(screened).toEqual(imported.screened);
  });
});

test('reasons of the server as a list', () => {
  expect(reasonsOf('a: expected 1\nb: expected 2; c')).toEqual(['a: expected 1', 'b: expected 2', 'c']);
  expect(reasonsOf('')).toEqual([]);
});
