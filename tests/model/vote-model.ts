import type { Base, Contest, Fraction, Majority, RollFigures } from '@piaojue/contract/contest';

/**
 * A naive model of counting and deciding: Maps and lists of numbers, written from RULES alone, with fractions in BigInt.
 * Nothing of it is shared with the program.
 */

/** One submission: `values` are the answers at all places of a ballot of that form byte. */
export interface Press {
  readonly slot: number;
  readonly counter: number;
  readonly form: number;
  readonly values: readonly number[];
}
export interface Run {
  readonly contest: Contest;
  readonly roll: RollFigures;
  readonly presses: readonly Press[];
}

export interface Sums {
  returned: number;
  valid: number;
  invalid: number;
  votes: number[];
  against?: number[];
  abstained?: number[];
  grades?: number[][];
}

/** 1 pick list, 2 赞成/反对/弃权 for each, 3 grades. */
export function formOf(contest: Contest): 1 | 2 | 3 {
  if (contest.kind === 'evaluation') return 3;
  if (contest.kind === 'selection') return 1;
  return contest.kind === 'election' && contest.rules.form !== 'perItem' ? 1 : 2;
}

function isValid(contest: Contest, { form, values }: Press): boolean {
  const highest = [0, 1, 3, contest.kind === 'evaluation' ? contest.rules.scale : 0];
  const within = values.every(
    (value, place) => value <= (place < contest.candidates.length ? (highest[form] ?? 0) : 0),
  );
  if (form !== formOf(contest) || !within) return false;
  if (contest.kind !== 'selection' && contest.kind !== 'perProject' && contest.kind !== 'election') return true;
  const { exactly, maxMarks, minMarks } = contest.rules;
  const marks = values.filter((value) => value === 1).length;
  return marks <= maxMarks && marks >= (exactly ? maxMarks : minMarks);
}

export function modelTotals({ contest, presses }: Run): { sums: Sums; voters: ReadonlySet<number> } {
  const standing = new Map<number, Press>();
  for (const press of presses) {
    const earlier = standing.get(press.slot);
    const wins = contest.rules.press === 'last' ? (a: number, b: number) => a > b : (a: number, b: number) => a < b;
    if (!earlier || wins(press.counter, earlier.counter)) standing.set(press.slot, press);
  }
  const ballots = [...standing.values()].filter((press) => isValid(contest, press));
  const returned = standing.size;
  const sums = { returned, valid: ballots.length, invalid: returned - ballots.length };
  const answers = (place: number, answer: number) => ballots.filter(({ values }) => values[place] === answer).length;
  const places = [...contest.candidates.keys()];
  const votes = places.map((place) => answers(place, 1));
  const voters = new Set(standing.keys());
  switch (formOf(contest)) {
    case 1:
      return { sums: { ...sums, votes }, voters };
    case 2: {
      const against = places.map((place) => answers(place, 2));
      const abstained = places.map((place) => answers(place, 3) + answers(place, 0));
      return { sums: { ...sums, votes, against, abstained }, voters };
    }
    case 3: {
      const scale = contest.kind === 'evaluation' ? contest.rules.scale : 0;
      const order = [...Array.from({ length: scale }, (_, i) => i + 1), 0];
      const grades = places.map((place) => order.map((grade) => answers(place, grade)));
      return { sums: { ...sums, votes, grades }, voters };
    }
  }
}

export function atLeast({ num, den, strict }: Fraction, count: number, base: number): boolean {
  const [have, want] = [BigInt(den) * BigInt(count), BigInt(num) * BigInt(base)];
  return strict ? have > want : have >= want;
}

/** Per cent with two decimals, half up. */
function percent(count: number, base: number): string | null {
  if (base === 0) return null;
  const halves = (BigInt(count) * 20_000n) / BigInt(base);
  const text = String((halves + 1n) / 2n).padStart(3, '0');
  return `${text.slice(0, -2)}.${text.slice(-2)}`;
}

/** The first number that satisfies the fraction, by trying. */
function smallest(majority: Majority, base: number): number {
  let count = 0;
  while (!atLeast(majority, count, base)) count += 1;
  return count;
}

