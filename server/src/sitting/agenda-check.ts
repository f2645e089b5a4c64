import type { AgendaItem } from '@piaojue/contract/agenda';
import { checkContest } from '../rules/contest-check.ts';
import type { Fault } from '../rules/schema-faults.ts';

/** What a schema can't say of an item: votes alone have contests, and the contest is one that can be voted on. */
export function agendaItemFaults({ kind, contest }: AgendaItem): Fault<string>[] {
  if (contest === undefined) return [];
  if (kind !== 'vote') {
    return [
      {
        code: 'contest-of-no-vote',
        path: '/contest',
        expected: `nothing, for the item is a ${kind}`,
        got: 'a contest',
      },
    ];
  }
  const checked = checkContest(contest);
  return checked.ok ? [] : checked.error.map((fault) => ({ ...fault, path: `/contest${fault.path}` }));
}

/** … and of an agenda: every id once. */
export function agendaFaults(agenda: readonly AgendaItem[]): Fault<string>[] {
  const seen = new Map<string, number>();
  return agenda.flatMap((item, index) => {
    const faults = agendaItemFaults(item);
    const other = seen.get(item.id);
    if (other !== undefined) {
      faults.push({
        code: 'duplicate-id',
        path: '/id',
        expected: 'an id no other item has',
        got: `${item.id}, which item ${other + 1} has`,
      });
    }
    seen.set(item.id, index);
    return faults.map((fault) => ({ ...fault, path: `/${index}${fault.path}` }));
  });
}
