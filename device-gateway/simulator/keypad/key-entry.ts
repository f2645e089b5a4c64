import type { Paper } from '@piaojue/firmware-protocol/paper';

/** What the fingers have entered, in RAM only. */
export interface Entry {
  /** Candidate numbers that are marked, in the order of pressing. */
  readonly marks: readonly number[];
  /** The first digit of a number of two digits. */
  readonly digit: string;
  /** OK was pressed on a number of marks that the paper does not allow: the next OK sends it all the same (KPD6). */
  readonly asked: 'tooMany' | 'tooFew' | null;
  /** The last number is not on the paper. */
  readonly unknown: number | null;
}

export const EMPTY_ENTRY: Entry = { marks: [], digit: '', asked: null, unknown: null };

/** With at most nine candidates 1–9 one digit is a number; else two are (03), or one and OK. */
const oneDigit = (paper: Paper): boolean => paper.numbers.every((no) => no <= 9);

const plain = (entry: Entry): Entry => ({ ...entry, asked: null, unknown: null });

/** A number pressed again takes its mark away. One that is not on the paper is refused and shown. */
function toggle(entry: Entry, paper: Paper, no: number): Entry {
  const base = { ...plain(entry), digit: '' };
  if (!paper.numbers.includes(no)) return { ...base, unknown: no };
  const marks = entry.marks.includes(no) ? entry.marks.filter((mark) => mark !== no) : [...entry.marks, no];
  return { ...base, marks };
}

export function pressDigit(entry: Entry, paper: Paper, digit: string): Entry {
  if (oneDigit(paper)) return toggle(entry, paper, Number(digit));
  if (entry.digit === '') return { ...plain(entry), digit };
  return toggle(entry, paper, Number(entry.digit + digit));
}

/** `send` once the entry may be sealed. */
export function pressOk(entry: Entry, paper: Paper): { readonly entry: Entry; readonly send: boolean } {
  if (entry.digit !== '') return { entry: toggle(entry, paper, Number(entry.digit)), send: false };
  const count = entry.marks.length;
  const problem = count > paper.maxMarks ? 'tooMany' : count < Math.max(1, paper.minMarks) ? 'tooFew' : null;
  if (problem && entry.asked !== problem) return { entry: { ...entry, unknown: null, asked: problem }, send: false };
  return { entry, send: true };
}

/** Takes back the half number first, then everything. */
export const pressClear = (entry: Entry): Entry => (entry.digit === '' ? EMPTY_ENTRY : { ...plain(entry), digit: '' });
