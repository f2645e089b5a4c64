import { FORM_CHOICE, FORM_GRADES, FORM_PICK, type Form } from '@piaojue/firmware-protocol/ballot';
import { ballotOf, type Mark } from '@piaojue/firmware-protocol/marks';
import type { Paper } from '@piaojue/firmware-protocol/paper';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Display, displayOf } from './display.ts';
import { answersOn } from './entry.ts';
import { KeypadOnTheAir, paperOf } from './keypad-fixture.ts';
import { KEY_SETS, KEYS, type KeySet } from './keys.ts';
import { keysFor } from './typist-fixture.ts';

const SETS = Object.keys(KEY_SETS) as KeySet[];
const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
const pickList = paperOf({ numbers: numbers(12), maxMarks: 3 });
const perItem = paperOf({ form: FORM_CHOICE, numbers: numbers(12), maxMarks: 3 });
const resolution = paperOf({ form: FORM_CHOICE, numbers: [1], maxMarks: 1 });
const graded = (count: number, grades = 3): Paper =>
  paperOf({ form: FORM_GRADES, numbers: numbers(count), maxMarks: count, grades });

const open = (paper: Paper, set: KeySet = 'full') => new KeypadOnTheAir(paper, set).deal();
const show = (air: KeypadOnTheAir): Display => displayOf(air.state, air.keypad.keySet, 0);
const sealed = (air: KeypadOnTheAir): readonly number[] => [...(air.opened() ?? [])];
const ballot = (paper: Paper, ...marks: Mark[]): readonly number[] => [...ballotOf(paper, marks)];

describe('every ballot of every form with every set of keys', () => {
  const papers: fc.Arbitrary<Paper> = fc
    .constantFrom<Form>(FORM_PICK, FORM_CHOICE, FORM_GRADES)
    .chain((form) =>
      fc.record({
        form: fc.constant(form),
        numbers: fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: form === 3 ? 30 : 60 }),
        most: fc.integer({ min: 1, max: 60 }),
        grades: fc.constantFrom(3, 4),
      }),
    )
    .map(({ form, most, grades, ...given }) =>
      form === FORM_GRADES
        ? paperOf({ form, grades, maxMarks: given.numbers.length, ...given })
        : paperOf({ form, maxMarks: most, ...given }),
    );

  test.each(SETS)(
    'KPD16 KPD17 KPD18 KPD19 %s: what is entered by the table is what is sealed, one OK or two',
    (set) => {
      const votes = papers.chain((paper) =>
        fc.record({
          paper: fc.constant(paper),
          answers: fc.array(fc.nat(answersOn(paper)), {
            minLength: paper.numbers.length,
            maxLength: paper.numbers.length,
          }),
        }),
      );
      fc.assert(
        fc.property(votes, ({ paper, answers }) => {
          const air = open(paper, set).keys(...keysFor(paper, set, answers));
          const asked = ['tooMany', 'tooFew', 'unanswered'].includes(show(air).code);
          expect(air.state.ballot === null).toBe(asked);
          if (asked) air.keys('ok');
          const marks = paper.numbers.flatMap((no, i): Mark[] => (answers[i] ? [[no, answers[i]]] : []));
          expect(sealed(air)).toEqual(ballot(paper, ...marks));
        }),
        { numRuns: 150 },
      );
    },
  );

  test('KPD16 a key that it does not have does nothing', () => {
    for (const set of SETS) {
      const air = open(perItem, set);
      const before = air.state;
      air.keys(...KEYS.filter((key) => !(KEY_SETS[set] as readonly string[]).includes(key)));
      expect(air.state).toBe(before);
    }
  });
});

describe('a pick list', () => {
  test('KPD17 with ▲ ▼: the number that is shown is marked or not, and the end sends', () => {
    const air = open(pickList, 'arrows').keys('down', 'down', 'ok');
    expect(show(air)).toMatchObject({ code: 'choose', item: { no: 2, answer: 1 }, atEnd: false });
    air.keys('ok');
    expect(show(air)).toMatchObject({ item: { no: 2, answer: 0 }, answers: [] });
    air.keys('ok', 'up', 'up');
    expect(show(air)).toMatchObject({ item: null, atEnd: true, answers: [{ no: 2, answer: 1 }] });
    expect(sealed(air.keys('ok'))).toEqual(ballot(pickList, 2));
  });

  test('KPD17 KPD20 clear takes back the half number, then all marks', () => {
    const air = open(pickList).keys('0', '3', '1');
    expect(show(air.keys('clear'))).toMatchObject({ number: null, answers: [{ no: 3, answer: 1 }] });
    expect(show(air.keys('clear'))).toMatchObject({ number: null, answers: [] });
  });
});

