import type { SittingFile } from '@piaojue/contract/sitting-file';
import { agendaItem, courseOf } from '../sitting/agenda.ts';
import type { Hall } from '../sitting/hall.ts';

/**
 * What was set up and tried in this sitting, as the file that another begins with (`serve --sitting`): its title, roll, agenda or
 * contests, and how the hall's screen is set. Nothing of its votes, and no key.
 */
export function sittingFileOf(hall: Hall): SittingFile {
  const { title, people, hall: settings, setup } = hall.sitting;
  const { store, roll } = hall.parts;
  const { agenda, rounds } = courseOf(store);
  const items = agenda.map((row) => agendaItem(row, rounds));
  const contests = items.flatMap(({ kind, contest }) => (kind === 'vote' && contest ? [contest] : []));
  // Votes alone came as contests, which are drafted at once.
  const isAgenda = contests.length < items.length;
  return {
    ...title,
    ...(people && { handout: people.handout, observers: people.observers, officers: people.officers }),
    ...(people && people.deputies !== null && { deputies: people.deputies }),
    seats: roll.seats.map(({ name, group, keypad }) => ({ ...(name && { name }), ...(group && { group }), keypad })),
    ...(items.length > 0 && (isAgenda ? { agenda: items } : { contests })),
    screen: { ...settings, ...(setup?.position && { position: setup.position }) },
  };
}
