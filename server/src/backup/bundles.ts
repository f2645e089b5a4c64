import { createPublicKey, verify } from 'node:crypto';
import { fail, ok, type Result } from '@piaojue/contract/result';
import type { RoundRow } from '../store/store.ts';
import { type Part, sha256 } from './container.ts';

/** DER of an Ed25519 public key before its 32 raw bytes (RFC 8410). */
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** Whether the bundles that the rounds name are there, whole, and signed by the key that each of them names. */
export function checkBundles(rounds: readonly RoundRow[], parts: readonly Part[]): Result<number, string> {
  const byName = new Map(parts.map(({ name, bytes }) => [name, bytes]));
  let checked = 0;
  for (const { id, bundleHash, chainHash, patterns } of rounds) {
    for (const [folder, name, hash] of [
      [`bundles/round-${id}`, 'bundle', bundleHash],
      [`bundles/chain-${id}`, 'chain', chainHash],
    ] as const) {
      if (hash === null) continue;
      const bytes = byName.get(`${folder}/${name}.json`);
      const signature = byName.get(`${folder}/${name}.sig`);
      if (!bytes || !signature) return fail(`${folder}: expected ${name}.json and ${name}.sig, one of them is missing`);
      if (sha256(bytes) !== hash) return fail(`${folder}: expected the bundle that the store names, got another`);
      if (!isSigned(bytes, signature)) return fail(`${folder}: the signature does not hold`);
      checked += 1;
    }
    if (bundleHash === null || !patterns) continue;
    const sealed = byName.get(`bundles/round-${id}/patterns.sealed`);
    if (!sealed || !Buffer.from(patterns).equals(sealed))
      return fail(`bundles/round-${id}: expected the sealed patterns of the round, got ${sealed ? 'others' : 'none'}`);
  }
  return ok(checked);
}

function isSigned(bytes: Uint8Array, signature: Uint8Array): boolean {
  try {
    const { signer } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { signer?: unknown };
    if (typeof signer !== 'string' || !/^[0-9a-f]{64}$/.test(signer)) return false;
    const der = Buffer.concat([ED25519_SPKI, Buffer.from(signer, 'hex')]);
    return verify(null, bytes, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature);
  } catch {
    return false;
  }
}