function baseOf(base: Base, roll: RollFigures, sums: Sums, place: number): number {
  switch (base) {
    case 'all':
      return roll.all;
    case 'present':
      return roll.present;
    case 'returned':
      return sums.returned;
    case 'valid':
      return sums.valid;
    case 'forAgainst':
      return (sums.votes[place] ?? 0) + (sums.against?.[place] ?? 0);
  }
}

/** What the program should say, in plain data that a test compares. */
export function modelDecision({ contest, roll }: Run, sums: Sums): object {
  if (!atLeast(contest.rules.quorum, roll.present, roll.all)) return { outcome: 'no-quorum' };
  if (sums.returned > roll.issued) return { outcome: 'void' };
  switch (contest.kind) {
    case 'selection':
    case 'perProject':
    case 'election':
      return modelSeats(contest, roll, sums);
    case 'resolution':
    case 'namedResolution': {
      const { majority, rateBase } = contest.rules;
      const base = baseOf(majority.base, roll, sums, 0);
      const [votes = 0] = sums.votes;
      return {
        outcome: votes > 0 && atLeast(majority, votes, base) ? 'passed' : 'rejected',
        answers: [votes, sums.against?.[0], sums.abstained?.[0]],
        needed: smallest(majority, base),
        rateBase: baseOf(rateBase, roll, sums, 0),
      };
    }
    case 'evaluation': {
      const { scale, halfPasses, gradeBase, rateBase, dontKnowCounts } = contest.rules;
      return {
        outcome: 'evaluated',
        counts: sums.grades,
        rates: (sums.grades ?? []).map(([good = 0, fair = 0, , unknown = 0], place) => {
          const base = baseOf(rateBase, roll, sums, place) - (scale === 4 && dontKnowCounts === false ? unknown : 0);
          return [percent(good, base), percent(good + fair, base)];
        }),
        grades: (sums.grades ?? []).map((counts, place) => {
          const [good = 0, fair = 0, , unknown = 0] = counts;
          const base = baseOf(gradeBase, roll, sums, place) - (scale === 4 && dontKnowCounts === false ? unknown : 0);
          if (base === 0) return null;
          const half = (count: number) => (halfPasses ? count * 2 >= base : count * 2 > base);
          return half(good) ? 'satisfied' : half(good + fair) ? 'basic' : 'dissatisfied';
        }),
      };
    }
  }
}

type Seats = Extract<Contest, { kind: 'selection' | 'perProject' | 'election' }>;

/** Seats given one at a time, to whoever nobody left beats; a choice between equals that matters is a tie. */
function modelSeats({ candidates, rules }: Seats, roll: RollFigures, sums: Sums) {
  const { votes } = sums;
  const majorityBase = (place: number) => (rules.majority ? baseOf(rules.majority.base, roll, sums, place) : 0);
  const passes = (place: number) => {
    const count = votes[place] ?? 0;
    if (count === 0) return false;
    return rules.majority === null || (majorityBase(place) > 0 && atLeast(rules.majority, count, majorityBase(place)));
  };
  const chosen: number[] = [];
  let left = candidates
    .map(({ no }, place) => ({ no, count: votes[place] ?? 0, place }))
    .filter((one) => passes(one.place));
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
  const needs = votes.map((_, place) => (rules.majority === null ? 0 : smallest(rules.majority, majorityBase(place))));
  return {
    outcome: tied.length > 0 ? 'runoff' : open > 0 ? 'shortfall' : 'complete',
    chosen: ordered(chosen),
    tied: ordered(tied),
    runoffSeats: tied.length > 0 ? open : 0,
    vacancies: tied.length > 0 ? 0 : open,
    votes,
    against: sums.against,
    abstained: sums.abstained,
    ranks: votes.map((count) => 1 + votes.filter((other) => other > count).length),
    shared: votes.map((count) => votes.filter((other) => other === count).length > 1),
    statuses: candidates.map(({ no }) => {
      if (chosen.includes(no)) return 'chosen';
      return tied.includes(no) ? 'runoff' : 'notChosen';
    }),
    needed: rules.majority?.base === 'forAgainst' ? null : (needs[0] ?? 0),
    neededEach: sums.against ? needs : undefined,
    rateBase: rules.rateBase === 'forAgainst' ? null : baseOf(rules.rateBase, roll, sums, 0),
  };
}
