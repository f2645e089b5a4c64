import { createHash } from 'node:crypto';

/** First 16 bytes of SHA-256 over the paper's bytes without padding (PROTOCOL PAP3). The keypad computes it itself. */
export const paperHash = (paper: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(paper).digest().subarray(0, 16));
