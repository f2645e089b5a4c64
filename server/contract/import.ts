import type { AgendaItem } from './agenda.ts';
import type { Candidate, Contest } from './contest.ts';
import type { SittingFile } from './sitting-file.ts';

/** What comes of a table (CSV or XLSX) that is read as a roll, a list of candidates or an agenda. */
export type ImportKind = 'roll' | 'candidates' | 'agenda';

/** Most bytes of a file. */
export const MAX_IMPORT_BYTES = 5_000_000;
/** Most rows under the one with the names of the columns. */
export const MAX_IMPORT_ROWS = 65_534;

/** One thing that is wrong with a table. Texts are in the language that was asked for. */
export interface ImportFault {
  /** As the spreadsheet counts it, from 1; 0: the file as a whole. */
  readonly row: number;
  /** As the file names it; empty: the row as a whole. */
  readonly column: string;
  readonly expected: string;
  readonly got: string;
}

/** A name or number that was taken in another spelling than it was written in: full-width digits, dots between names, blanks. */
export interface ImportChange {
  readonly row: number;
  readonly column: string;
  readonly from: string;
  readonly to: string;
}

/** Worth a look; it keeps nothing from being taken. */
export interface ImportNote {
  readonly row: number;
  readonly column: string;
  readonly code: 'rare-characters' | 'same-name' | 'example-row' | 'unknown-column' | 'more-sheets';
  /**
   * The characters that the shipped font does not have, the name that another row has too, the cell that tells an example of a
   * template (which is not taken), the column's name, or the names of the sheets that were not read.
   */
  readonly text: string;
}

/** Who comes, and with which keypad, as a sitting file has it. */
export type RollImport = Pick<SittingFile, 'seats' | 'handout' | 'deputies' | 'observers'>;
export interface CandidatesImport {
  readonly candidates: readonly Candidate[];
  /** Merged or cut before the vote, each with its reason: never on a ballot. */
  readonly screened: NonNullable<Contest['screened']>;
}
export interface AgendaImport {
  readonly items: readonly AgendaItem[];
}

/** The answer of `POST /api/import/{kind}`, with 200 where there is no fault and 400 where there is. */
export interface ImportAnswer<T = RollImport | CandidatesImport | AgendaImport> {
  readonly kind: ImportKind;
  /** Rows read under the one with the names of the columns, without empty ones. */
  readonly rows: number;
  /** All of all rows; empty: it can be taken. */
  readonly faults: readonly ImportFault[];
  readonly changes: readonly ImportChange[];
  readonly notes: readonly ImportNote[];
  /** What the table says; null where it has a fault. */
  readonly content: T | null;
  /** It stands in the sitting now; false in a dry run (`?check=1`) and where it has a fault. */
  readonly written: boolean;
}
