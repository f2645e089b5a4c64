import type { Outcome } from '@piaojue/device-gateway/simulator/control';
import type { ProjectContest } from '@piaojue/contract/contest';

/**
 * What the keypads of one round were told, kept apart from everything that the server knows, and held against what it
 * published. For rounds in which the last ballot counts. Pure.
 *
 * A keypad that was told `counted` is never wrong. One that was told `closed` with another n is never wrong either. Of a
 * ballot that was forgotten with the power nobody was told anything: it may stand or not, and the record of the round
 * says which counter stands.
 */
export interface Published {
  readonly returned: number;
  readonly valid: number;
  readonly invalid: number;
  /** In the order of the paper. */
  readonly votes: readonly number[];
}

export interface Settlement {
  /** Presses that were sealed, each once. */
  readonly sent: number;
  /** Of these, those with a final receipt. */
  readonly receipted: number;
  /** Of these, those that were told `counted`. */
  readonly counted: number;
  /** Keypads of which a ballot stands. */
  readonly ballots: number;
  /** Keypads that were told `counted` of a later ballot than the one that stands. */
  readonly lost: number;
  /** Published ballots beyond one for each keypad. */
  readonly doubled: number;
  /** Everything that does not fit, in words. */
  readonly faults: readonly string[];
}

type Told = 'counted' | 'refused' | 'nothing';

interface Seat {
  /** The highest counter that was told `counted`; 0 = none. */
  counted: number;
  highest: number;
  readonly sealed: Map<number, { readonly marks: readonly number[]; readonly told: Told }>;
}

export class BallotLedger {
  readonly #contest: Pick<ProjectContest, 'candidates' | 'rules'>;
  readonly #marksOf: (press: number) => readonly number[];
  readonly #seats = new Map<number, Seat>();
  readonly #faults: string[] = [];
  #sent = 0;
  #receipted = 0;
  #counted = 0;

  /** `marksOf`: what was pressed, by the id of the press. */
  constructor(contest: Pick<ProjectContest, 'candidates' | 'rules'>, marksOf: (press: number) => readonly number[]) {
    this.#contest = contest;
    this.#marksOf = marksOf;
  }

  /** Presses that were sealed so far. */
  get sent(): number {
    return this.#sent;
  }

  /** Outcomes in the order in which they came. */
  take(outcomes: readonly Outcome[]): void {
    for (const { id, keypad, status, counter, unanswered } of outcomes) {
      for (const lost of unanswered) this.#seal(keypad, lost, id, 'nothing');
      if (counter === 0) continue;
      this.#sent++;
      const told: Told = status === 'counted' ? 'counted' : status === 'closed' ? 'refused' : 'nothing';
      if (told !== 'nothing') this.#receipted++;
      else if (status !== 'gaveUp') this.#faults.push(`keypad ${keypad} was told ${status} in an open round`);
      if (told === 'counted') this.#counted++;
      this.#seal(keypad, counter, id, told);
    }
  }

  /** `counterOf`: the counter that the record of the round names for a keypad; 0 = none. */
  settle(keypads: number, counterOf: (keypad: number) => number, published: Published): Settlement {
    const faults = [...this.#faults];
    const standing: (readonly number[])[] = [];
    let lost = 0;
    for (let keypad = 1; keypad <= keypads; keypad++) {
      const stands = counterOf(keypad);
      const seat = this.#seats.get(keypad);
      if (seat && stands < seat.counted) {
        lost++;
        faults.push(`keypad ${keypad} was told that ${seat.counted} is counted, ${stands} stands`);
      }
      if (stands === 0) continue;
      const ballot = seat?.sealed.get(stands);
      if (!ballot) faults.push(`keypad ${keypad} never sealed ${stands}, which stands`);
      else if (ballot.told === 'refused')
        faults.push(`keypad ${keypad} was told that ${stands} is not counted; it stands`);
      standing.push(ballot?.marks ?? []);
    }
    const expected = countNaively(this.#contest, standing);
    for (const name of ['returned', 'valid', 'invalid'] as const) {
      if (expected[name] !== published[name])
        faults.push(`${name}: expected ${expected[name]}, published ${published[name]}`);
    }
    this.#contest.candidates.forEach(({ no }, i) => {
      if (expected.votes[i] !== published.votes[i])
        faults.push(`votes of ${no}: expected ${expected.votes[i]}, published ${published.votes[i]}`);
    });
    return {
      sent: this.#sent,
      receipted: this.#receipted,
      counted: this.#counted,
      ballots: standing.length,
      lost,
      doubled: Math.max(0, published.returned - standing.length),
      faults,
    };
  }

  #seal(keypad: number, counter: number, press: number, told: Told): void {
    let seat = this.#seats.get(keypad);
    if (!seat) {
      seat = { counted: 0, highest: 0, sealed: new Map() };
      this.#seats.set(keypad, seat);
    }
    if (counter <= seat.highest) this.#faults.push(`keypad ${keypad} sealed ${counter} after ${seat.highest}`);
    seat.highest = Math.max(seat.highest, counter);
    if (told === 'counted') seat.counted = Math.max(seat.counted, counter);
    seat.sealed.set(counter, { marks: this.#marksOf(press), told });
  }
}

/** RULES §1 Marks, without the tally core: this count is there to be compared with it. */
function countNaively(
  { candidates, rules }: Pick<ProjectContest, 'candidates' | 'rules'>,
  ballots: readonly (readonly number[])[],
): Published {
  const numbers = new Set(candidates.map(({ no }) => no));
  const least = rules.exactly ? rules.maxMarks : rules.minMarks;
  const valid = ballots.filter(
    (marks) => marks.length >= least && marks.length <= rules.maxMarks && marks.every((no) => numbers.has(no)),
  );
  const votes = new Map<number, number>();
  for (const marks of valid) for (const no of marks) votes.set(no, (votes.get(no) ?? 0) + 1);
  return {
    returned: ballots.length,
    valid: valid.length,
    invalid: ballots.length - valid.length,
    votes: candidates.map(({ no }) => votes.get(no) ?? 0),
  };
}