describe('a resolution', () => {
  test.each([
    ['full', 'against', []],
    ['choices', 'against', []],
    ['digits', '2', []],
    ['arrows', 'down', ['down']],
  ] as const)('KPD18 KPD19 %s: one answer and OK', (set, key, more) => {
    const air = open(resolution, set).keys(key, ...more);
    expect(show(air)).toMatchObject({ code: 'answer', item: { no: 1, answer: 2, offered: set === 'arrows' } });
    expect(sealed(air.keys('ok'))).toEqual(ballot(resolution, [1, 2]));
  });

  test('KPD18 another answer before OK replaces the first; KPD6 OK without one is asked', () => {
    expect(sealed(open(resolution).keys('for', 'abstain', 'ok'))).toEqual(ballot(resolution, [1, 3]));
    for (const set of SETS) {
      const air = open(resolution, set).keys('ok');
      expect([set, air.state.ballot, show(air)]).toMatchObject([set, null, { code: 'unanswered', blank: 1 }]);
      expect(sealed(air.keys('ok'))).toEqual(ballot(resolution));
    }
  });

  test('KPD16 PAP8 a named vote says so from the paper to the end, a secret one never', () => {
    const air = open({ ...resolution, named: true });
    expect(show(air).named).toBe(true);
    expect(show(air.keys('for', 'ok')).named).toBe(true);
    expect(show(air.answer('counted')).named).toBe(true);
    expect(show(open(resolution)).named).toBe(false);
  });
});

describe('answers per item', () => {
  test('KPD18 KPD21 the keypad asks item after item, and shows what was answered', () => {
    const air = open(perItem);
    expect(show(air)).toMatchObject({ code: 'answer', item: { no: 1, answer: 0, offered: false }, blank: 12 });
    air.keys('for', 'against');
    expect(show(air)).toMatchObject({
      item: { no: 3, answer: 0 },
      answers: [
        { no: 1, answer: 1 },
        { no: 2, answer: 2 },
      ],
      blank: 10,
    });
    for (let i = 0; i < 10; i++) air.keys('abstain');
    expect(show(air)).toMatchObject({ code: 'ready', atEnd: true, item: null, blank: 0 });
    // At the end an answer has no item.
    expect(show(air.keys('for'))).toMatchObject({ code: 'ready', blank: 0 });
    air.keys('ok');
    expect(sealed(air)).toEqual(ballot(perItem, 1, [2, 2], ...numbers(10).map((i): Mark => [i + 2, 3])));
  });

  test('KPD18 a number goes to its item; a half one is complete with the answer; an unknown one changes nothing', () => {
    const air = open(perItem).keys('1', '1');
    expect(show(air)).toMatchObject({ item: { no: 11 } });
    air.keys('against', '7', 'for');
    expect(show(air)).toMatchObject({ item: { no: 8 }, number: null });
    air.keys('9', '9');
    expect(show(air)).toMatchObject({ code: 'unknownNumber', unknown: 99, item: { no: 8 } });
    // 0 is no item: the answer that completes it is not taken for another one.
    air.keys('0', 'for');
    expect(show(air)).toMatchObject({ code: 'unknownNumber', unknown: 0, item: { no: 8 }, blank: 10 });
    air.keys('7', 'ok', 'abstain', 'ok', 'ok');
    expect(sealed(air)).toEqual(ballot(perItem, [11, 2], [7, 3]));
  });

  test('KPD18 where digits are the answers 0 begins a number', () => {
    for (const [set, paper] of [
      ['digits', perItem],
      ['full', graded(12)],
    ] as const) {
      const air = open(paper, set).keys('1', '0');
      expect(show(air)).toMatchObject({ item: { no: 2 }, number: '' });
      air.keys('1', '2', '3');
      expect(show(air)).toMatchObject({ code: 'ready', number: null });
      // 0 alone and OK: no number after all.
      expect(show(air.keys('0', 'ok'))).toMatchObject({ code: 'ready', number: null });
      expect(sealed(air.keys('0', '7', 'ok', '2', '9', 'ok', 'ok'))).toEqual(ballot(paper, 1, [7, 2], [12, 3]));
    }
  });

  test('KPD6 BAL4 more 赞成 than the paper allows are asked once, then sealed as they are', () => {
    const all = numbers(12).map(() => 'for' as const);
    const air = open(perItem).keys(...all, 'ok');
    expect([air.state.ballot, show(air).code]).toEqual([null, 'tooMany']);
    // Another key takes the question back.
    air.keys('0', '1', 'ok');
    expect([air.state.ballot, show(air).code]).toEqual([null, 'tooMany']);
    expect(sealed(air.keys('ok'))).toEqual(ballot(perItem, ...numbers(12)));
  });

  test('KPD6 fewer 赞成 than the paper asks for, then blank items, are told by their own words', () => {
    const least = { ...perItem, minMarks: 2 };
    const air = open(least).keys('for', 'ok');
    expect(show(air).code).toBe('tooFew');
    air.keys('for', 'ok');
    expect(show(air)).toMatchObject({ code: 'unanswered', blank: 10 });
  });
});

