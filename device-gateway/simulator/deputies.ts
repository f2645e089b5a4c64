import { HALL_STATES } from '@piaojue/firmware-protocol/messages';
import type { Outcome, Press, PressStatus } from './control.ts';
import { inputOpen } from './keypad/keypad-machine.ts';
import type { KeypadOutput } from './keypad/keypad-state.ts';
import type { SimKeypad } from './keypad/sim-keypad.ts';
import type { Random } from './random.ts';

type PressTask = {
  readonly kind: 'press';
  readonly press: Press;
  /** Counters of ballots that a power loss took before they were answered. */
  readonly unanswered: readonly number[];
};
type Task = { readonly kind: 'signIn' } | PressTask;

const pressTask = (press: Press): PressTask => ({ kind: 'press', press, unanswered: [] });

interface Hand {
  queue: Task[];
  /** `counter`: of the sealed ballot; 0 for a sign-in. */
  active: { readonly task: Task; readonly since: number; readonly counter: number } | undefined;
}

export interface DeputiesParts {
  readonly keypads: ReadonlyMap<number, SimKeypad>;
  readonly random: Random;
  /** A keypad was pressed: the air has to look at it. */
  readonly touch: (keypad: SimKeypad) => void;
  /** A round is open somewhere on the air. */
  readonly isOpen: () => boolean;
}

/** The people with the keypads: who presses what, when. Times in ms of the hall's clock. */
export class Deputies {
  readonly #parts: DeputiesParts;
  readonly #hands = new Map<number, Hand>();
  readonly #due = new Set<number>();
  #timed: { readonly at: number; readonly keypad: number; readonly task: Task }[] = [];
  #commands: { readonly presses: readonly Press[]; readonly perSecond: number; next: number; budget: number }[] = [];
  #at = 0;
  /** Presses that were ordered, and those that have an outcome. */
  ordered = 0;
  ended = 0;
  outcomes: Outcome[] = [];
  signedIn: number[] = [];
  notSignedIn: { keypad: number; status: PressStatus }[] = [];
  tested: { keypad: number; works: boolean }[] = [];

  constructor(parts: DeputiesParts) {
    this.#parts = parts;
  }

  /** 签到, to sign in or in a press test, as the hall has it when it is pressed. */
  signIn(keypads: Iterable<number>, withinMs: number, now: number): void {
    for (const keypad of keypads) this.#later(now + this.#parts.random.next() * withinMs, keypad, { kind: 'signIn' });
    this.#sort();
  }

  press(presses: readonly Press[], perSecond: number): void {
    this.ordered += presses.length;
    this.#commands.push({ presses, perSecond, next: 0, budget: 0 });
  }

  /** Presses at times of their own, for autoplay. */
  pressAt(presses: readonly (Press & { readonly at: number })[]): void {
    this.ordered += presses.length;
    for (const { at, ...press } of presses) this.#later(at, press.keypad, pressTask(press));
    this.#sort();
  }

  /** What was not begun is not pressed any more. */
  withdraw(): void {
    const stays = (task: Task): boolean => {
      if (task.kind === 'press') this.#outcome(task, 'notPressed');
      return task.kind !== 'press';
    };
    for (const { presses, next } of this.#commands)
      for (const press of presses.slice(next)) this.#outcome(pressTask(press), 'notPressed');
    this.#commands = [];
    this.#timed = this.#timed.filter(({ task }) => stays(task));
    for (const hand of this.#hands.values()) hand.queue = hand.queue.filter(stays);
  }

  advance(now: number): void {
    const elapsed = Math.min(100, now - this.#at);
    this.#at = now;
    while (this.#timed[0] && this.#timed[0].at <= now) {
      const next = this.#timed.shift();
      if (next) this.#give(next.keypad, next.task);
    }
    if (this.#commands.length > 0 && this.#parts.isOpen()) this.#release(elapsed);
    for (const id of this.#due) this.#tryStart(id, now);
  }

  /** The keypad showed how a press ended. */
  onEnding(id: number, output: KeypadOutput, now: number): void {
    const hand = this.#hands.get(id);
    if (output.what === 'signIn') {
      if (output.ending === 'signedIn') this.signedIn.push(id);
      else this.notSignedIn.push({ keypad: id, status: output.ending });
    } else if (output.what === 'press') this.tested.push({ keypad: id, works: output.ending === 'noted' });
    const active = hand?.active;
    if (!hand || !active || (active.task.kind === 'press') !== (output.what === 'ballot')) return;
    hand.active = undefined;
    if (active.task.kind === 'press') this.#outcome(active.task, output.ending, active.counter, now - active.since);
    if (hand.queue.length > 0) this.#due.add(id);
  }

  /** The keypad lost its battery for a moment: what was not answered is pressed again. */
  onPowerLoss(id: number): void {
    const hand = this.#hands.get(id);
    if (!hand?.active) return;
    const { task, counter } = hand.active;
    hand.queue.unshift(task.kind === 'press' ? { ...task, unanswered: [...task.unanswered, counter] } : task);
    hand.active = undefined;
    this.#due.add(id);
  }

  #outcome({ press, unanswered }: PressTask, status: PressStatus, counter = 0, ms = 0): void {
    this.ended++;
    this.outcomes.push({ id: press.id, keypad: press.keypad, status, ms, counter, unanswered });
  }

  #later(at: number, keypad: number, task: Task): void {
    this.#timed.push({ at, keypad, task });
  }

  #sort(): void {
    this.#timed.sort((a, b) => a.at - b.at);
  }

  #release(elapsed: number): void {
    for (const command of this.#commands) {
      command.budget += (command.perSecond * elapsed) / 1000;
      for (; command.budget >= 1 && command.next < command.presses.length; command.budget--) {
        const press = command.presses[command.next++];
        if (press) this.#give(press.keypad, pressTask(press));
      }
    }
    this.#commands = this.#commands.filter((command) => command.next < command.presses.length);
  }

  #give(id: number, task: Task): void {
    const hand = this.#hands.get(id) ?? { queue: [], active: undefined };
    this.#hands.set(id, hand);
    hand.queue.push(task);
    if (!hand.active) this.#due.add(id);
  }

  #tryStart(id: number, now: number): void {
    const hand = this.#hands.get(id);
    const keypad = this.#parts.keypads.get(id);
    const task = hand?.queue[0];
    if (!hand || !keypad || !task || hand.active) {
      this.#due.delete(id);
      return;
    }
    if (task.kind === 'signIn') {
      keypad.step({ type: 'key', now, key: 'signIn' });
      if (!keypad.state.signIn && !keypad.state.answer?.pressed) return;
    } else {
      // Locked by the close of the round before, it waits for the beacon that opens this one.
      if (keypad.state.locked && !keypad.state.ballot && keypad.state.hall?.state === HALL_STATES.open) {
        hand.queue.shift();
        this.#outcome(task, 'locked');
        return;
      }
      if (!inputOpen(keypad.state)) return;
      keypad.step({ type: 'submit', now, marks: task.press.marks });
      if (!keypad.state.ballot) return;
    }
    hand.queue.shift();
    hand.active = { task, since: now, counter: keypad.state.ballot?.frame.counter ?? 0 };
    this.#due.delete(id);
    this.#parts.touch(keypad);
  }
}
