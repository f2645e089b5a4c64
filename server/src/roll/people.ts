import type { People, SittingFile } from '@piaojue/contract/sitting-file';
import type { SittingPeople } from '../store/store.ts';

export const countOf = (people: People): number => (typeof people === 'number' ? people : people.length);

/** Names in an order that says nothing of who was given which keypad. */
const byName = (people: People): People =>
  typeof people === 'number' ? people : people.toSorted((a, b) => a.localeCompare(b, 'zh-CN'));

/** Who belongs to the sitting of this file (RULES §2, the handout of keypads). */
export function peopleOf({ handout, deputies, observers, officers, seats }: SittingFile): SittingPeople {
  return {
    handout: handout ?? (seats.some(({ name }) => name !== undefined) ? 'listed' : 'unlisted'),
    deputies: deputies === undefined ? null : byName(deputies),
    observers: byName(observers ?? 0),
    officers: officers ?? {},
  };
}
