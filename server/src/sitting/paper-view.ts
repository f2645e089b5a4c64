import type { PaperView } from '@piaojue/contract/console-view';
import { awaitsPaper, paperIssued } from '../rounds/paper-count.ts';
import type { RoundRow } from '../store/store.ts';

/** Paper ballots of a round by hand or mixed: who typed their sums, and never what. Pure. */
export function paperView(round: RoundRow): PaperView | null {
  const { method, hand } = round;
  if (method === 'keypads') return null;
  return {
    issued: paperIssued(round),
    awaited: awaitsPaper(round),
    typedBy: hand?.first?.by ?? null,
    agreed: (hand?.second ?? null) !== null,
  };
}
