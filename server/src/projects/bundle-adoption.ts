import { createHash, createPublicKey, verify } from 'node:crypto';
import canonicalize from 'canonicalize';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { Base, Candidate } from '@piaojue/contract/contest';
import type { ProjectFault, ProjectOrigin } from '@piaojue/contract/project-view';
import { ok, type Result } from '@piaojue/contract/result';
import type { Adoptable } from './adopt.ts';
import { isDay } from '../day.ts';
import { illFormedAt } from '../rules/well-formed.ts';
import { fault } from './book.ts';

/** Of bundle.json only what an adoption reads; where a file has nothing a bundle has "". */
const Bundle = Type.Object({
  mode: Type.Union([Type.Literal('rehearsal'), Type.Literal('real')]),
  sitting: Type.Object({ congress: Type.String(), meeting: Type.String(), date: Type.String() }),
  round: Type.Integer({ minimum: 1 }),
  contest: Type.Object({
    kind: Type.Union([Type.Literal('selection'), Type.Literal('perProject')]),
    candidates: Type.Array(Type.Record(Type.String(), Type.Unknown())),
  }),
  decision: Type.Object({
    rows: Type.Array(
      Type.Object({
        no: Type.Integer({ minimum: 1 }),
        votes: Type.Integer({ minimum: 0 }),
        rate: Type.String({ pattern: '^(\\d+\\.\\d\\d)?$' }),
        rank: Type.Integer({ minimum: 1 }),
        status: Type.String(),
      }),
    ),
    rateBase: Type.Object({ base: Base, value: Type.Union([Type.Integer({ minimum: 0 }), Type.Literal('')]) }),
  }),
  signer: Type.String({ pattern: '^[0-9a-f]{64}$' }),
});
type Bundle = Static<typeof Bundle>;

/**
 * Whom a signed bundle of another sitting chose (`bundle.json`, and `bundle.sig` in hex). The signature has to be the one
 * of the key that the bundle names; whether that key is the congress's own is for people to compare.
 */
export function chosenInBundle(
  input: unknown,
  signature: string,
  rehearsal: boolean,
): Result<readonly Adoptable[], ProjectFault> {
  if (!Value.Check(Bundle, input) || illFormedAt(input) !== undefined)
    return fault('bad-bundle', 'the bundle.json of a 票决 of projects that counts', 'something else');
  const bundle: Bundle = input;
  const bytes = Buffer.from(canonicalize(bundle) ?? '', 'utf8');
  if (!/^[0-9a-f]{128}$/.test(signature) || !isSigned(bytes, signature, bundle.signer))
    return fault('bad-bundle', `the signature of ${bundle.signer.slice(0, 16)} over these very bytes`, 'another');
  if ((bundle.mode === 'rehearsal') !== rehearsal)
    return fault('other-mode', rehearsal ? 'a bundle of a rehearsal' : 'a bundle of a real sitting', bundle.mode);
  const bundleHash = createHash('sha256').update(bytes).digest('hex');
  const { congress, meeting, date } = bundle.sitting;
  // Refs are made of its year.
  if (!isDay(date)) return fault('bad-bundle', 'a sitting on a day of the calendar', date);
  const { rows, rateBase } = bundle.decision;
  const adoptable: Adoptable[] = [];
  for (const { no, votes, rate } of rows
    .filter(({ status }) => status === 'chosen')
    .toSorted((a, b) => a.rank - b.rank || a.no - b.no)) {
    const candidate = plainly(bundle.contest.candidates.find((each) => each['no'] === no) ?? {});
    if (!Value.Check(Candidate, candidate))
      return fault('bad-bundle', `a candidate no. ${no} as a contest file has it`, 'none, or another');
    const origin: ProjectOrigin = {
      sitting: { congress, meeting, date },
      round: bundle.round,
      no,
      by: 'vote',
      votes,
      rate: rate === '' ? null : rate,
      rateBase: { base: rateBase.base, value: rateBase.value === '' ? null : rateBase.value },
      bundleHash,
    };
    adoptable.push({ candidate, origin });
  }
  return ok(adoptable);
}

/** As the contest file had it: "" is nothing. */
const plainly = (candidate: object): unknown =>
  Object.fromEntries(Object.entries(candidate).filter(([, value]) => value !== ''));

function isSigned(bytes: Uint8Array, signature: string, signer: string): boolean {
  try {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(signer, 'hex').toString('base64url') };
    return verify(null, bytes, createPublicKey({ key: jwk, format: 'jwk' }), Buffer.from(signature, 'hex'));
  } catch {
    // Not every 32 bytes are a point of the curve.
    return false;
  }
}
