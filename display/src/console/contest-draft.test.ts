import { describe, expect, test } from 'vitest';
import { contestOf, emptyDraft, reasonsOf, withCandidate } from './contest-draft.ts';

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
    const { rules } = contestOf({ ...emptyDraft(), seats: 4, maxMarks: 2, exactly: true, majority: 'plurality' });
    expect(rules).toMatchObject({ maxMarks: 2, minMarks: 2, exactly: true, majority: null });
  });

  test('other middle dots become the one that fonts and searches know', () => {
    const draft = emptyDraft();
    const lines = draft.candidates.map((c) => ({ ...c, name: '阿依・古丽' }));
    expect(contestOf({ ...draft, candidates: lines }).candidates[0]?.name).toBe('阿依·古丽');
  });
});

test('reasons of the server as a list', () => {
  expect(reasonsOf('a: expected 1\nb: expected 2; c')).toEqual(['a: expected 1', 'b: expected 2', 'c']);
  expect(reasonsOf('')).toEqual([]);
});
