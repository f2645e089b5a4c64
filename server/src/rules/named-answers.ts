import { hasBit } from '../bitmap.ts';

/**
 * What a voter's slot answered in a named vote (记名表决), as a byte: the place in this list. No other kind of vote has
 * such bytes anywhere (RULES §2).
 */
export const NAMED_ANSWERS = ['notSubmitted', 'for', 'against', 'abstained', 'invalid'] as const;
export type NamedAnswerName = (typeof NAMED_ANSWERS)[number];

export const namedAnswer = (bytes: Uint8Array, slot: number): NamedAnswerName =>
  NAMED_ANSWERS[bytes[slot] ?? 0] ?? 'notSubmitted';

/** Of those who were given a ballot, in the order of the slots: who was not there did not leave out to submit (未按 = I − R). */
export const answersBySeat = (
  bytes: Uint8Array,
  seats: readonly { readonly slot: number; readonly name: string }[],
  authorised: Uint8Array,
): { readonly slot: number; readonly name: string; readonly answer: NamedAnswerName }[] =>
  seats
    .filter(({ slot }) => hasBit(authorised, slot))
    .map(({ slot, name }) => ({ slot, name, answer: namedAnswer(bytes, slot) }));

export const namedByte = (name: NamedAnswerName): number => NAMED_ANSWERS.indexOf(name);

/** How many answered what so far. */
export interface LiveFigures {
  readonly for: number;
  readonly against: number;
  readonly abstained: number;
}
