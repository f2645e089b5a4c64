import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { BALLOT_BYTES } from '../ballot.ts';
import type { SealedBallot } from '../messages.ts';

/**
 * A ballot is sealed with AES-128-CCM (RFC 3610, NIST SP 800-38C): L = 2, tag of 8 bytes (PROTOCOL SEAL1–SEAL5).
 *
 *     nonce 13 = 01 | keypad 2 | round 2 | counter 4 | 00000000
 *     associated data 26 = keypad 2 | round 2 | counter 4 | paper 2 | hash of the paper 16
 *
 * The first 10 bytes of the data are the header as sent, so no bit of it can change under a tag that holds. The counter
 * never comes back during the life of a device key, so no nonce does.
 */
const NONCE_BYTES = 13;
const HEADER_BYTES = 10;
const TAG_BYTES = 8;
const OPTIONS = { authTagLength: TAG_BYTES } as const;

export type BallotHeader = Pick<SealedBallot, 'keypad' | 'round' | 'counter'>;

function nonceAndData(header: BallotHeader, paper: number, paperHash: Uint8Array): { nonce: Buffer; data: Buffer } {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUInt8(1, 0);
  nonce.writeUInt16BE(header.keypad, 1);
  nonce.writeUInt16BE(header.round, 3);
  nonce.writeUInt32BE(header.counter, 5);
  const data = Buffer.alloc(HEADER_BYTES + 16);
  nonce.copy(data, 0, 1, 9);
  data.writeUInt16BE(paper, 8);
  data.set(paperHash, HEADER_BYTES);
  return { nonce, data };
}

/** First two bytes of the paper's hash, as the header carries them. */
export const paperDigest = (paperHash: Uint8Array): number => ((paperHash[0] ?? 0) << 8) | (paperHash[1] ?? 0);

/** `plaintext`: 16 bytes; `paperHash`: 16 bytes. */
export function sealBallot(
  key: KeyObject,
  header: BallotHeader,
  paperHash: Uint8Array,
  plaintext: Uint8Array,
): SealedBallot {
  const paper = paperDigest(paperHash);
  const { nonce, data } = nonceAndData(header, paper, paperHash);
  const cipher = createCipheriv('aes-128-ccm', key, nonce, OPTIONS);
  cipher.setAAD(data, { plaintextLength: plaintext.length });
  const ciphertext = new Uint8Array(cipher.update(plaintext));
  cipher.final();
  return {
    keypad: header.keypad,
    round: header.round,
    counter: header.counter,
    paper,
    ciphertext,
    tag: new Uint8Array(cipher.getAuthTag()),
  };
}

/**
 * The 16 bytes of the ballot, or undefined for a seal that does not hold. Nothing that `update` gave is used before
 * `final` accepted the tag (NIST SP 800-38C: no plaintext of a message that failed).
 */
export function openBallot(key: KeyObject, sealed: SealedBallot, paperHash: Uint8Array): Buffer | undefined {
  // Checked here, because node:crypto throws on another length of tag and would open an empty ciphertext.
  if (sealed.tag.length !== TAG_BYTES || sealed.ciphertext.length !== BALLOT_BYTES) return undefined;
  const { nonce, data } = nonceAndData(sealed, sealed.paper, paperHash);
  const decipher = createDecipheriv('aes-128-ccm', key, nonce, OPTIONS);
  decipher.setAuthTag(sealed.tag);
  decipher.setAAD(data, { plaintextLength: sealed.ciphertext.length });
  try {
    const plaintext = decipher.update(sealed.ciphertext);
    decipher.final();
    return plaintext;
  } catch {
    return undefined;
  }
}
