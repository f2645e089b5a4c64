import { createPublicKey, type KeyObject } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Result } from '@piaojue/contract/result';
import { rawPublicKey } from '../box/patterns.ts';
import { crashPoint } from '../crash-point.ts';
import type { Chain } from '../rounds/chain.ts';
import type { SittingRow } from '../store/store.ts';
import { writeSigned } from './bundle.ts';
import { plain } from './plain.ts';

/** The signed result of a chain that came to rest: it names the bundles of its rounds by their hashes (RULES §1 decision 8). */
export const CHAIN_VERSION = 1;

/** The bytes of chain.json, canonical as those of a round are. */
export function chainBytes(sitting: SittingRow, chain: Chain, signer: Uint8Array): Buffer {
  const [first] = chain.rounds;
  const bundle = plain({
    version: CHAIN_VERSION,
    mode: sitting.mode,
    sitting: sitting.title,
    chain: first?.id,
    title: first?.contest.title ?? '',
    kind: first?.contest.kind,
    rounds: chain.rounds.map((round) => ({
      round: round.id,
      parent: round.parent,
      turn: round.turn,
      method: round.method,
      state: round.state,
      outcome: round.decision?.outcome ?? null,
      frozenHash: round.frozen?.hash ?? null,
      bundle: round.bundleHash,
      announcedAt: round.announcedAt,
      agreements: round.agreements ?? {},
      reason: round.reason,
      ruling: round.ruling,
    })),
    adopted: chain.adopted,
    pending: chain.pending,
    signer: Buffer.from(signer).toString('hex'),
  });
  return Buffer.from(canonicalize(bundle) ?? '', 'utf8');
}

/** Writes chain.json and chain.sig durably, and reads them back. The hash of chain.json, hex. */
export function writeChainBundle(
  folder: string,
  sitting: SittingRow,
  chain: Chain,
  signingKey: KeyObject,
): Result<string, string> {
  const bytes = chainBytes(sitting, chain, rawPublicKey(createPublicKey(signingKey)));
  return writeSigned(folder, 'chain', bytes, signingKey, () => crashPoint('chain:1-json'));
}
