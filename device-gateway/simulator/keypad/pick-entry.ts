import type { Paper } from '@piaojue/firmware-protocol/paper';
import { answerOf, completeNumber, EMPTY_ENTRY, type Entry, plain, pressNumberDigit, withAnswer } from './entry.ts';
import { isArrow, isDigit, type Key } from './keys.ts';

/**
 * Entry on a pick list (PROTOCOL KPD17): a number marks, again it takes the mark away. ▲▼ walk through the numbers and the
 * end, where OK sends. `send`: OK wants to seal.
 */
export function pressOnPickList(
  entry: Entry,
  paper: Paper,
  key: Key,
): { readonly entry: Entry; readonly send: boolean } {
  const toggle = (before: Entry, position: number): Entry =>
    withAnswer(before, paper, position, 1 - answerOf(before, position));
  const stay = (next: Entry) => ({ entry: next, send: false });
  if (isDigit(key)) return stay(pressNumberDigit(entry, paper, key, toggle));
  if (isArrow(key)) return stay({ ...plain(entry), at: step(entry.at, key === 'down' ? 1 : -1, paper.numbers.length) });
  if (key === 'clear') return stay(entry.number === null ? EMPTY_ENTRY : { ...plain(entry), number: null });
  if (key !== 'ok') return stay(entry);
  if (entry.number !== null) return stay(completeNumber(entry, paper, toggle));
  const { at } = entry;
  return at === null || at === paper.numbers.length ? { entry, send: true } : stay(toggle(entry, at));
}

/** Round and round through the positions and the end. */
export function step(at: number | null, by: 1 | -1, end: number): number {
  if (at === null) return by === 1 ? 0 : end;
  return (at + by + end + 1) % (end + 1);
}
