import {
  CHOICE_ABSTAIN,
  CHOICE_AGAINST,
  CHOICE_FOR,
  FORM_CHOICE,
  FORM_PICK,
  type Form,
} from '@piaojue/firmware-protocol/ballot';
import type { Mark } from '@piaojue/firmware-protocol/marks';

const CHOICES: Readonly<Record<string, number>> = { y: CHOICE_FOR, n: CHOICE_AGAINST, a: CHOICE_ABSTAIN };

/** How a mark is written on a ballot of this form, for the text of a fault. */
export const MARKS_OF_FORM: Readonly<Record<Form, string>> = {
  1: 'candidate numbers with spaces between, as in 1 4 7',
  2: 'candidate numbers with y, n or a, as in 1:y 2:n 3:a',
  3: 'item numbers with a grade, as in 1:3 2:1',
};

/** One mark as decks and cases write it (RULES §1 decision 12), `4`, `4:y` or `4:2`; null when it is none of this form. */
export function readMark(word: string, form: Form): Mark | null {
  const [number = '', answer, ...rest] = word.split(':');
  const no = wholeNumber(number);
  if (no === null || rest.length > 0) return null;
  if (form === FORM_PICK) return answer === undefined ? no : null;
  if (answer === undefined) return null;
  const value = form === FORM_CHOICE ? (CHOICES[answer] ?? null) : wholeNumber(answer);
  return value === null ? null : [no, value];
}

/** The words of a text, each of which may be a mark. */
export const wordsOf = (text: string): string[] => text.split(/ +/).filter((word) => word !== '');

export const numberOf = (mark: Mark): number => (typeof mark === 'number' ? mark : mark[0]);

/** 1 or more, in plain digits; null for anything else. */
export function wholeNumber(text: string): number | null {
  return /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : null;
}
