import { createHash } from 'node:crypto';
import { countOfMarks, marksIn } from './ballots.ts';
import type { Assignment, Loot } from './loot.ts';

/** What the attacker works with: the loot, the two assignments, and what follows from them. */
export interface Knowledge {
  readonly loot: Loot;
  readonly assignments: readonly [Assignment, Assignment];
  readonly voters: number;
  /** By hex of the 16 bytes: which slots would have it, in each assignment. */
  readonly holders: readonly [ReadonlyMap<string, readonly number[]>, ReadonlyMap<string, readonly number[]>];
  /** Every ballot in play, by each way in which somebody may have written it down. */
  readonly spelled: ReadonlyMap<string, string>;
  /** What a voter may have been called, hashed or not. */
  readonly called: ReadonlyMap<string, number>;
  /** Traits of a ballot by which something else about a voter could have been shaped: for each assignment a value a slot. */
  readonly traits: readonly (readonly [name: string, readonly [readonly number[], readonly number[]]])[];
}

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export function knowledgeOf(loot: Loot, assignments: readonly [Assignment, Assignment]): Knowledge {
  const spelled = new Map<string, string>();
  for (const ballot of assignments[0]) {
    const hex = hexOf(ballot);
    const numbers = marksIn(ballot);
    const buffer = Buffer.from(ballot);
    for (const text of [hex, hex.toUpperCase(), buffer.toString('base64'), buffer.toString('base64url')])
      spelled.set(text, hex);
    for (const between of [',', ' ', ', ', ';']) spelled.set(numbers.join(between), hex);
    spelled.set(JSON.stringify(numbers), hex);
    spelled.set(JSON.stringify([...ballot]), hex);
  }
  return {
    loot,
    assignments,
    voters: loot.seats.length,
    holders: [holdersOf(assignments[0]), holdersOf(assignments[1])],
    spelled,
    called: calledOf(loot),
    traits: traitsOf(loot, assignments),
  };
}

function holdersOf(assignment: Assignment): ReadonlyMap<string, readonly number[]> {
  const holders = new Map<string, number[]>();
  assignment.forEach((ballot, slot) => {
    const hex = hexOf(ballot);
    holders.set(hex, [...(holders.get(hex) ?? []), slot]);
  });
  return holders;
}

function calledOf({ seats, names, deviceKeys }: Loot): ReadonlyMap<string, number> {
  const called = new Map<string, number>();
  seats.forEach((keypad, slot) => {
    called.set(names[slot] ?? '', slot);
    const key = deviceKeys.get(keypad) ?? new Uint8Array();
    const spellings = [
      String(keypad),
      names[slot] ?? '',
      Buffer.of(keypad >> 8, keypad & 255),
      key,
      `keypad ${keypad}`,
    ];
    for (const spelling of spellings) {
      for (const hash of ['sha256', 'sha1', 'md5']) {
        const hex = createHash(hash).update(spelling).digest('hex');
        for (const length of [8, 12, 16, 32, hex.length]) called.set(hex.slice(0, length), slot);
      }
    }
  });
  return called;
}

function traitsOf(loot: Loot, assignments: Knowledge['assignments']): Knowledge['traits'] {
  const ranks = new Map([...new Set(assignments[0].map(hexOf))].toSorted().map((hex, i) => [hex, i]));
  const trait = (name: string, of: (ballot: Uint8Array) => number) =>
    [name, [assignments[0].map(of), assignments[1].map(of)]] as const;
  return [
    trait('number of marks', countOfMarks),
    trait('validity', (ballot) => (countOfMarks(ballot) > loot.most ? 1 : 0)),
    trait('value', (ballot) => ranks.get(hexOf(ballot)) ?? 0),
    ...Array.from({ length: loot.candidates }, (_, i) =>
      trait(`mark of ${i + 1}`, (ballot) => (marksIn(ballot).includes(i + 1) ? 1 : 0)),
    ),
  ];
}

/** What holds for one voter alone. */
export function distinctMap<T>(pairs: Iterable<readonly [string, T]>): Map<string, T> {
  const out = new Map<string, T>();
  const twice = new Set<string>();
  for (const [key, value] of pairs) {
    if (out.has(key)) twice.add(key);
    out.set(key, value);
  }
  for (const key of twice) out.delete(key);
  return out;
}

/** The surest that one piece of evidence can be. */
export const SUREST = 20;

/** Values that differ from the most common one, at least: of one or two that stand out, two sets soon are the same by chance. */
const STANDING_OUT = 3;

const standsOut = (values: readonly number[]): boolean => {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return values.length - Math.max(...counts.values()) >= STANDING_OUT;
};

/** sqrt(2 ln of the ways in which these values could stand): the surest that a full agreement with them can be. */
export function surestOf(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let ways = logFactorial(values.length);
  for (const count of counts.values()) ways -= logFactorial(count);
  return Math.sqrt(2 * ways);
}

function logFactorial(n: number): number {
  let sum = 0;
  for (let i = 2; i <= n; i++) sum += Math.log(i);
  return sum;
}

/** Standard deviations by which these pairs hang together, whichever way (Fisher's z). */
export function hangsTogether(xs: readonly number[], ys: readonly number[]): number {
  const n = xs.length;
  if (n < 6 || !standsOut(xs) || !standsOut(ys)) return 0;
  let [sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0];
  // Times since the epoch differ in their last digits only.
  const [x0 = 0, y0 = 0] = [xs[0], ys[0]];
  for (let i = 0; i < n; i++) {
    const [x, y] = [(xs[i] ?? 0) - x0, (ys[i] ?? 0) - y0];
    sx += x;
    sy += y;
    sxx += x * x;
    syy += y * y;
    sxy += x * y;
  }
  const spread = (sxx - (sx * sx) / n) * (syy - (sy * sy) / n);
  if (!(spread > 1e-9)) return 0;
  const r = Math.min(0.9999, Math.abs((sxy - (sx * sy) / n) / Math.sqrt(spread)));
  return Math.min(SUREST, Math.atanh(r) * Math.sqrt(n - 3));
}
