import type { ImportAnswer, ImportKind } from '@piaojue/contract/import';
import type { Findings } from './columns.ts';

/** What a table says, as long as nothing was done with it. */
export type Checked<T> = Omit<ImportAnswer<T>, 'written'>;

/** `content` is asked for only where the rows have no fault; it may find faults of the table as a whole. */
export function checkedOf<K extends string, T>(
  kind: ImportKind,
  rows: number,
  findings: Findings<K>,
  content: () => T,
): Checked<T> {
  const found = findings.faults.length ? null : content();
  const { faults, changes, notes } = findings;
  const inOrder = faults.toSorted((a, b) => a.row - b.row);
  return { kind, rows, faults: inOrder, changes, notes, content: faults.length ? null : found };
}
