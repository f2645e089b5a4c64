import { createPrivateKey, randomBytes, randomInt } from 'node:crypto';
import type { Contest } from '@piaojue/contract/contest';
import type { Totals } from '@piaojue/contract/outcome';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { BALLOT_BYTES } from '@piaojue/firmware-protocol/ballot';
import { Value } from 'typebox/value';
import { isCounted } from '../../verify/bundle.ts';
import { atKeypads, totalsOf } from '../../verify/sums.ts';
import { type BundleFiles, verifyBundle } from '../../verify/verify-bundle.ts';
import { openPatterns, rawPublicKey, sealPatterns } from '../box/patterns.ts';
import { countCvr } from './count-cvr.ts';
import { castVoteRecords, type Draw } from './cvr.ts';
import { CastVoteRecordReport } from './schema.ts';

/** Why there is no export. */
export type CvrRefusal =
  /** Of the verifier; `failed` names the checks. */
  | { readonly kind: 'does-not-verify'; readonly failed: readonly string[] }
  /** By hand, void, without quorum, or without the file of the sealed patterns. */
  | { readonly kind: 'no-ballots' }
  /** So few ballots at the keypads that no figure of them is told to anybody (RULES §1 decision 13). */
  | { readonly kind: 'too-few'; readonly ballots: number };

export const cvrRefusalInWords = (refusal: CvrRefusal): string => {
  switch (refusal.kind) {
    case 'does-not-verify':
      return `expected a bundle that verifies and recounts with this key, got one that fails: ${refusal.failed.join(', ')}`;
    case 'no-ballots':
      return 'expected a counted vote by keypads with its patterns.sealed, got one without ballots to export';
    case 'too-few':
      return `expected more than three ballots at the keypads, got ${refusal.ballots}: what they hold is told to nobody`;
  }
};

export interface CvrExport {
  readonly json: string;
  readonly ballots: number;
  /** Ballots whose pattern nobody else has: such a pattern can name its author. */
  readonly unique: number;
  readonly frozenHash: string;
}

export const CSPRNG: Draw = { id: () => randomBytes(16).toString('hex'), below: (bound) => randomInt(bound) };

/**
 * Cast vote records of a bundle whose patterns the monitors' key opens. The bundle is verified and recounted before, and
 * the records are counted again by what stands in them, after: an export that came to other sums is a bug and throws.
 */
export function exportCvr(
  files: BundleFiles,
  keys: { readonly monitors: string; readonly signer?: string | undefined },
  generatedAt: number,
  draw: Draw = CSPRNG,
): Result<CvrExport, CvrRefusal> {
  const { bundle, checks } = verifyBundle(files, keys);
  const failed = checks.filter(({ verdict }) => verdict === 'fails').map(({ id }) => id);
  if (!bundle || failed.length) return fail({ kind: 'does-not-verify', failed });
  const recount = checks.find(({ id }) => id === 'recount');
  if (!files.patterns || recount?.verdict !== 'holds' || !isCounted(bundle)) return fail({ kind: 'no-ballots' });
  const returned = atKeypads(bundle) ?? 0;
  const own: Totals | undefined = bundle.columns
    ? (bundle.columns.keypads && bundle.columns.keypads.totals) || undefined
    : totalsOf(bundle);
  if (!own) return fail({ kind: 'too-few', ballots: returned });
  const opened = openPatterns(files.patterns, keys.monitors, bundle.frozenHash);
  if (!opened) throw new Error('patterns that were recounted do not open');
  const ballots = opened.subarray(0, returned * BALLOT_BYTES);
  const { sitting, round, turn, mode, frozenHash } = bundle;
  const contest = bundle.contest as unknown as Contest;
  const report = castVoteRecords(
    { sitting, round, turn, rehearsal: mode === 'rehearsal', contest, ballots, generatedAt },
    draw,
  );
  const unique = uniqueBallots(ballots);
  opened.fill(0);
  const counted = countCvr(report);
  if (JSON.stringify(sumsOf(counted)) !== JSON.stringify(sumsOf(own)))
    throw new Error('cast vote records count otherwise');
  if (!Value.Check(CastVoteRecordReport, report)) throw new Error('cast vote records are not of their schema');
  return ok({ json: `${JSON.stringify(report, null, 1)}\n`, ballots: returned, unique, frozenHash });
}

/** In one order of fields, for comparison. */
const sumsOf = ({ returned, valid, invalid, votes, against, abstained, grades }: Totals) => ({
  ...{ returned, valid, invalid, votes },
  ...(against && { against }),
  ...(abstained && { abstained }),
  ...(grades && { grades }),
});

/** Of sorted ballots. */
export function uniqueBallots(ballots: Uint8Array): number {
  const same = (a: number, b: number): boolean =>
    a >= 0 &&
    b + BALLOT_BYTES <= ballots.length &&
    Buffer.compare(ballots.subarray(a, a + BALLOT_BYTES), ballots.subarray(b, b + BALLOT_BYTES)) === 0;
  let unique = 0;
  for (let at = 0; at < ballots.length; at += BALLOT_BYTES)
    if (!same(at - BALLOT_BYTES, at) && !same(at, at + BALLOT_BYTES)) unique++;
  return unique;
}

/** As the patterns are: to the monitors' public key, bound to the round by its frozen hash, and for this purpose alone. */
export const sealCvr = (json: string, monitorsPem: string, frozenHash: string): Uint8Array =>
  sealPatterns(Buffer.from(json), rawPublicKey(createPrivateKey(monitorsPem)), frozenHash, 'piaojue cvr');

/** undefined: another key, another round, or a byte that was changed. */
export const openCvr = (sealed: Uint8Array, monitorsPem: string, frozenHash: string): string | undefined =>
  openPatterns(sealed, monitorsPem, frozenHash, 'piaojue cvr')?.toString('utf8');
