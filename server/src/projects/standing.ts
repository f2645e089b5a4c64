import type { PlainEntry } from '@piaojue/contract/project-entry';
import type { HistoryLine, ProjectFault } from '@piaojue/contract/project-view';
import { ok, type Result } from '@piaojue/contract/result';
import { type BookEntry, fault, type Standing } from './book.ts';

export interface Reading {
  /** In the order of their places; null: taken out, and its place kept, so that numbers that count places stay. */
  readonly places: readonly (
    | Standing
    | { readonly seq: number; readonly entry: null; readonly was: PlainEntry['kind'] }
  )[];
  readonly history: readonly HistoryLine[];
}

/**
 * The entries of one ref with all corrections applied. A correction takes the place of what it corrects: what was written
 * after that still comes after it.
 */
export function readEntries(entries: readonly BookEntry[]): Result<Reading, ProjectFault> {
  const places: Reading['places'][number][] = [];
  /** Place of each entry that stands. */
  const placeOf = new Map<number, number>();
  const correctedBy = new Map<number, number>();
  const history: Omit<HistoryLine, 'correctedBy'>[] = [];

  for (const { seq, at, by, event } of entries) {
    if (event.kind !== 'written') {
      history.push({ entry: seq, at, by, kind: event.kind, written: null, corrects: null });
      continue;
    }
    const { entry } = event;
    if (entry.kind !== 'correction') {
      placeOf.set(seq, places.push({ seq, entry }) - 1);
      history.push({ entry: seq, at, by, kind: entry.kind, written: entry, corrects: null });
      continue;
    }
    const place = placeOf.get(entry.entry);
    const former = place === undefined ? undefined : places[place];
    if (place === undefined || !former?.entry)
      return fault('unknown-entry', 'an entry of this ref that stands and can be corrected', `entry ${entry.entry}`);
    if (entry.instead && entry.instead.kind !== former.entry.kind)
      return fault('wrong-kind', `a ${former.entry.kind} instead of a ${former.entry.kind}`, entry.instead.kind);
    placeOf.delete(entry.entry);
    correctedBy.set(entry.entry, seq);
    if (entry.instead) placeOf.set(seq, place);
    places[place] = entry.instead ? { seq, entry: entry.instead } : { seq, entry: null, was: former.entry.kind };
    history.push({
      entry: seq,
      at,
      by,
      kind: 'correction',
      written: entry.instead,
      corrects: { entry: entry.entry, reason: entry.reason },
    });
  }
  return ok({
    places,
    history: history.map((line) => ({ ...line, correctedBy: correctedBy.get(line.entry) ?? null })),
  });
}

/** The notes of a project or a suggestion, by date, then as they were written. */
export const notesOf = ({ places }: Reading) =>
  places
    .flatMap(({ seq, entry }) =>
      entry?.kind === 'note'
        ? [{ entry: seq, date: entry.date, author: entry.author, words: entry.words, percent: entry.percent ?? null }]
        : [],
    )
    .toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : a.entry - b.entry));
