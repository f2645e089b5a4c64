import { SittingFile } from '@piaojue/contract/sitting-file';
import { fail, ok, type Result } from '@piaojue/contract/result';
import type { SeatRow, SittingRow } from '../store/store.ts';
import { isDay } from '../day.ts';
import { peopleFaults } from '../roll/people.ts';
import { agendaFaults } from './agenda-check.ts';
import { checkContest } from '../rules/contest-check.ts';
import { describeValue, type Fault, schemaFaults } from '../rules/schema-faults.ts';

export type SittingFault = Fault<string>;

/** Voter slots in the order of the file. */
export const seatRows = (seats: SittingFile['seats']): SeatRow[] =>
  seats.map(({ name, group, keypad }, slot) => ({ slot, name: name ?? '', group: group ?? '', keypad, generation: 0 }));

/** A sitting whose screen is set as its file says. */
export function withScreen<S extends Pick<SittingRow, 'hall' | 'setup'>>(sitting: S, { screen }: SittingFile): S {
  if (!screen) return sitting;
  const { position, ...settings } = screen;
  const setup = sitting.setup ?? { steps: {} };
  return { ...sitting, hall: { ...sitting.hall, ...settings }, ...(position && { setup: { ...setup, position } }) };
}

/** A sitting file that can be used whole, or every fault of it; nothing half taken. */
export function checkSittingFile(input: unknown): Result<SittingFile, readonly SittingFault[]> {
  const shape = schemaFaults(SittingFile, input);
  if (shape.length) return fail(shape);
  const file = input as SittingFile;
  const faults: SittingFault[] = [];
  const seen = new Map<number, number>();
  for (const [index, { keypad }] of file.seats.entries()) {
    const other = seen.get(keypad);
    if (other !== undefined) {
      faults.push({
        code: 'duplicate-keypad',
        path: `/seats/${index}/keypad`,
        expected: 'a keypad no other seat has',
        got: `keypad ${keypad}, which seat ${other + 1} has`,
      });
    }
    seen.set(keypad, index);
  }
  faults.push(...peopleFaults(file));
  if (!isDay(file.date))
    faults.push({ code: 'no-such-day', path: '/date', expected: 'a day of the calendar', got: file.date });
  if (file.agenda && file.contests) {
    const expected = 'nothing beside an agenda: its votes have their contests';
    faults.push({ code: 'agenda-and-contests', path: '/contests', expected, got: describeValue(file.contests) });
  }
  faults.push(...agendaFaults(file.agenda ?? []).map((fault) => ({ ...fault, path: `/agenda${fault.path}` })));
  for (const [index, contest] of (file.contests ?? []).entries()) {
    const checked = checkContest(contest);
    if (!checked.ok)
      faults.push(...checked.error.map((fault) => ({ ...fault, path: `/contests/${index}${fault.path}` })));
  }
  return faults.length ? fail(faults) : ok(file);
}
