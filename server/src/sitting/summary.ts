import type { AdoptedView, SummaryPicture } from '@piaojue/contract/screen-view';
import { chainAt } from '../rounds/chain.ts';
import type { RoundRow } from '../store/store.ts';
import { resultView } from './result-view.ts';

/** One picture of an announced result, with all who were adopted in its chain; null before it was announced. Pure. */
export function summaryOf(round: RoundRow, rounds: readonly RoundRow[]): SummaryPicture | null {
  const chain = chainAt(round, rounds);
  const announced = chain.rounds.filter(({ announcedAt }) => announcedAt !== null);
  const results = announced.flatMap((each) => resultView(each) ?? []);
  // A first vote that was void says nothing: the one that was held again does.
  const main = results.find(({ outcome }) => outcome !== 'void' && outcome !== 'no-quorum');
  if (!main) return null;
  const turnOf = new Map(chain.rounds.map(({ id, turn }) => [id, turn]));
  const rowsOf = new Map(results.flatMap((each) => (each.form === 'ranking' ? [[each.round.id, each.rows]] : [])));
  const names = new Map(chain.rounds[0]?.contest.candidates.map(({ no, name }) => [no, name ?? `${no}`]));
  const adopted = chain.adopted.map(({ no, round: id, by }): AdoptedView => {
    const row = rowsOf.get(id)?.find((each) => each.no === no);
    const votes = by === 'vote' ? (row?.votes ?? null) : null;
    return { no, name: names.get(no) ?? `${no}`, votes, turn: turnOf.get(id) ?? 1, by };
  });
  const pending = chain.pending ?? { kind: 'nothing' as const };
  return {
    kind: 'summary',
    result: main,
    adopted,
    open: { seats: pending.kind === 'nothing' ? 0 : pending.seats, by: pending.kind },
  };
}
