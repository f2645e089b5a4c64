import type { SeatView } from '@piaojue/contract/console-view';

/** What is looked over of a roll before a sitting. */
export interface RollFacts {
  readonly seats: number;
  /** Names of delegations and how many seats each has, in the order of the roll. */
  readonly groups: readonly (readonly [name: string, seats: number])[];
  /** The longest name, in characters as they are read. */
  readonly longest: string;
  /** Names that two seats have, each with the keypads: told apart by their seats alone. */
  readonly doubles: readonly { readonly name: string; readonly keypads: readonly number[] }[];
}

const lengthOf = (name: string): number => Array.from(name).length;

export function rollFacts(seats: readonly Pick<SeatView, 'name' | 'group' | 'keypad'>[]): RollFacts {
  const groups = new Map<string, number>();
  const byName = new Map<string, number[]>();
  let longest = '';
  for (const { name, group, keypad } of seats) {
    groups.set(group, (groups.get(group) ?? 0) + 1);
    if (name === '') continue;
    byName.set(name, [...(byName.get(name) ?? []), keypad]);
    if (lengthOf(name) > lengthOf(longest)) longest = name;
  }
  groups.delete('');
  return {
    seats: seats.length,
    groups: [...groups],
    longest,
    doubles: [...byName].filter(([, keypads]) => keypads.length > 1).map(([name, keypads]) => ({ name, keypads })),
  };
}
