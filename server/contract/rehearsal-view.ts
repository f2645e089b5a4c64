/** The test deck of a rehearsal: who presses what, and what has to come out. Only a rehearsal has one: real votes are nobody's to know. */
export interface DeckView {
  readonly roundId: number;
  readonly title: string;
  /** What a pick list, answers or grades are pressed as: words of the sheet follow it. */
  readonly ballot: 'marks' | 'answers' | 'grades3' | 'grades4';
  /** One for each keypad that votes, in the order of the seats. */
  readonly ballots: readonly DeckLine[];
  /** Every candidate has a count of its own. */
  readonly distinct: boolean;
  readonly rows: readonly DeckRow[];
  readonly figures: readonly DeckFigure[];
  /** Rows and figures that came out otherwise; null before the count. */
  readonly differences: number | null;
}

/** A number of the paper, or with its answer or grade. */
export type DeckMark = number | readonly [no: number, answer: number];

export interface DeckLine {
  readonly keypad: number;
  /** '' where keypads are handed out without a list. */
  readonly name: string;
  readonly group: string;
  readonly kind: 'plain' | 'changed' | 'over' | 'blank' | 'none';
  /** What is submitted with OK, one after another; [[]]: OK alone, []: nothing is pressed. */
  readonly presses: readonly (readonly DeckMark[])[];
}

/** One printed number of a candidate. `counted` null: not counted yet. */
export interface DeckRow {
  readonly no: number;
  readonly name: string;
  readonly column: DeckColumn;
  readonly expected: number;
  readonly counted: number | null;
}
export type DeckColumn = 'votes' | 'against' | 'abstained' | 'grade1' | 'grade2' | 'grade3' | 'grade4' | 'blank';

export interface DeckFigure {
  readonly figure: 'returned' | 'valid' | 'invalid' | 'notSubmitted';
  readonly expected: number;
  readonly counted: number | null;
}
