import crypto, { createHash, type KeyObject } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/**
 * The random sources of `node:crypto` replaced by one that starts from a seed, for as long as `work` runs: what two worlds
 * draw is then the same in the same order, and whatever still differs between them comes from the ballots. Keys, nonces,
 * ids and ephemeral keys are concerned; ciphers, hashes and signatures stay the real ones.
 */
export async function withSeededCrypto<T>(seed: string, work: (drawn: () => number) => Promise<T>): Promise<T> {
  const { randomBytes, generateKeyPairSync } = crypto;
  let drawn = 0;
  const bytes = (size: number): Buffer => {
    const out = Buffer.alloc(size);
    for (let at = 0; at < size; at += 32) createHash('sha256').update(`${seed} ${drawn++}`).digest().copy(out, at);
    return out;
  };
  const replaced = {
    randomBytes: bytes,
    randomInt: (least: number, most: number) => least + (bytes(4).readUInt32BE() % (most - least)),
    randomUUID: () => bytes(16).toString('hex'),
    generateKeyPairSync: (type: string) => {
      const prefix = PKCS8_PREFIX[type];
      if (!prefix) throw new Error(`expected a key pair of ${Object.keys(PKCS8_PREFIX).join(' or ')}, got ${type}`);
      const der = Buffer.concat([Buffer.from(prefix, 'hex'), bytes(32)]);
      const privateKey: KeyObject = crypto.createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
      return { privateKey, publicKey: crypto.createPublicKey(privateKey) };
    },
  };
  const { randomInt, randomUUID } = crypto;
  Object.assign(crypto, replaced);
  syncBuiltinESMExports();
  try {
    return await work(() => drawn);
  } finally {
    Object.assign(crypto, { randomBytes, randomInt, randomUUID, generateKeyPairSync });
    syncBuiltinESMExports();
  }
}

/** RFC 8410: a private key of 32 bytes follows. */
const PKCS8_PREFIX: Readonly<Record<string, string>> = {
  x25519: '302e020100300506032b656e04220420',
  ed25519: '302e020100300506032b657004220420',
};
