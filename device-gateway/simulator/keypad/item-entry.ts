import { FORM_CHOICE } from '@piaojue/firmware-protocol/ballot';
import type { Paper } from '@piaojue/firmware-protocol/paper';
import { answerOf, answersOn, completeNumber, type Entry, plain, pressNumberDigit, withAnswer } from './entry.ts';
import { type ChoiceKey, hasKey, isArrow, isChoice, isDigit, type Key, type KeySet } from './keys.ts';
import { step } from './pick-entry.ts';

/**
 * Entry on papers with an answer per item (PROTOCOL KPD18, KPD19): the keypad asks item after item, an answer goes on to the
 * next one. A paper of one item stays at it. `send`: OK wants to seal.
 */
export function pressOnItems(
  entry: Entry,
  paper: Paper,
  set: KeySet,
  key: Key,
): { readonly entry: Entry; readonly send: boolean } {
  if (key !== 'ok') return { entry: pressed(entry, paper, set, key), send: false };
  if (entry.number !== null) return { entry: completeNumber(entry, paper, goTo), send: false };
  const at = entry.at ?? 0;
  if (at === paper.numbers.length || !okTakes(paper, set)) return { entry, send: true };
  const { asked } = entry;
  const taken = { ...answer(entry, paper, entry.offered ?? answerOf(entry, at)), asked };
  return { entry: taken, send: paper.numbers.length === 1 };
}

const CHOICE_ANSWERS: Readonly<Record<ChoiceKey, number>> = { for: 1, against: 2, abstain: 3 };

/** 赞成 反对 弃权 are keys of their own. */
const choiceKeys = (paper: Paper, set: KeySet): boolean => paper.form === FORM_CHOICE && hasKey(set, 'for');
/** Without a key for each answer ▲▼ offer them, and OK takes the one that is shown. */
const okTakes = (paper: Paper, set: KeySet): boolean => hasKey(set, 'up') && !choiceKeys(paper, set);

const goTo = (entry: Entry, position: number): Entry => ({ ...entry, at: position, offered: null });

function pressed(entry: Entry, paper: Paper, set: KeySet, key: Key): Entry {
  if (key === 'clear') return takeBack(entry, paper);
  if (isArrow(key)) return arrow(entry, paper, set, key === 'down' ? 1 : -1);
  if (isChoice(key)) {
    if (paper.form !== FORM_CHOICE) return entry;
    const at = completeNumber(entry, paper, goTo);
    return at.unknown === null ? answer(at, paper, CHOICE_ANSWERS[key]) : at;
  }
  if (!isDigit(key)) return entry;
  if (entry.number !== null || choiceKeys(paper, set)) return pressNumberDigit(entry, paper, key, goTo);
  // No key of their own: the digits are the answers, and 0 begins a number.
  if (key === '0') return { ...plain(entry), number: '' };
  return Number(key) <= answersOn(paper) ? answer(entry, paper, Number(key)) : plain(entry);
}

function answer(entry: Entry, paper: Paper, value: number): Entry {
  const count = paper.numbers.length;
  const at = entry.at ?? 0;
  if (at === count) return plain(entry);
  return { ...withAnswer(entry, paper, at, value), at: count === 1 ? 0 : at + 1 };
}

function arrow(entry: Entry, paper: Paper, set: KeySet, by: 1 | -1): Entry {
  const count = paper.numbers.length;
  const at = entry.at ?? 0;
  if (count > 1 && (at === count || choiceKeys(paper, set))) return { ...plain(entry), at: step(at, by, count) };
  if (choiceKeys(paper, set)) return plain(entry);
  const offers = answersOn(paper) + 1;
  return { ...plain(entry), at, offered: ((entry.offered ?? answerOf(entry, at)) + by + offers) % offers };
}

/** One step: the number that is being entered, what is offered, the answer at hand, or the answer before, which is at hand then. */
function takeBack(entry: Entry, paper: Paper): Entry {
  if (entry.number !== null) return { ...plain(entry), number: null };
  if (entry.offered !== null) return { ...plain(entry), offered: null };
  const at = entry.at ?? 0;
  const position = at < paper.numbers.length && answerOf(entry, at) !== 0 ? at : at - 1;
  return position < 0 ? plain(entry) : goTo(withAnswer(entry, paper, position, 0), position);
}
