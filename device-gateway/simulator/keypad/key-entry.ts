import { FORM_PICK } from '@piaojue/firmware-protocol/ballot';
import type { Paper } from '@piaojue/firmware-protocol/paper';
import { type Entry, questionOf } from './entry.ts';
import { pressOnItems } from './item-entry.ts';
import type { Key, KeySet } from './keys.ts';
import { pressOnPickList } from './pick-entry.ts';

/** One key on a paper. `send` once the entry may be sealed: where something looks wrong only at the second OK (PROTOCOL KPD6). */
export function pressKey(
  entry: Entry,
  paper: Paper,
  set: KeySet,
  key: Exclude<Key, 'signIn'>,
): { readonly entry: Entry; readonly send: boolean } {
  const next = paper.form === FORM_PICK ? pressOnPickList(entry, paper, key) : pressOnItems(entry, paper, set, key);
  if (key !== 'ok') return { ...next, entry: { ...next.entry, asked: null } };
  if (!next.send) return next;
  const question = questionOf(next.entry, paper);
  if (question === null || next.entry.asked === question) return next;
  return { entry: { ...next.entry, unknown: null, asked: question }, send: false };
}
