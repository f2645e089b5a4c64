import type { Made } from './test-bundles.ts';
import type { BundleFiles } from './verify-bundle.ts';

const PARTS = ['json', 'signature', 'patterns'] as const;
export const bitsOf = (made: Made): number => PARTS.reduce((bits, name) => bits + (made[name]?.length ?? 0) * 8, 0);

/** The files with one bit of all of them changed: bundle.json first, then bundle.sig, then patterns.sealed. */
export function flipped(made: Made, bit: number): BundleFiles {
  let at = bit;
  for (const name of PARTS) {
    const bytes = made[name];
    if (!bytes) continue;
    if (at < bytes.length * 8) {
      const changed = Buffer.from(bytes);
      changed[at >> 3] = (changed[at >> 3] ?? 0) ^ (1 << (at & 7));
      return { json: made.json, signature: made.signature, patterns: made.patterns, [name]: changed };
    }
    at -= bytes.length * 8;
  }
  throw new RangeError(`bit ${bit}`);
}
