import type { Mark } from '@piaojue/firmware-protocol/marks';
import { HALL_STATES } from '@piaojue/firmware-protocol/messages';
import { answersOn } from './keypad/entry.ts';
import { inputOpen } from './keypad/keypad-machine.ts';
import type { SimKeypad } from './keypad/sim-keypad.ts';
import type { Random } from './random.ts';

export interface HandsParts {
  readonly keypads: readonly SimKeypad[];
  /** Each presses at a random time within so many ms of what it sees. */
  readonly withinMs: number;
  readonly random: Random;
  /** A keypad was pressed: the air has to look at it. */
  readonly touch: (keypad: SimKeypad) => void;
}

interface Occasion {
  readonly name: string;
  readonly at: number;
  done: boolean;
}

/**
 * People who need nobody to tell them: whatever their keypad offers they do once. They sign in when sign-in is on, and vote in
 * every round as soon as their keypad has its paper. For a receiver under test, whose host knows of no simulator.
 */
export class Hands {
  readonly #parts: HandsParts;
  readonly #occasions = new Map<SimKeypad, Occasion>();

  constructor(parts: HandsParts) {
    this.#parts = parts;
  }

  advance(now: number): void {
    for (const keypad of this.#parts.keypads) {
      const name = occasionOf(keypad);
      if (name === undefined) continue;
      let occasion = this.#occasions.get(keypad);
      if (occasion?.name !== name) {
        const at = now + this.#parts.withinMs * this.#parts.random.next();
        occasion = { name, at, done: false };
        this.#occasions.set(keypad, occasion);
      }
      if (!occasion.done && now >= occasion.at) occasion.done = this.#press(keypad, now);
    }
  }

  /** False: the keypad did not take it, for want of a paper, say. */
  #press(keypad: SimKeypad, now: number): boolean {
    const { random, touch } = this.#parts;
    const { paper } = keypad.state;
    if (keypad.state.hall?.state === HALL_STATES.signIn) {
      if (keypad.state.signIn === null) keypad.step({ type: 'key', now, key: 'signIn' });
      touch(keypad);
      return keypad.state.signIn !== null;
    }
    if (!paper || !inputOpen(keypad.state)) return false;
    const { numbers, maxMarks } = paper.paper;
    const answers = answersOn(paper.paper);
    const from = random.below(numbers.length);
    const most = Math.min(maxMarks, numbers.length);
    const marks = Array.from({ length: most }, (_, i): Mark => {
      const no = numbers[(from + i) % numbers.length] ?? 0;
      return [no, 1 + (i % answers)];
    });
    keypad.step({ type: 'submit', now, marks });
    touch(keypad);
    return keypad.state.ballot !== null;
  }
}

/** One for each session in sign-in, and for each open round. */
function occasionOf({ state: { on, hall } }: SimKeypad): string | undefined {
  if (!on || hall === null) return undefined;
  if (hall.state === HALL_STATES.signIn) return `${hall.sid} sign-in`;
  return hall.state === HALL_STATES.open && hall.round !== 0 ? `${hall.sid} ${hall.round}` : undefined;
}
