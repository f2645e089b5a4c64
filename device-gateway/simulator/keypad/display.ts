import { HALL_STATES } from '@piaojue/firmware-protocol/messages';
import type { KeypadState } from './keypad-state.ts';

/** What stands on the small display, as codes: the page has the words. */
export interface Display {
  readonly code:
    | 'off'
    | 'mustProvision'
    | 'noSignal'
    | 'idle'
    | 'signInOffered'
    | 'noPaper'
    | 'choose'
    | 'tooMany'
    | 'tooFew'
    | 'unknownNumber'
    | 'sending'
    | 'heard'
    | 'counted'
    | 'countedBefore'
    | 'notCounted'
    | 'signingIn'
    | 'signedIn'
    | 'notSignedIn'
    | 'testOffered'
    | 'pressing'
    | 'works'
    | 'pressLost'
    | 'unsent'
    | 'closing'
    | 'closed';
  /** Colour is never the only sign: the words say the same. */
  readonly light: 'none' | 'amber' | 'amberMoving' | 'green' | 'red';
  /** Why it is red. */
  readonly reason: string | null;
  readonly marks: readonly number[];
  readonly digit: string;
  readonly unknown: number | null;
  readonly round: number;
  readonly maxMarks: number | null;
  readonly twoDigits: boolean;
  readonly signedIn: boolean;
}

/** `silentMs`: since the last beacon on its channel. */
export function displayOf(state: KeypadState, silentMs: number): Display {
  const paper = state.paper?.paper;
  const base = {
    reason: null,
    marks: state.entry.marks,
    digit: state.entry.digit,
    unknown: state.entry.unknown,
    round: state.hall?.round ?? 0,
    maxMarks: paper?.maxMarks ?? null,
    twoDigits: paper ? paper.numbers.some((no) => no > 9) : false,
    signedIn: state.signedIn,
  } as const;
  const show = (code: Display['code'], light: Display['light'] = 'none', reason: string | null = null): Display => ({
    ...base,
    code,
    light,
    reason,
  });
  if (!state.on) return { ...show('off'), marks: [], digit: '' };
  if (state.mustProvision) return show('mustProvision', 'red');
  if (state.hall === null || silentMs > 5000) return show('noSignal');
  if (state.ballot) return state.ballot.heard ? show('heard', 'amber') : show('sending', 'amberMoving');
  if (state.signIn) return show('signingIn', state.signIn.heard ? 'amber' : 'amberMoving');
  if (state.answer?.pressed) return show('pressing', state.answer.heard ? 'amber' : 'amberMoving');
  const { shown } = state;
  if (shown?.what === 'unsent') return show('unsent', 'red');
  if (shown?.what === 'ballot') {
    return shown.ending === 'counted'
      ? show('counted', 'green')
      : show('notCounted', 'red', shown.stands ? 'stands' : shown.ending);
  }
  if (shown?.what === 'signIn') {
    return shown.ending === 'signedIn' ? show('signedIn', 'green') : show('notSignedIn', 'red', shown.ending);
  }
  if (shown?.what === 'press') return shown.ending === 'noted' ? show('works', 'green') : show('pressLost', 'red');
  switch (state.hall.state) {
    case HALL_STATES.signIn:
      return show('signInOffered');
    case HALL_STATES.open:
      return showOpen(state, show);
    case HALL_STATES.closing:
      return show('closing');
    case HALL_STATES.closed:
      return show('closed');
    case HALL_STATES.test:
      return show('testOffered');
    default:
      return show('idle');
  }
}

function showOpen(state: KeypadState, show: (code: Display['code'], light?: Display['light']) => Display): Display {
  if (!state.paper) return show('noPaper');
  const { entry } = state;
  if (entry.asked) return show(entry.asked, 'amber');
  if (entry.unknown !== null) return show('unknownNumber', 'red');
  const untouched = entry.marks.length === 0 && entry.digit === '';
  return state.countedRound === state.hall?.round && untouched ? show('countedBefore') : show('choose');
}
