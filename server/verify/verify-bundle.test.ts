import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CheckId } from './checks.ts';
import { forge, type Made, makeBundle, MONITORS_PEM, pemOf, SIGNER } from './test-bundles.ts';
import { KINDS, LIES, named, selection } from './test-cases.ts';
import { verifyBundle } from './verify-bundle.ts';

const KEYS = { signer: SIGNER, monitors: MONITORS_PEM };
const failing = (made: Made, keys = KEYS): readonly CheckId[] =>
  verifyBundle(made, keys)
    .checks.filter(({ verdict }) => verdict === 'fails')
    .map(({ id }) => id);
const checked = (made: Made): readonly CheckId[] =>
  verifyBundle(made, KEYS)
    .checks.filter(({ verdict }) => verdict === 'holds')
    .map(({ id }) => id);

describe('a bundle that the server made', () => {
  it.each(KINDS)('of %s holds, counted once more and decided anew', (_name, sketch, outcome) => {
    const made = makeBundle(sketch);
    expect(failing(made)).toEqual([]);
    expect(verifyBundle(made, KEYS).bundle?.decision.outcome).toBe(outcome);
    const always: CheckId[] = ['signature', 'signer', 'canonical', 'fields', 'ballots', 'answers', 'decision'];
    expect(checked(made)).toEqual(
      expect.arrayContaining(made.row.method === 'hand' ? always : [...always, 'patterns-hash', 'recount', 'zero']),
    );
  });

  it('without the keys says what was not looked at, and whose signature it is not', () => {
    const { patterns: _, ...bare } = makeBundle(selection);
    const report = verifyBundle(bare);
    const open = report.checks.flatMap((check) => (check.verdict === 'unchecked' ? [[check.id, check.why]] : []));
    expect([report.holds, open]).toEqual([
      true,
      [
        ['signer', 'no-signer-given'],
        ['presence-hash', 'presence-not-in-bundle'],
        ['patterns-hash', 'no-patterns-file'],
        ['recount', 'no-patterns-file'],
      ],
    ]);
  });

  it('of another key, or opened with another key of monitors, does not hold', () => {
    const made = makeBundle(selection);
    expect(failing(made, { ...KEYS, signer: 'cd'.repeat(32) })).toEqual(['signer']);
    const other = pemOf(generateKeyPairSync('x25519').privateKey);
    expect(failing(made, { ...KEYS, monitors: other })).toEqual(['recount']);
    const another = makeBundle(selection);
    expect(failing({ ...made, patterns: another.patterns ?? Buffer.alloc(0) })).toEqual(['patterns-hash']);
    expect(failing({ ...made, signature: makeBundle(named).signature })).toEqual(['signature']);
  });
});

describe('a bundle that lies, signed with the right key', () => {
  it.each(LIES)('%s', (_name, sketch, lie, found) => {
    expect(failing(forge(makeBundle(sketch), lie))).toEqual(found);
  });
});
