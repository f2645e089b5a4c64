import { FORM_GRADES, FORM_PICK } from '@piaojue/firmware-protocol/ballot';
import type { Mark } from '@piaojue/firmware-protocol/marks';
import type { Paper } from '@piaojue/firmware-protocol/paper';

/** What looks wrong when OK is pressed; the next OK sends it all the same (PROTOCOL KPD6). */
export type Question = 'tooMany' | 'tooFew' | 'unanswered';

/** What the fingers have entered, in RAM only. Positions are those of the paper, from 0. */
export interface Entry {
  /** By position: 0 blank; 1 marked; 1 赞成, 2 反对, 3 弃权; or the grade. Positions past its end are blank. */
  readonly answers: readonly number[];
  /** The position at hand; the paper's count: the end; null: none was chosen yet. */
  readonly at: number | null;
  /** The answer that ▲▼ show for the item at hand, as long as OK did not take it. */
  readonly offered: number | null;
  /** The number that is being entered: its first digit, or '' where only the 0 was pressed that begins one. */
  readonly number: string | null;
  readonly asked: Question | null;
  /** The number that was entered last is not on the paper. */
  readonly unknown: number | null;
}

export const EMPTY_ENTRY: Entry = { answers: [], at: null, offered: null, number: null, asked: null, unknown: null };

/** Without what was asked or said of the key before. */
export const plain = (entry: Entry): Entry => ({ ...entry, asked: null, unknown: null });

export const answerOf = (entry: Entry, position: number): number => entry.answers[position] ?? 0;

export function withAnswer(entry: Entry, paper: Paper, position: number, answer: number): Entry {
  const answers = paper.numbers.map((_, i) => (i === position ? answer : answerOf(entry, i)));
  return { ...plain(entry), answers, offered: null };
}

/** Nothing is entered, not even half. */
export const isUntouched = ({ answers, offered, number }: Entry): boolean =>
  number === null && (offered ?? 0) === 0 && answers.every((answer) => answer === 0);

/** How many answers there are beside blank: 1 on a pick list, 赞成 反对 弃权, or the grades. */
export const answersOn = (paper: Paper): number =>
  paper.form === FORM_PICK ? 1 : paper.form === FORM_GRADES ? paper.grades : 3;

/** In the order of the paper. */
export const marksOf = (entry: Entry, paper: Paper): readonly Mark[] =>
  paper.numbers.flatMap((no, position) => {
    const answer = answerOf(entry, position);
    return answer === 0 ? [] : [[no, answer] as const];
  });

/** The entry of somebody who pressed all keys for these marks, as far as keys can say them. */
export const entryOf = (paper: Paper, marks: readonly Mark[]): Entry => {
  const wanted = new Map(marks.map((mark) => (typeof mark === 'number' ? ([mark, 1] as const) : mark)));
  return { ...EMPTY_ENTRY, answers: paper.numbers.map((no) => wanted.get(no) ?? 0), at: paper.numbers.length };
};

export function questionOf(entry: Entry, paper: Paper): Question | null {
  const picked = entry.answers.filter((answer) => answer === 1).length;
  if (paper.form !== FORM_GRADES) {
    if (picked > paper.maxMarks) return 'tooMany';
    if (picked < (paper.form === FORM_PICK ? Math.max(1, paper.minMarks) : paper.minMarks)) return 'tooFew';
  }
  return paper.form !== FORM_PICK && paper.numbers.some((_, i) => answerOf(entry, i) === 0) ? 'unanswered' : null;
}

/** With at most nine candidates 1–9 one digit is a number; else two are (03), or one and another key. */
const oneDigit = (paper: Paper): boolean => paper.numbers.every((no) => no <= 9);

/** `use` gets the position of a number that is complete. One that is not on the paper is refused and shown. */
type UseNumber = (entry: Entry, position: number) => Entry;

export function pressNumberDigit(entry: Entry, paper: Paper, digit: string, use: UseNumber): Entry {
  const number = (entry.number ?? '') + digit;
  if (number.length === 1 && !oneDigit(paper)) return { ...plain(entry), offered: null, number };
  return completeNumber({ ...entry, number }, paper, use);
}

/** Takes what stands there as the whole number; a number that was only begun is given up. */
export function completeNumber(entry: Entry, paper: Paper, use: UseNumber): Entry {
  const base = { ...plain(entry), number: null };
  if (entry.number === null || entry.number === '') return base;
  const no = Number(entry.number);
  const position = paper.numbers.indexOf(no);
  return position < 0 ? { ...base, unknown: no } : use(base, position);
}
