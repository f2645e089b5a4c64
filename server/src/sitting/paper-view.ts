import type { PaperView } from '@piaojue/contract/console-view';
import { countBits } from '../bitmap.ts';
import type { RoundRow } from '../store/store.ts';

/** Paper ballots of a round by hand or mixed: who typed their sums, and never what. Pure. */
export function paperView({ method, state, presence, withdrawn, hand, columns }: RoundRow): PaperView | null {
  if (method === 'keypads') return null;
  const agreed = hand?.second != null;
  return {
    issued: method === 'hand' ? (presence?.issued ?? 0) : countBits(withdrawn ?? new Uint8Array()),
    awaited: !agreed && columns === null && (state === 'counting' || (method === 'hand' && state === 'open')),
    typedBy: hand?.first?.by ?? null,
    agreed,
  };
}
