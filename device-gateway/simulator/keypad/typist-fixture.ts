import { FORM_CHOICE, FORM_PICK } from '@piaojue/firmware-protocol/ballot';
import type { Paper } from '@piaojue/firmware-protocol/paper';
import { hasKey, type Key, type KeySet } from './keys.ts';

/** For tests: somebody who reads the table of PROTOCOL's “Entry” and presses no key too many. Without the second OK of KPD6. */
export function keysFor(paper: Paper, set: KeySet, answers: readonly number[]): Key[] {
  return [...(paper.form === FORM_PICK ? keysToPick : keysToAnswer)(paper, set, answers), 'ok'];
}

const times = (count: number, key: Key): Key[] => Array.from({ length: count }, () => key);
const numberKeys = (paper: Paper, position: number): Key[] => {
  const no = String(paper.numbers[position]);
  return (paper.numbers.some((each) => each > 9) ? no.padStart(2, '0') : no).split('') as Key[];
};

function keysToPick(paper: Paper, set: KeySet, answers: readonly number[]): Key[] {
  const marked = paper.numbers.flatMap((_, position) => (answers[position] === 1 ? [position] : []));
  if (hasKey(set, '0')) return marked.flatMap((position) => numberKeys(paper, position));
  let at = -1;
  const walk = marked.flatMap((position): Key[] => {
    const keys = [...times(position - at, 'down'), 'ok' as const];
    at = position;
    return keys;
  });
  return [...walk, ...times(paper.numbers.length - at, 'down')];
}

const CHOICES: readonly Key[] = ['ok', 'for', 'against', 'abstain'];

function keysToAnswer(paper: Paper, set: KeySet, answers: readonly number[]): Key[] {
  const ownKeys = paper.form === FORM_CHOICE && hasKey(set, 'for');
  const offered = !ownKeys && hasKey(set, 'up');
  const single = paper.numbers.length === 1;
  let at = 0;
  return paper.numbers.flatMap((_, position): Key[] => {
    const answer = answers[position] ?? 0;
    // On a paper of one item the last OK takes it.
    if (offered) return [...times(answer, 'down'), ...(single ? [] : (['ok'] as const))];
    if (answer === 0) return [];
    const skipped = position - at;
    at = position + 1;
    const key = ownKeys ? (CHOICES[answer] ?? 'ok') : (String(answer) as Key);
    if (skipped === 0) return [key];
    if (set === 'choices') return [...times(skipped, 'down'), key];
    return [...(ownKeys ? [] : (['0'] as const)), ...numberKeys(paper, position), key];
  });
}
