import { canonicalText, type Value } from './canonical.ts';
import { type Base, type Bundle, fillsSeats, formOf, type Share } from './bundle.ts';
import { type Fault, fault } from './checks.ts';

/**
 * What the rules of a bundle make of its figures, computed anew and compared with the decision that stands in it. Written from
 * FORMAT.md, "The decision"; the counting program has code of its own.
 */
export function decisionFaults(bundle: Bundle): readonly Fault[] {
  return differences(decide(bundle), bundle.decision, 'decision');
}

/** The decision in the shape of the bundle: 1 and 0, "" for nothing. */
export function decide(bundle: Bundle): Value {
  const { contest, all, present, issued, returned, columns, paperIssued = 0 } = bundle;
  const quorum = { needed: fewest(contest.rules.quorum, all), met: enough(contest.rules.quorum, present, all) };
  const overfull = columns ? columns.paper.returned > paperIssued : false;
  if (!quorum.met || returned > issued || overfull) {
    const rows = contest.candidates.map(({ no }) => ({ no, status: 'none' }));
    return { outcome: quorum.met ? 'void' : 'no-quorum', quorum, rows };
  }
  if (fillsSeats(contest.kind)) return { quorum, ...seatsTaken(bundle) };
  return contest.kind === 'evaluation' ? { quorum, ...graded(bundle) } : { quorum, ...motionDecided(bundle) };
}

/** Fewest that satisfy a share of a base: more than num/den of it, or at least. In whole numbers, as all that follows. */
function fewest({ num, den, strict }: Share, base: number): number {
  const product = BigInt(num) * BigInt(base);
  const whole = Number(product / BigInt(den));
  if (strict) return whole + 1;
  return product % BigInt(den) === 0n ? whole : whole + 1;
}
const enough = (share: Share, count: number, base: number): 0 | 1 => (count >= fewest(share, base) ? 1 : 0);

/** How many voters a base is; of 赞成 + 反对 each candidate has its own. */
function baseOf(base: Base, { all, present, returned, valid, votes, against }: Bundle, place: number): number {
  if (base === 'forAgainst') return (votes[place] ?? 0) + (against?.[place] ?? 0);
  return { all, present, returned, valid: Number(valid) }[base];
}
const shared = (base: Base, bundle: Bundle): { base: Base; value: number | '' } => ({
  base,
  value: base === 'forAgainst' ? '' : baseOf(base, bundle, 0),
});

/** Per cent with two decimals, half up; "" of a base of 0. */
function rateOf(votes: number, base: number): string {
  if (base === 0) return '';
  const hundredths = String((BigInt(votes) * 20_000n + BigInt(base)) / (2n * BigInt(base))).padStart(3, '0');
  return `${hundredths.slice(0, -2)}.${hundredths.slice(-2)}`;
}

function seatsTaken(bundle: Bundle): Record<string, Value> {
  const { contest, votes, against = [], abstained = [] } = bundle;
  const { majority, seats, rateBase } = contest.rules;
  const apart = formOf(contest) === 'choice';
  const field = contest.candidates.map(({ no }, place) => {
    const mine = votes[place] ?? 0;
    const base = majority ? baseOf(majority.base, bundle, place) : 0;
    const needed = majority ? fewest(majority, base) : 0;
    return { no, place, votes: mine, needed, passed: mine > 0 && mine >= needed };
  });
  // The seats go to those who passed, by votes; a tie across the line takes none of them.
  const passed = field.filter((each) => each.passed).toSorted((a, b) => b.votes - a.votes);
  const line = passed[seats - 1]?.votes ?? 0;
  const tied =
    passed.length > seats && passed[seats]?.votes === line ? passed.filter((each) => each.votes === line) : [];
  const chosen = passed.slice(0, seats).filter((each) => !tied.includes(each));
  const status = (each: (typeof field)[number]): string => {
    if (chosen.includes(each)) return 'chosen';
    return tied.includes(each) ? 'runoff' : 'notChosen';
  };
  const rows = field.map((each) => ({
    no: each.no,
    votes: each.votes,
    ...(apart && { against: against[each.place] ?? 0, abstained: abstained[each.place] ?? 0, needed: each.needed }),
    rate: rateOf(each.votes, baseOf(rateBase, bundle, each.place)),
    rank: 1 + votes.filter((other) => other > each.votes).length,
    tiedRank: votes.filter((other) => other === each.votes).length > 1 ? 1 : 0,
    status: status(each),
  }));
  const vacancies = Math.max(0, seats - passed.length);
  const numbers = (wanted: string): number[] => rows.filter((row) => row.status === wanted).map(({ no }) => no);
  return {
    outcome: tied.length ? 'runoff' : vacancies ? 'shortfall' : 'complete',
    needed: majority && majority.base === 'forAgainst' ? '' : (field[0]?.needed ?? 0),
    chosen: numbers('chosen'),
    tied: numbers('runoff'),
    runoffSeats: tied.length ? seats - chosen.length : 0,
    vacancies,
    rows,
    rateBase: shared(rateBase, bundle),
  };
}

