import type { Base, Contest, Majority, RollFigures } from '@piaojue/contract/contest';
import { createTally } from '@piaojue/server/tally/core';
import { type CheckedContest, checkContest } from '@piaojue/server/rules/contest-check';
import { decide } from '@piaojue/server/rules/decide';
import { isCounted } from '@piaojue/server/rules/decision';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';

/**
 * The tally core and the decision against a naive model: Maps and lists of numbers, written from RULES §1 alone, with
 * fractions in BigInt. Numbers are small, so that ties and shortfalls are the rule and not the exception.
 */

/** One submission: `values` are the 2-bit values of the 60 positions. */
interface Press {
  readonly slot: number;
  readonly counter: number;
  readonly form: number;
  readonly values: readonly number[];
}
interface Run {
  readonly contest: Contest;
  readonly roll: RollFigures;
  readonly presses: readonly Press[];
}

type Sums = { returned: number; valid: number; invalid: number; votes: number[] };

// --- the model ---

function modelTotals({ contest, presses }: Run) {
  const standing = new Map<number, Press>();
  for (const press of presses) {
    const earlier = standing.get(press.slot);
    const wins = contest.rules.press === 'last' ? (a: number, b: number) => a > b : (a: number, b: number) => a < b;
    if (!earlier || wins(press.counter, earlier.counter)) standing.set(press.slot, press);
  }
  const votes = contest.candidates.map(() => 0);
  let valid = 0;
  for (const { form, values } of standing.values()) {
    const marked = values.flatMap((value, position) => (value === 0 ? [] : [position]));
    const least = contest.rules.exactly ? contest.rules.maxMarks : contest.rules.minMarks;
    const sound = form === 1 && values.every((value) => value < 2) && marked.every((at) => at < votes.length);
    if (!sound || marked.length > contest.rules.maxMarks || marked.length < least) continue;
    valid += 1;
    for (const position of marked) votes[position] = (votes[position] ?? 0) + 1;
  }
  return { returned: standing.size, valid, invalid: standing.size - valid, votes, voters: new Set(standing.keys()) };
}

function atLeast({ num, den, strict }: { num: number; den: number; strict: boolean }, count: number, base: number) {
  const [have, want] = [BigInt(den) * BigInt(count), BigInt(num) * BigInt(base)];
  return strict ? have > want : have >= want;
}

/** Seats given one at a time, to whoever nobody left beats; a choice between equals that matters is a tie. */
function modelDecision({ contest, roll }: Run, { returned, valid, votes }: Sums) {
  const { rules, candidates } = contest;
  if (!atLeast(rules.quorum, roll.present, roll.all)) return { outcome: 'no-quorum' };
  if (returned > roll.issued) return { outcome: 'void' };
  const bases = new Map<Base, number>([
    ['all', roll.all],
    ['present', roll.present],
    ['returned', returned],
    ['valid', valid],
  ]);
  const passes = (count: number) => {
    if (count === 0) return false;
    if (rules.majority === null) return true;
    const base = bases.get(rules.majority.base) ?? 0;
    return base > 0 && atLeast(rules.majority, count, base);
  };
  const chosen: number[] = [];
  let left = candidates.map(({ no }, index) => ({ no, count: votes[index] ?? 0 })).filter(({ count }) => passes(count));
  let tied: number[] = [];
  while (left.length > 0 && chosen.length < rules.seats && tied.length === 0) {
    const best = Math.max(...left.map(({ count }) => count));
    const group = left.filter(({ count }) => count === best).map(({ no }) => no);
    if (chosen.length + group.length > rules.seats) tied = group;
    else chosen.push(...group);
    left = left.filter(({ count }) => count !== best);
  }
  const open = rules.seats - chosen.length;
  const ordered = (nos: readonly number[]) => candidates.map(({ no }) => no).filter((no) => nos.includes(no));
  return {
    outcome: tied.length > 0 ? 'runoff' : open > 0 ? 'shortfall' : 'complete',
    chosen: ordered(chosen),
    tied: ordered(tied),
    runoffSeats: tied.length > 0 ? open : 0,
    vacancies: tied.length > 0 ? 0 : open,
    votes,
    ranks: votes.map((count) => 1 + votes.filter((other) => other > count).length),
    shared: votes.map((count) => votes.filter((other) => other === count).length > 1),
    statuses: candidates.map(({ no }) => {
      if (chosen.includes(no)) return 'chosen';
      return tied.includes(no) ? 'runoff' : 'notChosen';
    }),
    needed: rules.majority === null ? 0 : smallest(rules.majority, bases.get(rules.majority.base) ?? 0),
    rateBase: bases.get(rules.rateBase),
  };
}

/** The first number that satisfies the fraction, by trying. */
function smallest(majority: Majority, base: number): number {
  let count = 0;
  while (!atLeast(majority, count, base)) count += 1;
  return count;
}

// --- random runs ---

const fraction = fc
  .record({ den: fc.integer({ min: 1, max: 5 }), part: fc.nat(5), strict: fc.boolean() })
  .map(({ den, part, strict }) => ({ den, strict, num: Math.min(part, strict ? den - 1 : den) }));
const base = fc.constantFrom<Base>('all', 'present', 'returned', 'valid');

