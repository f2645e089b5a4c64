import type { BallotKind } from '@piaojue/contract/screen-view';
import { describe, expect, test } from 'vitest';
import {
  emptyTyping,
  faultsOf,
  type PaperForm,
  paperFormOf,
  totalsOf,
  type Typing,
  validOf,
  withFigure,
} from './typed-totals.ts';

const MARKS: PaperForm = { form: 'marks', minMarks: 0, maxMarks: 2 };
const ANSWERS: PaperForm = { form: 'answers' };
const typing = (returned: number | null, invalid: number | null, rows: (number | null)[][]): Typing => ({
  returned,
  invalid,
  rows,
});
const kinds = (form: PaperForm, given: Typing, issued = 10) =>
  faultsOf(form, given, [4, 7], issued).map(({ kind }) => kind);

describe('totals of paper ballots as they are typed', () => {
  test('a figure that is missing is told before any sum', () => {
    expect(kinds(MARKS, emptyTyping(MARKS, 2))).toEqual(['missing']);
    expect(kinds(MARKS, typing(9, 1, [[8], [null]]))).toEqual(['missing']);
    expect(kinds(MARKS, typing(null, 1, [[8], [8]]))).toEqual(['missing']);
  });

  test('V is R − X, and every sum that no box can have is named with its candidate', () => {
    const given = typing(9, 1, [[9], [3]]);
    expect(validOf(given)).toBe(8);
    expect(faultsOf(MARKS, given, [4, 7], 10)).toEqual([{ kind: 'rowMost', no: 4, sum: 9, valid: 8, blocks: true }]);
    expect(kinds(MARKS, typing(1, 2, [[0], [0]]))).toEqual(['moreInvalid']);
    expect(kinds(MARKS, typing(9, 1, [[8], [8]]))).toEqual([]);
  });

  test('marks in all lie between what valid ballots must and may hold', () => {
    const one: PaperForm = { form: 'marks', minMarks: 1, maxMarks: 1 };
    expect(kinds(one, typing(8, 0, [[5], [4]]))).toEqual(['marksMost']);
    expect(kinds(one, typing(8, 0, [[4], [3]]))).toEqual(['marksLeast']);
    expect(kinds(one, typing(8, 0, [[5], [3]]))).toEqual([]);
  });

  test('the answers to one candidate add up to V, neither more nor fewer', () => {
    const right = typing(10, 2, [
      [5, 2, 1],
      [8, 0, 0],
    ]);
    expect(kinds(ANSWERS, right)).toEqual([]);
    expect(faultsOf(ANSWERS, withFigure(right, 1, 2, 1), [4, 7], 10)).toEqual([
      { kind: 'rowSum', no: 7, sum: 9, valid: 8, blocks: true },
    ]);
    expect(kinds(ANSWERS, withFigure(right, 0, 0, 4))).toEqual(['rowSum']);
  });

  test('more returned than issued stops nobody from typing: it is the round that is void', () => {
    expect(faultsOf(MARKS, typing(11, 0, [[5], [6]]), [4, 7], 10)).toEqual([
      { kind: 'tooMany', returned: 11, issued: 10, blocks: false },
    ]);
  });

  test('what is sent has the lists that the form of the ballot asks for, in the order of the candidates', () => {
    expect(totalsOf(MARKS, typing(9, 1, [[8], [3]]))).toEqual({ returned: 9, invalid: 1, votes: [8, 3] });
    expect(
      totalsOf(
        ANSWERS,
        typing(8, 0, [
          [5, 2, 1],
          [8, 0, 0],
        ]),
      ),
    ).toEqual({
      returned: 8,
      invalid: 0,
      votes: [5, 8],
      against: [2, 0],
      abstained: [1, 0],
    });
    expect(
      totalsOf(
        { form: 'grades', scale: 3 },
        typing(8, 0, [
          [5, 2, 1, 0],
          [4, 1, 1, 2],
        ]),
      ),
    ).toEqual({
      returned: 8,
      invalid: 0,
      grades: [
        [5, 2, 1, 0],
        [4, 1, 1, 2],
      ],
    });
  });

  test('the form is the ballot of the round', () => {
    const form = (ballot: BallotKind, minMarks = 0) => paperFormOf({ ballot, minMarks, maxMarks: 2 });
    expect(form('marks', 2)).toEqual({ form: 'marks', minMarks: 2, maxMarks: 2 });
    expect(form('answers')).toEqual({ form: 'answers' });
    expect(form('grades3')).toEqual({ form: 'grades', scale: 3 });
    expect(form('grades4')).toEqual({ form: 'grades', scale: 4 });
  });
});
