import type { AgendaImport, CandidatesImport, ImportAnswer, ImportKind, RollImport } from '@piaojue/contract/import';
import type { CommandError } from '@piaojue/contract/commands';
import type { Contest } from '@piaojue/contract/contest';
import type { WordLanguage } from '@piaojue/contract/profile';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { agendaTable } from '../import/agenda-table.ts';
import { candidatesTable } from '../import/candidates-table.ts';
import type { Checked } from '../import/checked.ts';
import { rollTable } from '../import/roll-table.ts';
import type { Sheet, TableFault } from '../import/table.ts';
import { WORDS } from '../import/words.ts';
import { checkContest } from '../rules/contest-check.ts';
import { contestFromProfile } from '../rules/profiles/profile.ts';
import { agendaItem, courseOf, hasBegun } from './agenda.ts';
import { refuse } from './answers.ts';
import type { Hall } from './hall.ts';
import { newestProfile, newestProfiles } from './profiles.ts';

export interface ImportOptions {
  readonly language: WordLanguage;
  /** The file is read and checked, and nothing is taken. */
  readonly dryRun: boolean;
  /** Of candidates: the vote that they are for; without one they are only checked. */
  readonly item?: string | undefined;
  /** Rules of the vote, where it has no contest yet, or others than it has. */
  readonly profile?: string | undefined;
  readonly seats?: number | undefined;
}

type Content = RollImport | CandidatesImport | AgendaImport;
type Taken = Result<unknown, CommandError>;

/**
 * A table for the sitting of this hall: checked against what the hall knows, and taken as a whole where it has no fault. A
 * refusal is about the hall (somebody has signed in already), faults are about the file.
 */
export function importTable(
  hall: Hall,
  kind: ImportKind,
  table: Result<readonly Sheet[], TableFault>,
  options: ImportOptions,
): Result<ImportAnswer, CommandError> {
  const { language } = options;
  if (!table.ok) return ok(unread(kind, table.error, language));
  switch (kind) {
    case 'roll':
      return taken(rollTable(table.value, { language, isUsable: usableIn(hall) }), options, (roll) =>
        takeRoll(hall, roll),
      );
    case 'agenda': {
      const { agenda, rounds } = courseOf(hall.parts.store);
      const begun = new Set(agenda.filter((row) => hasBegun(row, rounds)).map(({ id }) => id));
      const read = agendaTable(table.value, { language, begun, profiles: newestProfiles(hall.parts) });
      return taken(read, options, ({ items }) => hall.importAgenda(items));
    }
    case 'candidates':
      return takeCandidates(hall, candidatesTable(table.value, language), options);
  }
}

/** No row of it could be read. */
export function unread(kind: ImportKind, { code, row, detail }: TableFault, language: WordLanguage): ImportAnswer {
  const [expected, got] = WORDS[language].file[code];
  const fault = { row, column: '', expected, got: detail ? `${got}（${detail}）` : got };
  return { kind, rows: 0, faults: [fault], changes: [], notes: [], content: null, written: false };
}

function taken<T extends Content>(
  read: Checked<T>,
  { dryRun }: ImportOptions,
  take: (content: T) => Taken,
): Result<ImportAnswer, CommandError> {
  if (read.content === null || dryRun) return ok({ ...read, written: false });
  const answer = take(read.content);
  return answer.ok ? ok({ ...read, written: true }) : answer;
}

function usableIn(hall: Hall): (keypad: number) => boolean {
  const { roll } = hall.parts;
  const { retired } = hall.sitting;
  return (keypad) => roll.knows(keypad) && !roll.barred.has(keypad) && !retired.includes(keypad);
}

/** Title and officers of the sitting stay, and the agenda. */
function takeRoll(hall: Hall, roll: RollImport): Taken {
  const { title, people } = hall.sitting;
  return hall.setUp({ ...title, ...roll, ...(people && { officers: people.officers }) });
}

function takeCandidates(
  hall: Hall,
  read: Checked<CandidatesImport>,
  options: ImportOptions,
): Result<ImportAnswer, CommandError> {
  const { item: itemId, dryRun } = options;
  if (itemId === undefined) {
    return dryRun
      ? taken(read, options, () => ok(null))
      : refuse('bad-payload', 'expected the vote that the candidates are for (?item=…), or a dry run (?check=1)');
  }
  const { agenda, rounds } = courseOf(hall.parts.store);
  const row = agenda.find(({ id }) => id === itemId);
  if (!row) return refuse('unknown-item', `there is no item ${itemId} on the agenda`);
  if (read.content === null) return ok({ ...read, written: false });
  const item = agendaItem(row, rounds);
  const contest = contestWith(hall, item, read.content, options);
  if (!contest.ok) return contest;
  const checked = checkContest(contest.value);
  if (!checked.ok) {
    const faults = checked.error.map(({ path, expected, got }) => ({ row: 0, column: path, expected, got }));
    return ok({ ...read, faults, content: null, written: false });
  }
  return taken(read, options, () => hall.importContest(checked.value, itemId));
}

/** The contest of the item with these candidates in the place of those it has, or a new one by a profile. */
function contestWith(
  hall: Hall,
  { title, contest }: { readonly title: string; readonly contest?: Contest | undefined },
  { candidates, screened }: CandidatesImport,
  { profile: profileId, seats }: ImportOptions,
): Result<unknown, CommandError> {
  const list = { candidates: [...candidates], ...(screened.length > 0 && { screened: [...screened] }) };
  if (profileId === undefined) {
    const { screened: _, ...rest } = contest ?? {};
    return contest
      ? ok({ ...rest, ...list })
      : fail({ code: 'blocked', detail: 'expected a vote that has rules, or a rule profile for it (?profile=…)' });
  }
  const profile = newestProfile(hall.parts, profileId);
  if (!profile) return refuse('bad-payload', `there is no rule profile ${profileId}`);
  return ok(contestFromProfile(profile, { title, ...list, ...(seats !== undefined && { seats }) }));
}