function motionDecided(bundle: Bundle): Record<string, Value> {
  const { contest, votes, against = [], abstained = [] } = bundle;
  const { majority, rateBase } = contest.rules;
  if (!majority) return {};
  const inFavour = votes[0] ?? 0;
  const needed = fewest(majority, baseOf(majority.base, bundle, 0));
  const base = baseOf(rateBase, bundle, 0);
  return {
    outcome: inFavour > 0 && inFavour >= needed ? 'passed' : 'rejected',
    no: contest.candidates[0]?.no ?? 0,
    for: inFavour,
    against: against[0] ?? 0,
    abstained: abstained[0] ?? 0,
    needed,
    rate: rateOf(inFavour, base),
    rateBase: { base: rateBase, value: base },
  };
}

function graded(bundle: Bundle): Record<string, Value> {
  const { contest, grades = [] } = bundle;
  const { rateBase, gradeBase, scale, halfPasses, dontKnowCounts } = contest.rules;
  const half: Share = { num: 1, den: 2, strict: halfPasses ? 0 : 1 };
  const rows = contest.candidates.map(({ no }, place) => {
    const counts = grades[place] ?? [];
    const [first = 0, second = 0, , dontKnow = 0] = counts;
    const outside = scale === 4 && dontKnowCounts === 0 ? dontKnow : 0;
    const rated = baseOf(rateBase, bundle, place) - outside;
    const judged = baseOf(gradeBase, bundle, place) - outside;
    const isHalf = (count: number): boolean => enough(half, count, judged) === 1;
    const grade = isHalf(first) ? 'satisfied' : isHalf(first + second) ? 'basic' : 'dissatisfied';
    return {
      no,
      counts: [...counts],
      strictRate: rateOf(first, rated),
      broadRate: rateOf(first + second, rated),
      grade: judged === 0 ? '' : grade,
    };
  });
  return { outcome: 'evaluated', rows, rateBase: shared(rateBase, bundle), gradeBase: shared(gradeBase, bundle) };
}

/** Where two values differ, at most ten places. */
export function differences(expected: Value | undefined, got: Value | undefined, path: string): readonly Fault[] {
  const isNested = (value: Value | undefined): value is Value & object => typeof value === 'object';
  if (isNested(expected) && isNested(got) && Array.isArray(expected) === Array.isArray(got)) {
    const names = new Set([...Object.keys(expected), ...Object.keys(got)]);
    const fields = (value: object, name: string) =>
      Object.hasOwn(value, name) ? (value as { [name: string]: Value })[name] : undefined;
    return [...names]
      .flatMap((name) => differences(fields(expected, name), fields(got, name), `${path}/${name}`))
      .slice(0, 10);
  }
  const say = (value: Value | undefined): string => (value === undefined ? 'nothing' : (canonicalText(value) ?? ''));
  return say(expected) === say(got) ? [] : [fault(path, say(expected), say(got))];
}
