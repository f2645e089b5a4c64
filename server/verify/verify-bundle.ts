import { type Bundle, bundleFaults, isCounted } from './bundle.ts';
import { isPlain, parseCanonical, type Value } from './canonical.ts';
import { type Check, fault, judged, type Report, reportOf, unchecked } from './checks.ts';
import { decisionFaults } from './decide.ts';
import { frozenChecks, sha256, zeroCheck } from './frozen.ts';
import { openPatterns, recountFaults } from './recount.ts';
import { signatureChecks } from './signature.ts';
import { answerFaults, ballotFaults, columnFaults, nameFaults, totalsOf } from './sums.ts';

/** The files of a round, byte by byte. */
export interface BundleFiles {
  readonly json: Uint8Array;
  readonly signature: Uint8Array;
  /** `patterns.sealed`; undefined: it was not given. */
  readonly patterns?: Uint8Array | undefined;
}
export interface Keys {
  /** Ed25519 public key of the congress's server, 64 hex digits, that came by another way than the bundle did. */
  readonly signer?: string | undefined;
  /** The monitors' private key (X25519), PEM. */
  readonly monitors?: string | undefined;
}

export interface BundleReport extends Report {
  /** What the bundle says, once its signature and its form hold. */
  readonly bundle: Bundle | undefined;
}

/**
 * Judges the bundle of one round. The first check that fails of signature, canonical form and fields ends it: what follows
 * would speak of a text that nobody signed.
 */
export function verifyBundle(files: BundleFiles, keys: Keys = {}): BundleReport {
  const signed = verifySigned(files.json, files.signature, keys.signer);
  if (!signed.value) return { ...reportOf(signed.checks), bundle: undefined };
  const faults = bundleFaults(signed.value);
  const fields = judged('fields', faults);
  if (faults.length) return { ...reportOf([...signed.checks, fields]), bundle: undefined };
  const bundle = signed.value as unknown as Bundle;
  const checks = [...signed.checks, fields, ...contentChecks(bundle), ...patternChecks(bundle, files, keys)];
  return { ...reportOf(checks), bundle };
}

/** Signature and canonical form, of a bundle of a round or of a chain. `value`: what was signed, if both hold. */
export function verifySigned(
  json: Uint8Array,
  signature: Uint8Array,
  expectedSigner: string | undefined,
): { readonly checks: readonly Check[]; readonly value: Value | undefined } {
  const parsed = parseCanonical(json);
  const plain = parsed !== undefined && isPlain(parsed) ? parsed : undefined;
  const canonical = judged(
    'canonical',
    plain === undefined ? [fault('bundle.json', 'canonical JSON of whole numbers and texts', 'something else')] : [],
  );
  const named = (plain as { signer?: Value } | undefined)?.signer;
  const signer = typeof named === 'string' ? named : 'that it names';
  const checks = [...signatureChecks(json, signature, signer, expectedSigner), canonical];
  return { checks, value: checks.some(({ verdict }) => verdict === 'fails') ? undefined : plain };
}

function contentChecks(bundle: Bundle): readonly Check[] {
  const answers = isCounted(bundle)
    ? answerFaults(bundle.contest, totalsOf(bundle))
    : (['votes', 'against', 'abstained', 'grades'] as const)
        .filter((name) => (name === 'votes' ? bundle.votes.length > 0 : bundle[name] !== undefined))
        .map((name) => fault(name, 'no figure of a round that does not count', 'some'));
  return [
    judged('ballots', ballotFaults(bundle)),
    judged('answers', answers),
    judged('columns', columnFaults(bundle)),
    judged('names', nameFaults(bundle)),
    judged('decision', decisionFaults(bundle)),
    ...frozenChecks(bundle),
    zeroCheck(bundle),
  ];
}

function patternChecks(bundle: Bundle, { patterns }: BundleFiles, { monitors }: Keys): readonly Check[] {
  const kept = bundle.method !== 'hand';
  if (!kept) {
    const faults = [
      ...(bundle.patternsHash === '' ? [] : [fault('patternsHash', 'nothing: there were no keypads', 'a hash')]),
      ...(patterns ? [fault('patterns.sealed', 'no such file: there were no keypads', 'one')] : []),
    ];
    return [judged('patterns-hash', faults), unchecked('recount', 'no-ballots-kept')];
  }
  if (bundle.patternsHash === '') {
    const nothing = fault('patternsHash', 'the hash of the ballots that were kept sealed', 'nothing');
    return [judged('patterns-hash', [nothing]), unchecked('recount', 'no-patterns-file')];
  }
  if (!patterns) return [unchecked('patterns-hash', 'no-patterns-file'), unchecked('recount', 'no-patterns-file')];
  const hash = sha256(patterns);
  const check = judged(
    'patterns-hash',
    hash === bundle.patternsHash ? [] : [fault('patternsHash', hash, bundle.patternsHash)],
  );
  if (monitors === undefined) return [check, unchecked('recount', 'no-monitors-key')];
  const opened = openPatterns(patterns, monitors, bundle.frozenHash);
  if (!opened) return [check, judged('recount', [fault('patterns.sealed', 'sealed to this key', 'not to be opened')])];
  const faults = recountFaults(bundle, opened);
  opened.fill(0);
  return [check, judged('recount', faults)];
}
