import { BALLOT_BYTES, FORM_PICK, MARK_PICKED, markAt } from '@piaojue/firmware-protocol/ballot';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitmap, countBits, hasBit, setBit } from '../bitmap.ts';
import { createTally, type Tally } from '../tally/core.ts';
import { RECORD_BYTES } from './box-file.ts';
import { Intake, orderOf } from './intake.ts';
import { testKeypad } from './test-keypad.ts';

/** Keypads that are replaced again and again, ballots of all of them, and restarts: one voter, one ballot (RULES §4). */
const ROUND = 3;
const PAPER = new Uint8Array(16).fill(0xab);
const SLOTS = 2;
const GENERATIONS = 4;
const CHOICES = 3;
const BALLOT_AT = 15;

const numberOf = (slot: number, generation: number): number => 100 + slot * GENERATIONS + generation;
const keypads = new Map(Array.from({ length: SLOTS * GENERATIONS }, (_, i) => [100 + i, testKeypad(100 + i)] as const));
function voterOf(slot: number, generation: number) {
  const keypad = keypads.get(numberOf(slot, generation));
  if (!keypad) throw new Error(`no keypad of slot ${slot}, generation ${generation}`);
  return { slot, generation, open: keypad.open, down: keypad.down, roll: keypad.roll };
}
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const ascending = (a: number, b: number): number => a - b;

/** A box without a file: what is committed is kept in memory, and a restart reads it again. */
class Box {
  readonly generations = Array.from({ length: SLOTS }, () => 0);
  readonly #records: Uint8Array[] = [];
  readonly #firstPress: boolean;
  tally: Tally;
  intake: Intake;

  constructor(firstPress: boolean) {
    this.#firstPress = firstPress;
    [this.tally, this.intake] = this.#started();
  }

  #started(): [Tally, Intake] {
    const press = this.#firstPress ? 'first' : 'last';
    const tally = createTally({
      ...{ form: FORM_PICK, positions: CHOICES, slots: SLOTS, press },
      ...{ minMarks: 0, maxMarks: 1, exactly: false },
    });
    const intake = new Intake({
      round: ROUND,
      paperHash: PAPER,
      slots: SLOTS,
      voters: new Map(
        this.generations.map((generation, slot) => [numberOf(slot, generation), voterOf(slot, generation)]),
      ),
      firstPress: this.#firstPress,
      commit: (records) => {
        this.#records.push(records.slice());
        return Promise.resolve(undefined);
      },
      count: (slot, order, bytes, offset) => void tally.accept(slot, order, bytes, offset),
      receipt: () => undefined,
      afterGroup: () => undefined,
    });
    const all = bitmap(SLOTS);
    for (let slot = 0; slot < SLOTS; slot++) setBit(all, slot);
    intake.authorise(all);
    return [tally, intake];
  }

  async press(slot: number, generation: number, counter: number, choice: number): Promise<void> {
    const keypad = keypads.get(numberOf(slot, generation));
    if (keypad) this.intake.take(0, keypad.press(ROUND, counter, PAPER, [choice]));
    await settle();
  }

  async replace(slot: number): Promise<void> {
    const generation = (this.generations[slot] ?? 0) + 1;
    this.generations[slot] = generation;
    await this.intake.replace(numberOf(slot, generation), voterOf(slot, generation));
  }

  restart(): void {
    [this.tally, this.intake] = this.#started();
    for (const group of this.#records) {
      const view = new DataView(group.buffer, group.byteOffset, group.length);
      for (let at = 0; at < group.length; at += RECORD_BYTES) {
        this.intake.restore(group, at);
        this.tally.accept(view.getUint16(at), orderOf(view, at), group, at + BALLOT_AT);
      }
    }
  }

  /** What was chosen on the ballots that stand. */
  standing(): number[] {
    const patterns = this.tally.sortedPatterns(this.tally.returned());
    const chosen = Array.from({ length: this.tally.returned() }, (_, i) =>
      [...Array(CHOICES).keys()].find((choice) => markAt(patterns, choice, i * BALLOT_BYTES) === MARK_PICKED),
    );
    return chosen.map((choice) => choice ?? CHOICES).toSorted(ascending);
  }
}

/** Who stands with what, by the rules alone. */
class Model {
  readonly #firstPress: boolean;
  readonly #slots = Array.from({ length: SLOTS }, () => ({
    generation: 0,
    counter: 0,
    choice: null as number | null,
  }));

  constructor(firstPress: boolean) {
    this.#firstPress = firstPress;
  }

  press(slot: number, generation: number, counter: number, choice: number): void {
    const it = this.#slots[slot];
    if (!it || generation !== it.generation || counter <= it.counter) return;
    if (this.#firstPress && it.choice !== null) return;
    it.counter = counter;
    it.choice = choice;
  }

  replace(slot: number): void {
    const it = this.#slots[slot];
    if (!it) return;
    it.generation += 1;
    it.counter = 0;
  }

  choices(): (number | null)[] {
    return this.#slots.map(({ choice }) => choice);
  }
}

const slot = fc.integer({ min: 0, max: SLOTS - 1 });
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('press' as const),
      slot,
      generation: fc.nat(GENERATIONS - 1),
      counter: fc.integer({ min: 1, max: 5 }),
      choice: fc.nat(CHOICES - 1),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('replace' as const), slot }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
);

describe('RULES §4 keypads that are replaced in an open round', () => {
  it.each([
    ['last', false],
    ['first', true],
  ] as const)(
    'press %s: each voter has the ballot that the rules say, and one at most, over any restarts',
    async (_, firstPress) => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
          const box = new Box(firstPress);
          const model = new Model(firstPress);
          for (const one of steps) {
            if (one.kind === 'restart') box.restart();
            else if (one.kind === 'press') {
              await box.press(one.slot, one.generation, one.counter, one.choice);
              model.press(one.slot, one.generation, one.counter, one.choice);
            } else if ((box.generations[one.slot] ?? 0) < GENERATIONS - 1) {
              await box.replace(one.slot);
              model.replace(one.slot);
            }
            const choices = model.choices();
            expect(box.standing()).toEqual(choices.filter((choice) => choice !== null).toSorted(ascending));
            // Whoever would be moved to paper has a ballot or has not, whichever keypad it came from.
            const everybody = Uint8Array.of((1 << SLOTS) - 1);
            const voted = choices.map((choice) => choice !== null);
            if (voted.some(Boolean)) {
              const told = box.intake.withdraw(everybody);
              expect([countBits(told), voted.map((_it, i) => hasBit(told, i))]).toEqual([
                voted.filter(Boolean).length,
                voted,
              ]);
            }
          }
        }),
        { numRuns: 60 },
      );
    },
  );
});
