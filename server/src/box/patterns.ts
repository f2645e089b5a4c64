import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';

/**
 * The anonymous ballots are kept for a recount only: sorted by value and padded, then sealed to the monitors' X25519
 * public key, so that the server that made the blob can't open it either.
 *
 *     "PJSP" 4 | version 1 | ephemeral public key 32 | AES-256-CTR(ciphertext) | HMAC-SHA256 32 over all before it
 *     64 bytes of key = HKDF-SHA256(shared secret, salt = both public keys, info = purpose + frozen hash)
 *
 * The purpose is "piaojue patterns"; of cast vote records that were made of them, "piaojue cvr": neither is taken for the other.
 */
export type SealedFor = 'piaojue patterns' | 'piaojue cvr';

const HEAD = Buffer.concat([Buffer.from('PJSP', 'latin1'), Buffer.of(1)]);
const SPKI_PREFIX = Buffer.from('302a300506032b656e032100', 'hex');
const ZERO_IV = Buffer.alloc(16);

/** 32 bytes of an X25519 or Ed25519 key; of a private key, of its public half. */
export const rawPublicKey = (key: KeyObject): Buffer => {
  const spki = (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' });
  return spki.subarray(spki.length - 32);
};
const publicKeyFrom = (raw: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), type: 'spki', format: 'der' });

function keysOf(
  secret: Buffer,
  ephemeral: Uint8Array,
  monitors: Uint8Array,
  frozenHash: string,
  purpose: SealedFor,
): [Buffer, Buffer] {
  const salt = Buffer.concat([ephemeral, monitors]);
  const info = Buffer.concat([Buffer.from(purpose), Buffer.from(frozenHash, 'hex')]);
  const out = Buffer.from(hkdfSync('sha256', secret, salt, info, 64));
  return [out.subarray(0, 32), out.subarray(32)];
}

/** `monitors`: raw X25519 public key, 32 bytes. */
export function sealPatterns(
  patterns: Uint8Array,
  monitors: Uint8Array,
  frozenHash: string,
  purpose: SealedFor = 'piaojue patterns',
): Uint8Array {
  const ephemeral = generateKeyPairSync('x25519');
  const ephemeralRaw = rawPublicKey(ephemeral.publicKey);
  const secret = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: publicKeyFrom(monitors) });
  const [cipherKey, macKey] = keysOf(secret, ephemeralRaw, monitors, frozenHash, purpose);
  const body = createCipheriv('aes-256-ctr', cipherKey, ZERO_IV).update(patterns);
  const sealed = Buffer.concat([HEAD, ephemeralRaw, body]);
  return new Uint8Array(Buffer.concat([sealed, createHmac('sha256', macKey).update(sealed).digest()]));
}

/** The patterns, or undefined where the key or a byte is not the right one. For the monitors' recount. */
export function openPatterns(
  blob: Uint8Array,
  privatePem: string,
  frozenHash: string,
  purpose: SealedFor = 'piaojue patterns',
): Buffer | undefined {
  if (blob.length < HEAD.length + 64 || !HEAD.equals(blob.subarray(0, HEAD.length))) return undefined;
  const privateKey = createPrivateKey(privatePem);
  const ephemeral = blob.subarray(HEAD.length, HEAD.length + 32);
  let secret: Buffer;
  try {
    secret = diffieHellman({ privateKey, publicKey: publicKeyFrom(ephemeral) });
  } catch {
    return undefined;
  }
  const [cipherKey, macKey] = keysOf(secret, ephemeral, rawPublicKey(privateKey), frozenHash, purpose);
  const sealed = blob.subarray(0, blob.length - 32);
  const mac = createHmac('sha256', macKey).update(sealed).digest();
  if (!timingSafeEqual(mac, blob.subarray(blob.length - 32))) return undefined;
  return createDecipheriv('aes-256-ctr', cipherKey, ZERO_IV).update(sealed.subarray(HEAD.length + 32));
}
