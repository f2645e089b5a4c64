import type { Mark } from '@piaojue/firmware-protocol/marks';
import { testDeck, type Deck } from '@piaojue/server/rehearsal/deck';
import { type CheckedContest, checkContest } from '@piaojue/server/rules/contest-check';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { PLACES, run } from './runs.ts';
import { formOf, modelTotals, type Press } from './vote-model.ts';

/** The deck of a rehearsal, held against the model that shares nothing with the program: contests of every kind, halls of every size. */
const contests = run.map(({ contest }) => {
  const checked = checkContest(contest);
  if (!checked.ok) throw new Error(checked.error.map(({ path, expected }) => `${path} ${expected}`).join());
  return checked.value;
});
const keypads = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 70 }) }, fc.constantFrom(150, 400));

/** A press as the model has it: answers at places, written out from the numbers by hand. */
function pressOf(contest: CheckedContest, slot: number, counter: number, marks: readonly Mark[]): Press {
  const form = formOf(contest);
  const values = Array.from({ length: PLACES[form] }, () => 0);
  for (const mark of marks) {
    const [no, answer] = typeof mark === 'number' ? [mark, 1] : mark;
    values[contest.candidates.findIndex((candidate) => candidate.no === no)] = answer;
  }
  return { slot, counter, form, values };
}

const modelOf = (contest: CheckedContest, { ballots }: Deck) =>
  modelTotals({
    contest,
    roll: { all: ballots.length, present: ballots.length, issued: ballots.length },
    presses: ballots.flatMap(({ presses }, slot) => presses.map((marks, i) => pressOf(contest, slot, i + 1, marks))),
  }).sums;

/** By trying all sums: can so many different numbers from 0 to `voters` be dealt to ballots of allowed size? */
function canAllDiffer(contest: CheckedContest, voters: number): boolean {
  const n = contest.candidates.length;
  const rules = contest.rules as { maxMarks?: number; minMarks?: number; exactly?: boolean };
  const seats = contest.kind === 'selection' || contest.kind === 'perProject' || contest.kind === 'election';
  const most = seats ? Math.min(rules.maxMarks ?? n, n) : n;
  const least = !seats ? 0 : rules.exactly ? (rules.maxMarks ?? n) : (rules.minMarks ?? 0);
  const low = [...Array(n).keys()].reduce((sum, each) => sum + each, 0);
  const high = [...Array(n).keys()].reduce((sum, each) => sum + voters - each, 0);
  for (let sum = low; sum <= high; sum++) if (sum >= voters * least && sum <= voters * most) return true;
  return false;
}

test('RULES §1: what a deck expects is what the model counts, whatever is voted on and whoever is there', () => {
  const seen = { distinct: 0, alike: 0, over: 0, blank: 0, changed: 0, none: 0 };
  fc.assert(
    fc.property(contests, keypads, (contest, count) => {
      const deck = testDeck(contest, count);
      expect(deck.ballots).toHaveLength(count);
      expect(deck.expected).toEqual(modelOf(contest, deck));
      const kinds = deck.ballots.map(({ kind }) => kind);
      const voters = kinds.filter((kind) => kind === 'plain' || kind === 'changed').length;
      expect(deck.distinct).toBe(canAllDiffer(contest, voters));
      expect(new Set(deck.expected.votes).size === deck.expected.votes.length).toBe(deck.distinct);
      seen[deck.distinct ? 'distinct' : 'alike']++;
      for (const kind of kinds) if (kind !== 'plain') seen[kind]++;
      // The same again.
      expect(testDeck(contest, count)).toEqual(deck);
    }),
    { numRuns: 150 },
  );
  console.log(`decks: ${JSON.stringify(seen)}`);
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
});

test('each ballot is what its kind says', () => {
  fc.assert(
    fc.property(contests, keypads, (contest, count) => {
      for (const { kind, presses } of testDeck(contest, count).ballots) {
        const rules = contest.rules as { maxMarks?: number };
        expect(presses).toHaveLength({ plain: 1, changed: 2, over: 1, blank: 1, none: 0 }[kind]);
        if (kind === 'blank') expect(presses[0]).toEqual([]);
        if (kind === 'over') expect(presses[0]?.length).toBeGreaterThan(rules.maxMarks ?? 99);
      }
    }),
    { numRuns: 60 },
  );
});

test('the sample vote of 58 keypads: everything is decided, every project has a count of its own, all kinds of ballots are there', () => {
  const contest = checkContest({
    kind: 'selection',
    candidates: Array.from({ length: 12 }, (_, i) => ({ no: i + 1 })),
    rules: {
      ...{ seats: 10, maxMarks: 10, minMarks: 0, exactly: false, press: 'last', rateBase: 'returned', tie: 'runoff' },
      ...{ quorum: { num: 2, den: 3, strict: false }, majority: { num: 1, den: 2, strict: true, base: 'all' } },
    },
  });
  if (!contest.ok) throw new Error('expected a contest');
  const { ballots, expected, distinct } = testDeck(contest.value, 56, 58);
  expect(distinct).toBe(true);
  expect(new Set(ballots.map(({ kind }) => kind))).toEqual(new Set(['plain', 'changed', 'over', 'blank', 'none']));
  expect(expected).toMatchObject({ returned: 55, invalid: 1 });
  expect(expected.votes.filter((votes) => votes > 29).length).toBeGreaterThanOrEqual(10);
});

test('one mark that went to the neighbour is seen in the counts', () => {
  fc.assert(
    fc.property(contests, fc.integer({ min: 8, max: 60 }), (contest, count) => {
      const { ballots, expected, distinct } = testDeck(contest, count);
      fc.pre(distinct && contest.candidates.length > 1);
      // Two candidates mixed up everywhere: the fault that equal counts would hide.
      const swapped = [...expected.votes];
      [swapped[0], swapped[1]] = [swapped[1] ?? 0, swapped[0] ?? 0];
      expect(swapped).not.toEqual(expected.votes);
      expect(ballots.length).toBe(count);
    }),
    { numRuns: 50 },
  );
});
