import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choices, forge, makeBundle, MONITORS_PEM, SIGNER } from './test-bundles.ts';
import { KINDS, LIES, named, selection } from './test-cases.ts';
import { bitsOf, flipped } from './test-flips.ts';
import { hasPython, verifyByPython } from './test-python.ts';
import { type BundleFiles, verifyBundle } from './verify-bundle.ts';
import { motionData } from '../src/rules/test-contest.ts';

const KEYS = { signer: SIGNER, monitors: MONITORS_PEM };
const holds = (files: BundleFiles): boolean => verifyBundle(files, KEYS).holds;
const small = makeBundle({ asked: motionData(), voters: 7, ballots: [...choices(3, 1), ...choices(2, 2)] });
const text = small.json.toString('utf8');
const withJson = (json: string): BundleFiles => ({ ...small, json: Buffer.from(json, 'utf8') });

/** What is not one changed bit. */
const MEDDLED: readonly (readonly [string, BundleFiles])[] = [
  ['cut at its end', withJson(text.slice(0, -1))],
  ['empty', withJson('')],
  ['with a line more', withJson(`${text}\n`)],
  ['with a blank', withJson(text.replace(':', ': '))],
  ['with a name that stands twice', withJson(text.replace('{', '{"all":9,'))],
  ['with a byte order mark', withJson(`\uFEFF${text}`)],
  ['with an escape', withJson(text.replace('江', '\\u6c5f'))],
  ['in another order', withJson(text.replace(/^\{("[^"]+":)(.*?),("[^"]+":\d+),/, '{$3,$1$2,'))],
  ['with the signature of another round', { ...small, signature: makeBundle(named).signature }],
  ['with a signature that is cut', { ...small, signature: small.signature.subarray(1) }],
  ['with a signature and a byte', { ...small, signature: Buffer.concat([small.signature, Buffer.alloc(1)]) }],
  ['with the patterns of another round', { ...small, patterns: makeBundle(selection).patterns }],
  ['with patterns that are cut', { ...small, patterns: small.patterns?.subarray(0, -1) }],
  ['with a file of patterns that is empty', { ...small, patterns: Buffer.alloc(0) }],
];

describe('every change of one bit', () => {
  it('in bundle.json, bundle.sig and patterns.sealed is refused, all bits tried', () => {
    expect(holds(small)).toBe(true);
    const bits = bitsOf(small);
    expect(bits).toBeGreaterThan(20_000);
    const taken = Array.from({ length: bits }, (_, bit) => bit).filter((bit) => holds(flipped(small, bit)));
    console.log(`bits tried: ${bits}, taken: ${taken.length}`);
    expect(taken).toEqual([]);
  }, 180_000);

  it.each(MEDDLED)('and so is a bundle %s', (_name, files) => {
    expect(holds(files)).toBe(false);
    const parts = [files.json, files.signature, files.patterns ?? Buffer.alloc(0)].map((part) => Buffer.from(part));
    const whole = [small.json, small.signature, small.patterns ?? Buffer.alloc(0)];
    expect(parts.every((part, i) => part.equals(whole[i] ?? part))).toBe(false);
  });

  it('whatever bytes come: an answer, never an exception', () => {
    const anything = fc.oneof(
      fc.uint8Array(),
      fc.json().map((json) => Buffer.from(json)),
      fc
        .jsonValue()
        .map((value) => forge(small, (bundle) => Object.assign(bundle, { contest: value, decision: value })).json),
    );
    fc.assert(
      fc.property(anything, (json) => {
        expect(verifyBundle({ ...small, json }).holds).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('signed by the right key, whatever the fields hold: an answer, never an exception', () => {
    const names = Object.keys(JSON.parse(text) as object);
    const property = fc.property(fc.constantFrom(...names), fc.jsonValue(), (name, value) => {
      fc.pre(name !== 'signer');
      const forged = forge(small, (bundle) => {
        bundle[name] = value;
      });
      const { checks } = verifyBundle(forged, KEYS);
      expect(checks.length).toBeGreaterThan(2);
    });
    fc.assert(property, { numRuns: 500 });
  });
});

describe.skipIf(!hasPython())('the second verifier, verify.py', () => {
  it('is under 200 lines, and imports nothing but what Python brings', () => {
    const source = readFileSync(join(import.meta.dirname, 'verify.py'), 'utf8');
    expect(source.trimEnd().split('\n').length).toBeLessThan(200);
    const imports = source.match(/^(import|from) .*$/gm);
    expect(imports).toEqual(['import argparse, hashlib, hmac, json, pathlib, subprocess, sys, tempfile']);
  });

  it('finds every kind of round as the first does', () => {
    expect(verifyByPython(KINDS.map(([, sketch]) => makeBundle(sketch)))).toEqual(KINDS.map(() => ''));
  });

  it('finds the lies that the first finds', () => {
    const found = verifyByPython(LIES.map(([, sketch, lie]) => forge(makeBundle(sketch), lie)));
    expect(LIES.filter((_, i) => found[i] === '').map(([name]) => name)).toEqual([]);
  });

  it('refuses what is not one changed bit, too', () => {
    const found = verifyByPython(MEDDLED.map(([, files]) => files));
    expect(MEDDLED.filter((_, i) => found[i] === '').map(([name]) => name)).toEqual([]);
  });

  it('refuses single bits that are changed: a sample, all of them by test-flips-main.ts', () => {
    const bits = bitsOf(small);
    const step = Math.floor(bits / 100);
    const sample = Array.from({ length: 100 }, (_, i) => i * step + ((i * 7) % step));
    const found = verifyByPython([small, ...sample.map((bit) => flipped(small, bit))], false);
    expect([found[0], sample.filter((_, i) => found[i + 1] === '')]).toEqual(['', []]);
  });
});
