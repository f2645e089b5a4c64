import type { People, SittingFile } from '@piaojue/contract/sitting-file';
import type { Fault } from '../rules/schema-faults.ts';
import type { SittingPeople } from '../store/store.ts';

export const countOf = (people: People): number => (typeof people === 'number' ? people : people.length);

/** Names in an order that says nothing of who was given which keypad. */
const byName = (people: People): People =>
  typeof people === 'number' ? people : people.toSorted((a, b) => a.localeCompare(b, 'zh-CN'));

type Handout = SittingPeople['handout'];
const handoutOf = ({ handout, seats }: Pick<SittingFile, 'handout' | 'seats'>): Handout =>
  handout ?? (seats.some(({ name }) => name !== undefined) ? 'listed' : 'unlisted');

/**
 * What of the people of a sitting does not fit together: a name joined to a keypad where keypads are tokens, a keypad of
 * nobody where they are not, and an N that nobody could know or that the seats exceed.
 */
export function peopleFaults(file: SittingFile): Fault<string>[] {
  const { seats, deputies } = file;
  const fault = (code: string, path: string, expected: string, got: string): Fault<string> => ({
    code,
    path,
    expected,
    got,
  });
  if (handoutOf(file) === 'unlisted') {
    const named = seats.findIndex(({ name }) => name !== undefined);
    return [
      ...(named < 0
        ? []
        : [
            fault(
              'named-token',
              `/seats/${named}/name`,
              'no name in an unlisted handout: keypads are tokens',
              'a name',
            ),
          ]),
      ...(deputies === undefined
        ? [fault('no-deputies', '/deputies', 'how many deputies there are (N), or their names', 'nothing')]
        : []),
    ];
  }
  const nobody = seats.findIndex(({ name }) => name === undefined);
  const n = deputies === undefined ? seats.length : countOf(deputies);
  return [
    ...(nobody < 0
      ? []
      : [fault('no-name', `/seats/${nobody}/name`, 'a name for every seat of a listed handout', 'none')]),
    ...(n < seats.length
      ? [fault('few-deputies', '/deputies', `at least ${seats.length} deputies, one for each seat`, `${n}`)]
      : []),
  ];
}

/** Who belongs to the sitting of this file (RULES §2, the handout of keypads). */
export function peopleOf(file: SittingFile): SittingPeople {
  const { deputies, observers, officers } = file;
  return {
    handout: handoutOf(file),
    deputies: deputies === undefined ? null : byName(deputies),
    observers: byName(observers ?? 0),
    officers: officers ?? {},
  };
}
