import { FORM_CHOICE } from '@piaojue/firmware-protocol/ballot';
import { decodePaper } from '@piaojue/firmware-protocol/paper';
import { type LiveFigures, NAMED_ANSWERS, namedByte } from '../rules/named-answers.ts';
import { createTally, type Tally, type TallySpec } from '../tally/core.ts';

/**
 * Who answered what in a named vote (记名表决). Whether a vote is named stands in its paper, which the keypads show and
 * every ballot is sealed to: a ballot that was cast as a secret one opens with no named paper, and no setting of the
 * server makes a secret vote a named one.
 */
export class NamedBallots {
  readonly #answers: Uint8Array;
  /** One voter, who thinks again with every ballot: what is valid is for the tally to say. */
  readonly #judge: Tally;
  #judged = 0;

  private constructor(spec: TallySpec) {
    this.#answers = new Uint8Array(spec.slots);
    this.#judge = createTally({ ...spec, slots: 1, press: 'last' });
  }

  /** undefined on every paper that is not one motion with names. */
  static of(paper: Uint8Array, spec: TallySpec): NamedBallots | undefined {
    const read = decodePaper(paper);
    if (!read.ok) return undefined;
    const { named, form, numbers } = read.value.paper;
    return named && form === FORM_CHOICE && numbers.length === 1 ? new NamedBallots(spec) : undefined;
  }

  /** The ballot of this voter that stands now. */
  put(slot: number, bytes: Uint8Array, offset: number): void {
    this.#judge.accept(0, ++this.#judged, bytes, offset);
    const { valid, votes, against } = this.#judge.totals();
    const name = valid === 0 ? 'invalid' : votes[0] ? 'for' : against?.[0] ? 'against' : 'abstained';
    this.#answers[slot] = namedByte(name);
  }

  figures(): LiveFigures {
    const sums = NAMED_ANSWERS.map(() => 0);
    for (const answer of this.#answers) sums[answer] = (sums[answer] ?? 0) + 1;
    const of = (name: keyof LiveFigures): number => sums[namedByte(name)] ?? 0;
    return { for: of('for'), against: of('against'), abstained: of('abstained') };
  }

  /** A byte per voter slot. */
  bySlot(): Uint8Array {
    return this.#answers.slice();
  }

  wipe(): void {
    this.#answers.fill(0);
    this.#judge.wipe();
  }
}
