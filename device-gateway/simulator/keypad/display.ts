import { FORM_PICK, type Form } from '@piaojue/firmware-protocol/ballot';
import { HALL_STATES } from '@piaojue/firmware-protocol/messages';
import { answerOf, EMPTY_ENTRY, type Entry, isUntouched, type Question } from './entry.ts';
import type { KeySet } from './keys.ts';
import { inputOpen } from './keypad-machine.ts';
import type { KeypadState } from './keypad-state.ts';

const QUESTIONS = ['tooMany', 'tooFew', 'unanswered'] as const satisfies readonly Question[];
export const CODES = [
  'off',
  'mustProvision',
  'noSignal',
  'idle',
  'signInOffered',
  'noPaper',
  'choose',
  'answer',
  'ready',
  'unknownNumber',
  'sending',
  'heard',
  'counted',
  'countedBefore',
  'notCounted',
  'signingIn',
  'signedIn',
  'notSignedIn',
  'testOffered',
  'pressing',
  'works',
  'pressLost',
  'unsent',
  'closing',
  'closed',
  ...QUESTIONS,
] as const;
type Code = (typeof CODES)[number];
type Light = 'none' | 'amber' | 'amberMoving' | 'green' | 'red';

/** What stands on the small display, as codes: the page has the words (PROTOCOL KPD16 to KPD22). */
export interface Display {
  readonly code: Code;
  /** Colour is never the only sign: the words say the same. */
  readonly light: Light;
  /** Why it is red. */
  readonly reason: string | null;
  readonly keySet: KeySet;
  /** Of the paper; null without one. */
  readonly form: Form | null;
  readonly named: boolean;
  /** On form 3. */
  readonly grades: number;
  /** What is answered so far, in the order of the paper; on a pick list the marked ones. */
  readonly answers: readonly { readonly no: number; readonly answer: number }[];
  /** The item at hand and what stands there. `offered`: OK has not taken it. */
  readonly item: { readonly no: number; readonly answer: number; readonly offered: boolean } | null;
  /** Behind the last one: OK sends. */
  readonly atEnd: boolean;
  /** Items of the paper, and how many of them are blank. */
  readonly items: number;
  readonly blank: number;
  /** The number that is being entered; '' once it was begun with 0. */
  readonly number: string | null;
  readonly unknown: number | null;
  readonly round: number;
  readonly maxMarks: number | null;
  readonly twoDigits: boolean;
  readonly signedIn: boolean;
}

/** `silentMs`: since the last beacon on its channel. */
export function displayOf(state: KeypadState, keySet: KeySet, silentMs: number): Display {
  const base = baseOf(state, keySet);
  const show = (code: Code, light: Light = 'none', reason: string | null = null): Display => ({
    ...base,
    code,
    light,
    reason,
  });
  if (!state.on) return { ...show('off'), ...entered(EMPTY_ENTRY, state) };
  if (state.mustProvision) return show('mustProvision', 'red');
  if (state.hall === null || silentMs > 5000) return show('noSignal');
  const told = tellOf(state);
  if (told && beganAnew(state)) return { ...showEntry(state, show), light: told[1], reason: told[2] ?? null };
  if (told) return show(...told);
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

type Show = (code: Code, light?: Light, reason?: string | null) => Display;
type Told = readonly [code: Code, light: Light, reason?: string | null];

/** What is under way, or how the last thing ended. */
function tellOf({ ballot, signIn, answer, shown }: KeypadState): Told | null {
  const moving = (waiting: { readonly heard: boolean }): Light => (waiting.heard ? 'amber' : 'amberMoving');
  if (ballot) return [ballot.heard ? 'heard' : 'sending', moving(ballot)];
  if (signIn) return ['signingIn', moving(signIn)];
  if (answer?.pressed) return ['pressing', moving(answer)];
  switch (shown?.what) {
    case 'unsent':
      return ['unsent', 'red', shown.stands ? 'stands' : null];
    case 'ballot':
      return shown.ending === 'counted'
        ? ['counted', 'green']
        : ['notCounted', 'red', shown.stands ? 'stands' : shown.ending];
    case 'signIn':
      return shown.ending === 'signedIn' ? ['signedIn', 'green'] : ['notSignedIn', 'red', shown.ending];
    case 'press':
      return shown.ending === 'noted' ? ['works', 'green'] : ['pressLost', 'red'];
    default:
      return null;
  }
}

/** A new entry is shown, whatever becomes of the ballot before; its light goes on telling that (KPD22). */
const beganAnew = (state: KeypadState): boolean =>
  inputOpen(state) &&
  !state.sealed &&
  (!isUntouched(state.entry) || state.entry.asked !== null || state.entry.unknown !== null);

function showOpen(state: KeypadState, show: Show): Display {
  if (!state.paper) return show('noPaper');
  const again = state.countedRound === state.paper.paper.round && !beganAnew(state);
  return again ? show('countedBefore') : showEntry(state, show);
}

function showEntry({ entry, paper }: KeypadState, show: Show): Display {
  if (entry.asked) return show(entry.asked, 'amber');
  if (entry.unknown !== null) return show('unknownNumber', 'red');
  if (paper?.paper.form === FORM_PICK) return show('choose');
  return show(entry.at === paper?.paper.numbers.length ? 'ready' : 'answer');
}

function baseOf(state: KeypadState, keySet: KeySet): Omit<Display, 'code' | 'light' | 'reason'> {
  const paper = state.paper?.paper;
  return {
    keySet,
    form: paper?.form ?? null,
    named: paper?.named ?? false,
    grades: paper?.grades ?? 0,
    ...entered(state.entry, state),
    round: state.hall?.round ?? 0,
    maxMarks: paper?.maxMarks ?? null,
    twoDigits: paper ? paper.numbers.some((no) => no > 9) : false,
    signedIn: state.signedIn,
  };
}

function entered(
  entry: Entry,
  state: KeypadState,
): Pick<Display, 'answers' | 'item' | 'atEnd' | 'items' | 'blank' | 'number' | 'unknown'> {
  const { number, unknown } = entry;
  const paper = state.paper?.paper;
  if (!paper) return { answers: [], item: null, atEnd: false, items: 0, blank: 0, number, unknown };
  const all = paper.numbers.map((no, position) => ({ no, answer: answerOf(entry, position) }));
  const answers = all.filter(({ answer }) => answer !== 0);
  const at = paper.form === FORM_PICK ? entry.at : (entry.at ?? 0);
  const item = at === null ? undefined : all[at];
  return {
    answers,
    item: item ? { no: item.no, answer: entry.offered ?? item.answer, offered: entry.offered !== null } : null,
    atEnd: at === all.length,
    items: all.length,
    blank: all.length - answers.length,
    number,
    unknown,
  };
}
