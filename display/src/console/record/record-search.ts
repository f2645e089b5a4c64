import type { RecordLine } from '@piaojue/contract/officers-view';

/** Lines that contain every word of the query somewhere in what is shown of them, the newest first. */
export function findLines(
  lines: readonly RecordLine[],
  query: string,
  shownOf: (line: RecordLine) => readonly string[],
): readonly RecordLine[] {
  const words = query.toLocaleLowerCase().split(/\s+/u).filter(Boolean);
  return lines
    .filter((line) => {
      const text = [...shownOf(line), `#${line.round ?? ''}`].join(' ').toLocaleLowerCase();
      return words.every((word) => text.includes(word));
    })
    .toSorted((a, b) => b.seq - a.seq);
}
