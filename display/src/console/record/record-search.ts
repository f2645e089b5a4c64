import type { RecordLine } from '@piaojue/contract/officers-view';

/** What a line is about. */
export const RECORD_KINDS = ['all', 'vote', 'people', 'agenda', 'machine'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

const PEOPLE = /^(?:late )?sign-in|^deputy |^keypad |^incident |^sitting set up/u;
const AGENDA = /^agenda|^plenary|^contest |^rule profile|^public pages/u;

/** Of a round; else of deputies and their keypads, of the agenda, or of machines, alarms and files. */
export function kindOf({ event, round }: Pick<RecordLine, 'event' | 'round'>): Exclude<RecordKind, 'all'> {
  if (PEOPLE.test(event)) return 'people';
  if (AGENDA.test(event)) return 'agenda';
  return round === null ? 'machine' : 'vote';
}

export interface RecordWanted {
  readonly kind: RecordKind;
  /** Time of day at this desk, `09:30`, both inclusive; '' = open. */
  readonly from: string;
  readonly to: string;
  /** Words, all of which must stand in the line; `#3` is the third round. */
  readonly query: string;
}
export const EVERYTHING: RecordWanted = { kind: 'all', from: '', to: '', query: '' };

/** Lines of this kind and time that contain every word of the query somewhere in what is shown of them, the newest first. */
export function findLines(
  lines: readonly RecordLine[],
  { kind, from, to, query }: RecordWanted,
  shownOf: (line: RecordLine) => readonly string[],
): readonly RecordLine[] {
  const words = query.toLocaleLowerCase().split(/\s+/u).filter(Boolean);
  return lines
    .filter((line) => {
      if (kind !== 'all' && kindOf(line) !== kind) return false;
      const time = timeOfDay(line.at);
      if ((from !== '' && time < from) || (to !== '' && time > to)) return false;
      const text = [...shownOf(line), `#${line.round ?? ''}`].join(' ').toLocaleLowerCase();
      return words.every((word) => text.includes(word));
    })
    .toSorted((a, b) => b.seq - a.seq);
}

/** How many lines of each kind there are. */
export function countKinds(lines: readonly RecordLine[]): Readonly<Record<RecordKind, number>> {
  const counts = { all: lines.length, vote: 0, people: 0, agenda: 0, machine: 0 };
  for (const line of lines) counts[kindOf(line)] += 1;
  return counts;
}

function timeOfDay(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}
