import { createHash } from 'node:crypto';

/**
 * A draw that anybody can repeat with `printf '%s\n%s' SEED REF | sha256sum`: each ref is given the hex SHA-256 of the
 * seed, a line feed and the ref in UTF-8; the refs with the smallest come first. The seed is drawn in public after the
 * pool stood, so nobody can choose who is drawn. `size` null: all of the pool.
 */
export function draw(pool: readonly string[], seed: string, size: number | null): readonly string[] {
  const lot = (ref: string): string => createHash('sha256').update(`${seed}\n${ref}`).digest('hex');
  return pool
    .map((ref) => ({ ref, lot: lot(ref) }))
    .toSorted((a, b) => (a.lot < b.lot ? -1 : 1))
    .slice(0, size ?? pool.length)
    .map(({ ref }) => ref);
}