describe('grades', () => {
  test('KPD6 KPD18 KPD21 a digit that is no grade of this paper changes nothing', () => {
    const air = open(graded(3)).keys('4', '9');
    expect(show(air)).toMatchObject({ item: { no: 1, answer: 0 }, grades: 3, blank: 3 });
    expect(show(open(graded(3, 4)).keys('4'))).toMatchObject({ item: { no: 2 }, grades: 4, blank: 2 });
    // 赞成 is no grade, and takes back a question all the same.
    const asked = open(graded(3)).keys('ok', 'for', 'ok');
    expect([asked.state.ballot, show(asked).code]).toEqual([null, 'unanswered']);
    expect(show(open(graded(3)).keys('for'))).toMatchObject({ item: { no: 1 }, blank: 3 });
  });

  test('KPD19 ▲ ▼ offer the grades round and round; OK takes the one that is shown and goes on', () => {
    for (const set of ['arrows', 'choices'] as const) {
      const air = open(graded(3), set).keys('up');
      expect(show(air)).toMatchObject({ item: { no: 1, answer: 3, offered: true }, blank: 3 });
      air.keys('down', 'down', 'ok');
      expect(show(air)).toMatchObject({ item: { no: 2, answer: 0, offered: false }, answers: [{ no: 1, answer: 1 }] });
      air.keys('ok', 'down', 'down', 'ok');
      expect(show(air)).toMatchObject({ code: 'ready', blank: 1 });
      expect(show(air.keys('up'))).toMatchObject({ item: { no: 3, answer: 2, offered: false } });
      air.keys('ok', 'ok');
      expect(show(air)).toMatchObject({ code: 'unanswered', blank: 1 });
      expect(sealed(air.keys('ok'))).toEqual(ballot(graded(3), 1, [3, 2]));
    }
  });

  test('KPD20 clear goes one step back: what is offered, the answer at hand, the one before', () => {
    const air = open(graded(3), 'arrows').keys('down', 'ok', 'down', 'down', 'ok', 'down', 'clear');
    expect(show(air)).toMatchObject({ item: { no: 3, answer: 0, offered: false }, blank: 1 });
    expect(show(air.keys('clear'))).toMatchObject({ item: { no: 2, answer: 0 }, blank: 2 });
    expect(show(air.keys('clear'))).toMatchObject({ item: { no: 1, answer: 0 }, blank: 3 });
    expect(show(air.keys('clear'))).toMatchObject({ item: { no: 1, answer: 0 }, blank: 3 });
    const back = open(graded(3)).keys('1', '2', '3', '0', '2', 'clear');
    expect(show(back)).toMatchObject({ item: { no: 2, answer: 0 }, blank: 1 });
  });
});

describe('after OK', () => {
  test('KPD7 the first key begins a new ballot; OK alone seals the same once more, and nothing once it is counted', () => {
    const air = open(resolution).keys('for', 'ok');
    const first = air.ballot().counter;
    expect(sealed(air.keys('ok'))).toEqual(ballot(resolution, 1));
    expect(air.ballot().counter).toBe(first + 1);
    air.answer('counted').keys('ok', 'ok').tick(5000).keys('ok', 'ok');
    expect([air.state.ballot, show(air).code]).toEqual([null, 'countedBefore']);
    // A blank one in its place is still to be had: after 清除 OK is asked.
    air.keys('clear', 'ok');
    expect(show(air).code).toBe('unanswered');
    expect(sealed(air.keys('ok'))).toEqual(ballot(resolution));
  });

  test('KPD7 KPD22 a ballot of several marks begun while the one before waits is whole when that one is counted', () => {
    const air = open(pickList).keys('0', '1', 'ok', '0', '2', '0', '3');
    expect(show(air)).toMatchObject({ code: 'choose', light: 'amberMoving' });
    air.answer('counted');
    expect(show(air)).toMatchObject({ code: 'choose', light: 'green', answers: [{ no: 2 }, { no: 3 }] });
    air.tick(5000);
    expect(show(air)).toMatchObject({ code: 'choose', light: 'none', answers: [{ no: 2 }, { no: 3 }] });
    expect(sealed(air.keys('ok'))).toEqual(ballot(pickList, 2, 3));
  });

  test('KPD9 a change that was not confirmed is gone at the close, and the keypad says that the ballot before stands', () => {
    const air = open(perItem).keys('for', 'ok', 'ok').answer('counted').tick(5000).keys('against');
    air.hall = 'closing';
    expect(show(air.beacon())).toMatchObject({ code: 'unsent', light: 'red', reason: 'stands', answers: [] });
  });
});
