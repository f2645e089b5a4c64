import { createCipheriv, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

/**
 * AES-CMAC (RFC 4493, NIST SP 800-38B) over node:crypto, which has none of its own: the CBC chain of the message whose
 * last block was masked with a subkey; the last block of the chain is the MAC.
 */
const BLOCK = 16;
const ZERO = Buffer.alloc(BLOCK);

export interface CmacKey {
  readonly key: KeyObject;
  readonly k1: Uint8Array;
  readonly k2: Uint8Array;
}

/** Doubling in GF(2^128), RFC 4493 §2.3. */
function double(input: Uint8Array): Uint8Array {
  const out = new Uint8Array(BLOCK);
  for (let i = 0; i < BLOCK; i++) out[i] = (((input[i] ?? 0) << 1) | ((input[i + 1] ?? 0) >> 7)) & 0xff;
  if ((input[0] ?? 0) & 0x80) out[BLOCK - 1] = (out[BLOCK - 1] ?? 0) ^ 0x87;
  return out;
}

function chain(key: KeyObject, data: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-128-cbc', key, ZERO);
  cipher.setAutoPadding(false);
  return cipher.update(data).subarray(-BLOCK);
}

/** `bytes`: 16. The subkeys are kept, so a MAC costs one cipher call. */
export function cmacKey(bytes: Uint8Array): CmacKey {
  if (bytes.length !== BLOCK) throw new RangeError(`expected a key of 16 bytes, got ${bytes.length}`);
  const key = createSecretKey(bytes);
  const k1 = double(chain(key, ZERO));
  return { key, k1, k2: double(k1) };
}

/** 16 bytes. */
export function cmac({ key, k1, k2 }: CmacKey, message: Uint8Array): Buffer {
  const blocks = Math.max(1, Math.ceil(message.length / BLOCK));
  const whole = message.length === blocks * BLOCK;
  const data = new Uint8Array(blocks * BLOCK);
  data.set(message);
  if (!whole) data[message.length] = 0x80;
  const mask = whole ? k1 : k2;
  const last = (blocks - 1) * BLOCK;
  for (let i = 0; i < BLOCK; i++) data[last + i] = (data[last + i] ?? 0) ^ (mask[i] ?? 0);
  return chain(key, data);
}

/** First 8 bytes, as the wire carries them. */
export const cmac8 = (key: CmacKey, message: Uint8Array): Uint8Array =>
  new Uint8Array(cmac(key, message).subarray(0, 8));

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);
