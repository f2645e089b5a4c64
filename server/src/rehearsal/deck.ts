import type { CheckedContest } from '../rules/contest-check.ts';
import type { Totals } from '@piaojue/contract/outcome';
import { FORM_CHOICE, FORM_GRADES, FORM_PICK } from '@piaojue/firmware-protocol/ballot';
import { ballotOf, type Mark } from '@piaojue/firmware-protocol/marks';
import { ballotShape, leastMarks } from '../rules/ballot-shape.ts';
import { decide } from '../rules/decide.ts';
import { createTally } from '../tally/core.ts';
import { tallySpec } from '../tally/spec.ts';

/**
 * A test deck: ballots that are known before they are pressed, so that what was counted can be held against what had to come
 * out. Every candidate gets a count of its own where the rules allow it: then no two can be mixed up without being seen.
 */
export interface Deck {
  /** One for each keypad, in their order. */
  readonly ballots: readonly DeckBallot[];
  /** By the tally that counts in the hall, over the ballots as the press policy takes them. */
  readonly expected: Totals;
  /** No two candidates have the same votes (RULES §1 decision 12: 赞成, or the best grade). */
  readonly distinct: boolean;
}

/**
 * plain · changed: pressed twice, one of which counts · over: more marks than allowed · blank: OK alone · none: never pressed.
 */
export type DeckBallotKind = 'plain' | 'changed' | 'over' | 'blank' | 'none';

export interface DeckBallot {
  readonly kind: DeckBallotKind;
  /** What is submitted, one after another. */
  readonly presses: readonly (readonly Mark[])[];
}

/** Steps between the votes of two neighbours, and shares of the marks that may be given: the first that decides everything is taken. */
const STEPS = [4, 3, 2, 1] as const;
const SHARES = [0.8, 1] as const;

/** From so many keypads on a deck has ballots of this kind, one for each so many more. */
const SPECIALS: readonly { readonly kind: DeckBallotKind; readonly from: number; readonly each: number }[] = [
  { kind: 'changed', from: 4, each: 30 },
  { kind: 'blank', from: 5, each: 60 },
  { kind: 'over', from: 6, each: 60 },
  { kind: 'none', from: 7, each: 60 },
];

/** The same for the same contest, roll and keypads. `all`: N of the roll; `keypads`: those that vote. */
export function testDeck(contest: CheckedContest, keypads: number, all: number = keypads): Deck {
  const kinds = kindsOf(contest, keypads);
  const voters = kinds.filter((kind) => kind === 'plain' || kind === 'changed').length;
  const plans = plansFor(contest, voters);
  let first: Deck | undefined;
  for (const counts of plans) {
    const deck = dealt(contest, kinds, counts, voters);
    first ??= deck;
    const { outcome } = decide(contest, { all, present: keypads, issued: keypads }, deck.expected);
    if (outcome === 'complete' || outcome === 'passed' || outcome === 'evaluated') return deck;
  }
  return first ?? dealt(contest, kinds, evenCounts(contest, voters), voters);
}

/** The special ones spread over the hall, so that they are not all in one row. */
function kindsOf(contest: CheckedContest, keypads: number): readonly DeckBallotKind[] {
  const shape = ballotShape(contest);
  const canExceed = shape.form !== FORM_GRADES && shape.maxMarks < contest.candidates.length;
  const special = SPECIALS.filter(({ kind }) => kind !== 'over' || canExceed).flatMap(({ kind, from, each }) =>
    keypads < from ? [] : Array.from({ length: 1 + Math.floor((keypads - from) / each) }, () => kind),
  );
  const kinds = Array.from({ length: keypads }, (): DeckBallotKind => 'plain');
  for (const [i, kind] of special.entries()) kinds[Math.floor(((i + 0.5) * keypads) / special.length)] = kind;
  return kinds;
}

/**
 * Votes by place of the candidate, for the decks that are tried in turn. All different: a sum of marks that so many different
 * numbers from 0 to the voters can have, and so many ballots of allowed size; both are ranges without a gap, so it is
 * possible exactly where the ranges meet.
 */
function plansFor(contest: CheckedContest, voters: number): readonly (readonly number[])[] {
  const range = markRange(contest, voters);
  if (range.most < range.fewest) return [];
  const n = contest.candidates.length;
  return SHARES.flatMap((share) => {
    const marks = Math.max(range.fewest, Math.floor(range.most * share));
    return STEPS.flatMap((step) => {
      const counts = stepped(n, voters, marks, step);
      return counts ? [shuffled(counts)] : [];
    });
  });
}

