import type { TypedTotals } from '@piaojue/contract/commands';
import type { RoundTitle } from '@piaojue/contract/screen-view';

/** What a paper ballot asks: a mark or none, one of three answers per candidate, one of k grades per item. */
export type PaperForm =
  | { readonly form: 'marks'; readonly minMarks: number; readonly maxMarks: number }
  | { readonly form: 'answers' }
  | { readonly form: 'grades'; readonly scale: 3 | 4 };

/** The figures as they are typed: one list per candidate, of as many figures as the ballot has columns. null: still empty. */
export interface Typing {
  readonly returned: number | null;
  readonly invalid: number | null;
  readonly rows: readonly (readonly (number | null)[])[];
}

/** Something that does not add up. `blocks`: a sum that no box of ballots can have. */
export type TypingFault =
  | { readonly kind: 'missing' | 'moreInvalid'; readonly blocks: true }
  | { readonly kind: 'tooMany'; readonly returned: number; readonly issued: number; readonly blocks: false }
  | {
      readonly kind: 'rowSum' | 'rowMost';
      readonly no: number;
      readonly sum: number;
      readonly valid: number;
      readonly blocks: true;
    }
  | { readonly kind: 'marksMost'; readonly sum: number; readonly most: number; readonly blocks: true }
  | { readonly kind: 'marksLeast'; readonly sum: number; readonly least: number; readonly blocks: true };

export function paperFormOf({
  ballot,
  minMarks,
  maxMarks,
}: Pick<RoundTitle, 'ballot' | 'minMarks' | 'maxMarks'>): PaperForm {
  switch (ballot) {
    case 'marks':
      return { form: 'marks', minMarks, maxMarks };
    case 'answers':
      return { form: 'answers' };
    case 'grades3':
      return { form: 'grades', scale: 3 };
    case 'grades4':
      return { form: 'grades', scale: 4 };
  }
}

/** Columns of the table, in the order in which figures are typed. */
export function columnsOf(form: PaperForm) {
  switch (form.form) {
    case 'marks':
      return ['votes'] as const;
    case 'answers':
      return ['for', 'against', 'abstained'] as const;
    case 'grades':
      return form.scale === 4
        ? (['satisfied', 'basic', 'dissatisfied', 'dontKnow', 'blank'] as const)
        : (['satisfied', 'basic', 'dissatisfied', 'blank'] as const);
  }
}

export function emptyTyping(form: PaperForm, candidates: number): Typing {
  const row = columnsOf(form).map(() => null);
  return { returned: null, invalid: null, rows: Array.from({ length: candidates }, () => row) };
}

export function withFigure(typing: Typing, row: number, column: number, figure: number | null): Typing {
  return {
    ...typing,
    rows: typing.rows.map((cells, at) => (at === row ? cells.map((cell, i) => (i === column ? figure : cell)) : cells)),
  };
}

/** V = R − X; null while one of them is missing. */
export const validOf = ({ returned, invalid }: Typing): number | null =>
  returned === null || invalid === null ? null : returned - invalid;

const sumOf = (figures: readonly number[]): number => figures.reduce((sum, figure) => sum + figure, 0);

/**
 * What does not add up before it is sent (RULES §4): V + X = R, the answers to one candidate add up to V, marks lie between
 * what valid ballots can hold. `nos`: numbers of the candidates. R > I is told and stops nothing: it voids the round.
 */
export function faultsOf(form: PaperForm, typing: Typing, nos: readonly number[], issued: number): TypingFault[] {
  const { returned, invalid } = typing;
  const rows = typing.rows.map((row) => row.filter((figure) => figure !== null));
  const complete = rows.every((row, at) => row.length === typing.rows[at]?.length);
  if (returned === null || invalid === null || !complete) return [{ kind: 'missing', blocks: true }];
  const faults: TypingFault[] = [];
  if (returned > issued) faults.push({ kind: 'tooMany', returned, issued, blocks: false });
  const valid = returned - invalid;
  if (valid < 0) return [...faults, { kind: 'moreInvalid', blocks: true }];
  for (const [at, row] of rows.entries()) {
    const sum = sumOf(row);
    const no = nos[at] ?? at + 1;
    if (form.form === 'marks' && sum > valid) faults.push({ kind: 'rowMost', no, sum, valid, blocks: true });
    if (form.form !== 'marks' && sum !== valid) faults.push({ kind: 'rowSum', no, sum, valid, blocks: true });
  }
  if (form.form === 'marks') {
    const sum = sumOf(rows.flat());
    if (sum > valid * form.maxMarks) faults.push({ kind: 'marksMost', sum, most: valid * form.maxMarks, blocks: true });
    if (sum < valid * form.minMarks)
      faults.push({ kind: 'marksLeast', sum, least: valid * form.minMarks, blocks: true });
  }
  return faults;
}

/** What is sent, once everything is filled in. */
export function totalsOf(form: PaperForm, { returned, invalid, rows }: Typing): TypedTotals {
  const column = (at: number) => rows.map((row) => row[at] ?? 0);
  const sums = { returned: returned ?? 0, invalid: invalid ?? 0 };
  switch (form.form) {
    case 'marks':
      return { ...sums, votes: column(0) };
    case 'answers':
      return { ...sums, votes: column(0), against: column(1), abstained: column(2) };
    case 'grades':
      return { ...sums, grades: rows.map((row) => row.map((figure) => figure ?? 0)) };
  }
}
