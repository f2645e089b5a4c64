import type { Bundle } from './bundle.ts';
import { adoptedFaults, type Chain, chainFaults, roundFaults } from './chain.ts';
import { fault, judged, type Report, reportOf, unchecked } from './checks.ts';
import { sha256 } from './frozen.ts';
import { type BundleFiles, type Keys, verifyBundle, verifySigned } from './verify-bundle.ts';

export interface ChainReport extends Report {
  readonly chain: Chain | undefined;
}

/**
 * Judges the bundle of a chain of rounds: that the adopted list follows from the rounds and rulings that it names, if the
 * bundles of those are given, each of which has to hold by itself and to be of the same key.
 */
export function verifyChain(
  files: Pick<BundleFiles, 'json' | 'signature'>,
  rounds: readonly BundleFiles[],
  keys: Keys = {},
): ChainReport {
  const { checks, value } = verifySigned(files.json, files.signature, keys.signer);
  if (!value) return { ...reportOf(checks), chain: undefined };
  const wrong = chainFaults(value);
  const shaped = [...checks, judged('fields', wrong)];
  if (wrong.length) return { ...reportOf(shaped), chain: undefined };
  const chain = value as unknown as Chain;
  const asked = chain.rounds.filter(({ bundle }) => bundle !== '');
  const given = new Map(rounds.map((round) => [sha256(round.json), round]));
  if (asked.some(({ bundle }) => !given.has(bundle)))
    return {
      ...reportOf([
        ...shaped,
        unchecked('chain-rounds', 'bundles-missing'),
        unchecked('chain-adopted', 'bundles-missing'),
      ]),
      chain,
    };
  const bundles = new Map<string, Bundle>();
  const broken = asked.flatMap(({ bundle: hash, round }) => {
    const found = given.get(hash);
    const report = found && verifyBundle(found, { ...keys, signer: chain.signer });
    if (report?.bundle) bundles.set(hash, report.bundle);
    return report?.holds ? [] : [fault(`round ${round}`, 'a bundle that holds', 'one that does not')];
  });
  const listed = judged('chain-rounds', [...broken, ...roundFaults(chain, bundles)]);
  return { ...reportOf([...shaped, listed, judged('chain-adopted', adoptedFaults(chain, bundles))]), chain };
}
