import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Contest } from '@piaojue/contract/contest';
import type { Totals } from '@piaojue/contract/outcome';
import { choiceBallot, gradeBallot, pickBallot, spoiltBallot } from '@piaojue/firmware-protocol/ballot';
import { rawPublicKey, sealPatterns } from '../src/box/patterns.ts';
import { bundleBytes } from '../src/record/bundle.ts';
import { checkContest } from '../src/rules/contest-check.ts';
import { decide } from '../src/rules/decide.ts';
import { countBits, setBit, bitmap } from '../src/bitmap.ts';
import { summed } from '../src/rounds/paper-count.ts';
import { draftRound } from '../src/rounds/draft.ts';
import { freeze, freezePresence } from '../src/rounds/freeze.ts';
import type { RoundRow } from '../src/store/store.ts';
import { testSeats, testSitting } from '../src/store/test-rows.ts';
import { createTally } from '../src/tally/core.ts';
import { tallySpec } from '../src/tally/spec.ts';
import type { BundleFiles } from './verify-bundle.ts';

/** Bundles for the tests of the verifier, made as the server makes them: counted, decided, sealed and signed. */
export const SIGNING = generateKeyPairSync('ed25519');
export const MONITORS = generateKeyPairSync('x25519');
export const SIGNER = rawPublicKey(SIGNING.publicKey).toString('hex');
export const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
export const MONITORS_PEM = pemOf(MONITORS.privateKey);

export interface Sketch {
  readonly asked: Contest;
  readonly voters: number;
  /** Slots that signed in; all by default. */
  readonly present?: readonly number[];
  /** One ballot per voter from slot 0 on; undefined: none. */
  readonly ballots: readonly (Uint8Array | undefined)[];
  readonly also?: Partial<RoundRow>;
  /** Sums of the paper ballots: of a round by hand, or, with voters moved to paper, of a mixed one. */
  readonly paper?: Totals;
  readonly moved?: readonly number[];
}

export interface Made extends BundleFiles {
  readonly json: Buffer;
  readonly signature: Buffer;
  readonly patterns?: Buffer;
  readonly row: RoundRow;
}

/** The ballots go through the counting core; what comes of them is bundled. */
export function makeBundle({ asked, voters, present, ballots, also, paper, moved }: Sketch): Made {
  const contest = checkContest(asked);
  if (!contest.ok) throw new Error(JSON.stringify(contest.error));
  const method = paper ? (moved ? 'mixed' : 'hand') : 'keypads';
  const seats = testSeats(voters);
  const frozen = freeze({ id: 1, parent: null, turn: 1, contest: contest.value, method }, seats);
  const presence = freezePresence(frozen, new Set(present ?? seats.map(({ slot }) => slot)));
  const tally = createTally(tallySpec(contest.value, voters));
  for (const [slot, ballot] of ballots.entries()) if (ballot) tally.accept(slot, 1, ballot);
  const issued = presence.issued;
  const withdrawn = moved ? bitmap(voters) : null;
  for (const slot of moved ?? []) if (withdrawn) setBit(withdrawn, slot);
  const hand = paper
    ? ({ first: { by: 'operator', at: 1, totals: paper }, second: { by: 'monitor', at: 2, totals: paper } } as const)
    : null;
  const row: RoundRow = {
    ...draftRound(contest.value, null, 1),
    id: 1,
    state: 'counting',
    method,
    frozen,
    presence,
    withdrawn,
    hand,
    openedAt: 1_800_000_000_000,
  };
  const counted = method === 'hand' ? null : tally.totals();
  const { totals, columns, overfull } = summed(row, counted);
  const decision = decide(contest.value, { all: voters, present: presence.present, issued }, totals, overfull);
  const monitors = rawPublicKey(MONITORS.publicKey);
  const patterns = counted
    ? Buffer.from(sealPatterns(tally.sortedPatterns(Math.max(issued, counted.returned)), monitors, frozen.hash))
    : null;
  const byKeypad = issued - (withdrawn ? countBits(withdrawn) : 0) - (counted?.returned ?? 0);
  const closed: RoundRow = {
    ...row,
    state: 'recorded',
    closingAt: 1_800_000_060_000,
    totals,
    columns,
    decision,
    patterns,
    absent: counted ? { notHeard: 0, heardNotSubmitted: byKeypad } : null,
    ...(counted && { emptyBox: { at: 1_799_999_999_000, ballots: 0 } }),
    ...also,
  };
  const json = bundleBytes(testSitting(), closed, rawPublicKey(SIGNING.publicKey), { seq: 7, hash: 'ab'.repeat(32) });
  return { json, signature: sign(null, json, SIGNING.privateKey), ...(patterns && { patterns }), row: closed };
}

/** The same content with another one here and there, signed again with the right key: only what is said can give it away. */
export function forge(made: Made, change: (bundle: Record<string, unknown>) => void): Made {
  const bundle = JSON.parse(made.json.toString('utf8')) as Record<string, unknown>;
  change(bundle);
  const json = Buffer.from(canonical(bundle), 'utf8');
  return { ...made, json, signature: sign(null, json, SIGNING.privateKey) };
}

const canonical = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
};

const repeat = <T>(n: number, value: T): T[] => Array.from({ length: n }, () => value);
export const picks = (n: number, ...positions: number[]): Uint8Array[] => repeat(n, pickBallot(positions));
export const choices = (n: number, ...answers: number[]): Uint8Array[] => repeat(n, choiceBallot(answers));
export const grades = (n: number, ...given: number[]): Uint8Array[] => repeat(n, gradeBallot(given));
export const spoilt = (n: number): Uint8Array[] => repeat(n, spoiltBallot());