const rulesOf = (field: number) =>
  fc
    .record({
      seats: fc.integer({ min: 1, max: field - 1 }),
      maxMarks: fc.integer({ min: 1, max: Math.min(4, field) }),
      min: fc.constantFrom(0, 0, 0, 1, 2),
      exactly: fc.constantFrom(false, false, false, true),
      quorum: fraction,
      majority: fc.option(fc.record({ fraction, base }), { freq: 2 }),
      rateBase: base,
      press: fc.constantFrom<'last' | 'first'>('last', 'first'),
    })
    .map(({ min, majority, ...rules }): Contest['rules'] => ({
      ...rules,
      minMarks: Math.min(min, rules.maxMarks),
      majority: majority && { ...majority.fraction, base: majority.base },
      tie: 'runoff',
    }));

/** Mostly good marks; now and then a mark on no candidate, a nonsense value or another form. */
const pressOf = (field: number, slots: number) =>
  fc
    .record({
      slot: fc.nat(Math.max(0, slots - 1)),
      counter: fc.nat(6),
      form: fc.constantFrom(...Array.from({ length: 15 }, () => 1), 0, 2, 255),
      marks: fc.uniqueArray(fc.nat(field - 1), { maxLength: 4 }),
      odd: fc.option(fc.record({ at: fc.nat(59), value: fc.integer({ min: 1, max: 3 }) }), { freq: 12 }),
    })
    .map(({ slot, counter, form, marks, odd }): Press => {
      const values = Array.from({ length: 60 }, (_, position) => Number(marks.includes(position)));
      if (odd) values[odd.at] = odd.value;
      return { slot, counter, form, values };
    });

// Most papers are short; some are as long as they come.
const fieldSize = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 2, max: 6 }) }, fc.constantFrom(59, 60));
const run: fc.Arbitrary<Run> = fc
  .record({ field: fieldSize, issued: fc.nat(9), late: fc.constantFrom(0, 0, 0, 1), absent: fc.nat(3) })
  .chain(({ field, issued, late, absent }) =>
    fc.record({
      contest: fc.record({
        kind: fc.constant('selection' as const),
        candidates: fc
          .uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: field, maxLength: field })
          .map((nos) => nos.map((no) => ({ no }))),
        rules: rulesOf(field),
      }),
      roll: fc.constant({ issued, present: issued + late, all: issued + late + absent }),
      presses: issued === 0 ? fc.constant([]) : fc.array(pressOf(field, issued), { maxLength: 3 * issued }),
    }),
  );

function bytesOf({ form, values }: Press): Uint8Array {
  const bits = values.map((value) => value.toString(2).padStart(2, '0')).join('');
  return Uint8Array.from([form, ...(bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2))]);
}

// --- the comparison ---

const seen = new Map<string, number>();

it('RULES §1: the core and the decision agree with the model on every random run', () => {
  fc.assert(
    fc.property(run, (sample) => {
      const { rules, candidates } = checkedOf({ ...sample.contest, roll: sample.roll });
      const slots = sample.roll.issued;
      const tally = createTally({ ...rules, positions: candidates.length, slots });
      for (const press of sample.presses) tally.accept(press.slot, press.counter, bytesOf(press));

      const { voters, ...expected } = modelTotals(sample);
      const totals = tally.totals();
      expect(totals).toEqual(expected);
      expect(totals.valid + totals.invalid).toBe(totals.returned);
      for (let slot = 0; slot < slots; slot++) expect(tally.tookPart(slot)).toBe(voters.has(slot));

      expect(realDecision(sample, expected)).toEqual(modelDecision(sample, expected));
    }),
    { numRuns: 6000 },
  );
});

it('RULES §1: the decision agrees with the model on totals that no ballot limits', () => {
  const sample = run.chain((drawn) =>
    fc.record({
      sample: fc.constant(drawn),
      // One paper too many now and then: R > I.
      valid: fc.nat(drawn.roll.issued),
      invalid: fc.nat(2),
      votes: fc.array(fc.nat(drawn.roll.issued), {
        minLength: drawn.contest.candidates.length,
        maxLength: drawn.contest.candidates.length,
      }),
    }),
  );
  fc.assert(
    fc.property(sample, ({ sample: drawn, valid, invalid, votes }) => {
      const capped = votes.map((count) => Math.min(count, valid));
      const sums = { returned: valid + invalid, valid, invalid, votes: capped };
      expect(realDecision(drawn, sums)).toEqual(modelDecision(drawn, sums));
    }),
    { numRuns: 6000 },
  );
});

function checkedOf(contest: Contest): CheckedContest {
  const checked = checkContest(contest);
  if (!checked.ok) throw new Error(JSON.stringify(checked.error));
  return checked.value;
}

/** The real decision, in the words of the model. */
function realDecision({ contest, roll }: Run, totals: Sums) {
  const decision = decide(checkedOf(contest), roll, totals);
  seen.set(decision.outcome, (seen.get(decision.outcome) ?? 0) + 1);
  if (!isCounted(decision)) return { outcome: decision.outcome };
  const { outcome, chosen, tied, runoffSeats, vacancies, needed, rows, rateBase } = decision;
  return {
    outcome,
    chosen,
    tied,
    runoffSeats,
    vacancies,
    needed,
    rateBase: rateBase.value,
    votes: rows.map(({ votes }) => votes),
    ranks: rows.map(({ rank }) => rank),
    shared: rows.map(({ tiedRank }) => tiedRank),
    statuses: rows.map(({ status }) => status),
  };
}

// A fuzz that met no ties would prove nothing about them.
it('met every outcome often', () => {
  for (const outcome of ['complete', 'runoff', 'shortfall', 'void', 'no-quorum']) {
    expect(seen.get(outcome) ?? 0, `runs that ended as ${outcome}`).toBeGreaterThan(300);
  }
});
