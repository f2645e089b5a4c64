import type { ChainView } from '@piaojue/contract/console-view';
import { type Chain, chainAt, type ChainOrder } from '../rounds/chain.ts';
import type { RoundRow } from '../store/store.ts';

/** After the end of the sitting no vote follows any more, but 主席团 may still decide. */
const AFTER_END: readonly ChainOrder[] = ['rule:chosen', 'rule:left'];

/** What came of a first vote, and what may be ordered next. `ended`: the sitting is over. Pure. */
export function chainView(round: RoundRow, rounds: readonly RoundRow[], ended: boolean): ChainView {
  const chain = chainAt(round, rounds);
  const [first = round] = chain.rounds;
  const names = new Map(first.contest.candidates.map(({ no, name }) => [no, name ?? `${no}`]));
  const named = (no: number): string => names.get(no) ?? `${no}`;
  return {
    rounds: chain.rounds.map(({ id }) => id),
    adopted: chain.adopted.map((row) => ({ ...row, name: named(row.no) })),
    pending: chain.pending ?? { kind: 'nothing' },
    field: chain.field.map((no) => ({ no, name: named(no) })),
    may: ended ? chain.may.filter((order) => AFTER_END.includes(order)) : chain.may,
    of: chain.last.id,
    bundleHash: first.chainHash,
  };
}

/** What the operator orders next of the chain whose last round this is; null: nothing, or it was ordered. */
export type Follow = 'revote' | 'repeat' | 'again' | 'rule';

export function followOf({ last, may, pending }: Chain, round: RoundRow, ended: boolean): Follow | null {
  if (last.id !== round.id || !may.length || last.state === 'draft') return null;
  if (ended && may.some((order) => AFTER_END.includes(order))) return 'rule';
  if (last.state === 'aborted') return 'again';
  if (pending?.kind === 'runoff') return 'revote';
  return pending?.kind === 'repeat' ? 'repeat' : 'rule';
}
