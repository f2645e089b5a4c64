import { createPublicKey, verify } from 'node:crypto';
import { type Check, fault, judged, unchecked } from './checks.ts';

/** SubjectPublicKeyInfo of a raw key of 32 bytes (RFC 8410). */
const SPKI = { ed25519: '302a300506032b6570032100', x25519: '302a300506032b656e032100' } as const;

export const publicKeyOf = (kind: keyof typeof SPKI, raw: Uint8Array) =>
  createPublicKey({ key: Buffer.concat([Buffer.from(SPKI[kind], 'hex'), raw]), type: 'spki', format: 'der' });

/** Whether these are 64 raw bytes of Ed25519 (RFC 8032) of this key (64 hex digits) over exactly these bytes. */
export function isSigned(bytes: Uint8Array, signature: Uint8Array, signer: string): boolean {
  if (signature.length !== 64 || !/^[0-9a-f]{64}$/.test(signer)) return false;
  try {
    return verify(null, bytes, publicKeyOf('ed25519', Buffer.from(signer, 'hex')), signature);
  } catch {
    return false;
  }
}

/**
 * The signature is of the key that the file names itself, so it says only that nothing was changed since somebody signed;
 * whose key that is, is told by `expected`, which has to come by another way than the file did.
 */
export function signatureChecks(
  bytes: Uint8Array,
  signature: Uint8Array,
  signer: string,
  expected: string | undefined,
): readonly Check[] {
  const good = isSigned(bytes, signature, signer);
  const checks = [judged('signature', good ? [] : [fault('bundle.sig', `Ed25519 ${signer}`, 'another')])];
  if (expected === undefined) return [...checks, unchecked('signer', 'no-signer-given')];
  return [...checks, judged('signer', signer === expected.toLowerCase() ? [] : [fault('signer', expected, signer)])];
}
