import { paperDigest } from '@piaojue/firmware-protocol/seal/ballot-seal';
import { paperHash } from '@piaojue/firmware-protocol/seal/paper-hash';
import type { HallOrder } from '../realtime/gateway-hub.ts';
import { isFinal, isInProgress } from '../rounds/machine.ts';
import type { RoundRow, SittingRow } from '../store/store.ts';
import { lastFinal } from './picture.ts';
import { sessionOf } from './session.ts';

/**
 * What the beacons say: a function of the sitting and its rounds. `taking`: the box process takes ballots; while it does
 * not, an open round is busy. `testing`: a press test is on, which no round lets through.
 */
export function hallOrder(
  sitting: SittingRow,
  rounds: readonly RoundRow[],
  taking: boolean,
  testing = false,
): HallOrder {
  const { mode, provisioning, signInOpen } = sitting;
  const base = { rehearsal: mode === 'rehearsal', provisioning, ...sessionOf(sitting) };
  const silent = { ...base, round: 0, state: 'idle', busy: false, digest: 0, paper: null } as const;
  if (sitting.end && sitting.end.at !== null) return silent;
  // Nobody votes by keypad in a round by hand; what the keypads know of the round before it stands.
  const byKeypads = rounds.filter(({ method }) => method !== 'hand');
  const inProgress = byKeypads.find(({ state }) => isInProgress(state));
  if (testing && !inProgress) return { ...silent, state: 'test' };
  const round = inProgress ?? lastFinal(byKeypads);
  const paper = round?.frozen?.paper ?? null;
  if (!round || !paper) return { ...silent, state: signInOpen ? 'signIn' : 'idle' };
  const named = { ...base, round: round.id, digest: paperDigest(paperHash(paper)), paper };
  switch (round.state) {
    case 'open':
      return { ...named, state: 'open', busy: !taking };
    case 'closing':
      return { ...named, state: 'closing', busy: !taking };
    case 'opening':
      return { ...silent, paper };
    case 'draft':
    case 'ready':
    case 'counting':
    case 'disputed':
    case 'tallied':
    case 'recorded':
    case 'destroying':
    case 'closed':
    case 'aborting':
    case 'aborted':
      // Sign-in for the next vote goes on while the last one stands closed.
      return signInOpen && isFinal(round.state)
        ? { ...silent, state: 'signIn' }
        : { ...named, state: 'closed', busy: false };
  }
}
