import { CLEAR_MS, HEARD_SILENCE_MS } from '@piaojue/firmware-protocol/air';
import type { Receipt } from '@piaojue/firmware-protocol/messages';
import { answeredBallot, answeredPresence } from '@piaojue/firmware-protocol/seal/receipt-mac';
import type { Status } from '@piaojue/firmware-protocol/status';
import { EMPTY_ENTRY } from './entry.ts';
import type { KeypadOutput, KeypadState } from './keypad-state.ts';

/** What a receipt does (PROTOCOL KPD11, KPD12): only one for the very frame that waits is taken (PROTOCOL RCP6). */
export function onReceipt(state: KeypadState, receipt: Receipt, now: number, outputs: KeypadOutput[]): KeypadState {
  const { ballot, signIn, answer, keys, hall } = state;
  const forBallot = ballot && keys?.read(receipt, answeredBallot(ballot.frame));
  if (ballot && forBallot) {
    if (forBallot === 'busy') return { ...state, ballot: { ...ballot, silentUntil: now + HEARD_SILENCE_MS } };
    const counted = forBallot === 'counted' || (forBallot === 'closed' && receipt.number === ballot.frame.counter);
    const ending = counted ? 'counted' : forBallot;
    outputs.push({ what: 'ballot', ending });
    const round = hall?.round ?? 0;
    return {
      ...state,
      ballot: null,
      shown: {
        what: 'ballot',
        ending,
        until: counted ? now + CLEAR_MS : null,
        stands: forBallot === 'counter' && receipt.number > 0,
      },
      countedRound: counted ? round : state.countedRound,
      // KPD11: not open yet → the marks stay for another OK; another paper → it is fetched anew.
      entry: keepsEntry(forBallot, counted, state.sealed) ? state.entry : EMPTY_ENTRY,
      locked: forBallot === 'notOpen' || forBallot === 'otherPaper' ? false : state.locked || forBallot === 'closed',
      ...(forBallot === 'otherPaper' ? { paper: null, chunks: [] } : {}),
    };
  }
  // KPD15: for an S without the sign-in bit every other receipt is passed over.
  if (answer && keys?.read(receipt, answeredPresence(answer.frame)) === 'noted') {
    if (!answer.pressed) return { ...state, answer: null };
    outputs.push({ what: 'press', ending: 'noted' });
    return { ...state, answer: null, shown: { what: 'press', ending: 'noted', until: now + CLEAR_MS } };
  }
  const forSignIn = signIn && keys?.read(receipt, answeredPresence(signIn.frame));
  if (!signIn || !forSignIn || forSignIn === 'noted') return state;
  if (forSignIn === 'busy') return { ...state, signIn: { ...signIn, silentUntil: now + HEARD_SILENCE_MS } };
  outputs.push({ what: 'signIn', ending: forSignIn });
  const signedIn = forSignIn === 'signedIn';
  return {
    ...state,
    signIn: null,
    signedIn: signedIn || state.signedIn,
    shown: { what: 'signIn', ending: forSignIn, until: signedIn ? now + CLEAR_MS : null },
  };
}

/** What was begun after that ballot was sealed stays, as long as this paper can still be voted on (KPD22). */
function keepsEntry(status: Status, counted: boolean, sealed: boolean): boolean {
  if (status === 'closed' || status === 'otherPaper') return counted && sealed;
  return status === 'notOpen' || counted || !sealed;
}