/** How many marks there can be in all where no two candidates have the same; `most` < `fewest`: it can't be. */
function markRange(contest: CheckedContest, voters: number): { readonly fewest: number; readonly most: number } {
  const shape = ballotShape(contest);
  const n = contest.candidates.length;
  const differences = (n * (n - 1)) / 2;
  const least = shape.form === FORM_GRADES ? 0 : leastMarks(shape);
  const largest = shape.form === FORM_GRADES ? n : Math.min(shape.maxMarks, n);
  return {
    fewest: Math.max(voters * least, differences),
    most: Math.min(voters * largest, n * voters - differences),
  };
}

/** n numbers that rise by `step`, the last ones by one more where the sum asks for it; undefined: they don't fit. */
function stepped(n: number, voters: number, sum: number, step: number): readonly number[] | undefined {
  const over = sum - (step * n * (n - 1)) / 2;
  if (over < 0) return undefined;
  const base = Math.floor(over / n);
  const more = over % n;
  const counts = Array.from({ length: n }, (_, i) => base + step * i + (i >= n - more ? 1 : 0));
  return (counts.at(-1) ?? 0) <= voters ? counts : undefined;
}

/** Not in ballot order, so that a list that forgot to sort is seen. */
function shuffled(counts: readonly number[]): readonly number[] {
  const n = counts.length;
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
  let stride = Math.max(1, Math.floor(n * 0.6));
  while (gcd(stride, n) !== 1) stride++;
  return counts.map((_, place) => counts[((place + 1) * stride) % n] ?? 0);
}

/** Where they can't all differ: as the marks fall when each takes as many as allowed, one after another. */
function evenCounts(contest: CheckedContest, voters: number): readonly number[] {
  const shape = ballotShape(contest);
  const n = contest.candidates.length;
  const size = Math.min(shape.form === FORM_GRADES ? n : shape.maxMarks, n);
  const marks = voters * size;
  return Array.from({ length: n }, (_, place) => Math.floor(marks / n) + (place < marks % n ? 1 : 0));
}

/** The votes of each candidate go to the voters in a circle: so no ballot has more than one mark more than another. */
function dealt(
  contest: CheckedContest,
  kinds: readonly DeckBallotKind[],
  counts: readonly number[],
  voters: number,
): Deck {
  const chosen = Array.from({ length: voters }, () => new Set<number>());
  let next = 0;
  for (const [place, count] of counts.entries()) for (let i = 0; i < count; i++) chosen[next++ % voters]?.add(place);
  let voter = 0;
  const ballots = kinds.map((kind): DeckBallot => {
    switch (kind) {
      case 'none':
        return { kind, presses: [] };
      case 'blank':
        return { kind, presses: [[]] };
      case 'over':
        return { kind, presses: [everything(contest)] };
      case 'plain':
        return { kind, presses: [filledIn(contest, chosen[voter] ?? new Set(), voter++)] };
      case 'changed': {
        const counted = filledIn(contest, chosen[voter] ?? new Set(), voter++);
        const other = filledIn(contest, new Set([voter % contest.candidates.length]), voter + 1);
        return { kind, presses: contest.rules.press === 'last' ? [other, counted] : [counted, other] };
      }
    }
  });
  const expected = countedBy(contest, ballots);
  return { ballots, expected, distinct: new Set(expected.votes).size === expected.votes.length };
}

/** 赞成 for as many as there are: more than may be. */
function everything(contest: CheckedContest): readonly Mark[] {
  const { form } = ballotShape(contest);
  return contest.candidates.map(({ no }): Mark => (form === FORM_PICK ? no : [no, 1]));
}

/** A ballot on which the chosen places have the vote, and the others what the form has besides it. */
function filledIn(contest: CheckedContest, chosen: ReadonlySet<number>, voter: number): readonly Mark[] {
  const { form, grades } = ballotShape(contest);
  return contest.candidates.flatMap(({ no }, place): Mark[] => {
    if (form === FORM_PICK) return chosen.has(place) ? [no] : [];
    if (chosen.has(place)) return [[no, 1]];
    const turn = (voter + place) % 5;
    if (form === FORM_CHOICE) return turn === 4 ? [] : [[no, turn === 3 ? 3 : 2]];
    return turn === 4 ? [] : [[no, 2 + (turn % (grades - 1))]];
  });
}

function countedBy(contest: CheckedContest, ballots: readonly DeckBallot[]): Totals {
  const tally = createTally(tallySpec(contest, ballots.length));
  const paper = { form: ballotShape(contest).form, numbers: contest.candidates.map(({ no }) => no) };
  for (const [slot, { presses }] of ballots.entries())
    for (const [i, marks] of presses.entries()) tally.accept(slot, i + 1, ballotOf(paper, marks));
  return tally.totals();
}
