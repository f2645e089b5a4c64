import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { answerAt, FORM_CHOICE, FORM_GRADES, FORM_PICK, type Form, isForm, positionsOf } from './ballot.ts';
import { ballotOf, type Mark } from './marks.ts';

const FORMS: readonly Form[] = [FORM_PICK, FORM_CHOICE, FORM_GRADES];
const numbers = [3, 1, 99];
const bytes = (form: Form, ...marks: Mark[]): number[] => [...ballotOf({ form, numbers }, marks).subarray(0, 3)];

it('BAL2 BAL3 BAL5 marks by number stand at the position of their number', () => {
  expect(bytes(FORM_PICK, 99, 3)).toEqual([1, 0b01_00_01_00, 0]);
  expect(bytes(FORM_CHOICE, [99, 2], [3, 3], 1)).toEqual([2, 0b11_01_10_00, 0]);
  expect(bytes(FORM_GRADES, [1, 4], [99, 15])).toEqual([3, 0x04, 0xf0]);
  for (const form of FORMS) expect(bytes(form)).toEqual([form, 0, 0]);
});

it('BAL4 what no keypad can enter is a ballot that no paper takes, and never a throw', () => {
  // A mark past the count of a pick list that has room for it.
  expect(bytes(FORM_PICK, 1, 7)).toEqual([1, 0b00_01_00_01, 0]);
  const full = { form: FORM_PICK, numbers: Array.from({ length: 60 }, (_, i) => i + 1) } as const;
  expect(isForm(ballotOf(full, [1, 61])[0] ?? 0)).toBe(false);
  const spoilt: [Form, Mark[]][] = [
    [FORM_PICK, [[1, 2]]],
    [FORM_CHOICE, [7]],
    [
      FORM_CHOICE,
      [
        [1, 1],
        [1, 1],
      ],
    ],
    [FORM_CHOICE, [[1, 4]]],
    [FORM_CHOICE, [[1, 0]]],
    [FORM_GRADES, [[1, 16]]],
    [FORM_GRADES, [[1, 1.5]]],
  ];
  for (const [form, marks] of spoilt) expect([marks, isForm(bytes(form, ...marks)[0] ?? 0)]).toEqual([marks, false]);
});

it('BAL1 every set of answers is read back, whatever the order of the marks', () => {
  const cases = fc.constantFrom(FORM_CHOICE, FORM_GRADES).chain((form) =>
    fc.record({
      form: fc.constant(form),
      answers: fc.array(fc.nat(form === FORM_CHOICE ? 3 : 4), { minLength: 1, maxLength: positionsOf(form) }),
      reversed: fc.boolean(),
    }),
  );
  fc.assert(
    fc.property(cases, ({ form, answers, reversed }) => {
      const paper = { form, numbers: answers.map((_, i) => 99 - i) };
      const marks: Mark[] = answers.flatMap((answer, i) => (answer === 0 ? [] : [[99 - i, answer] as const]));
      const ballot = ballotOf(paper, reversed ? marks.toReversed() : marks);
      expect(answers.map((_, i) => answerAt(form, ballot, i))).toEqual(answers);
    }),
  );
});
