import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { verifyCommand } from './main.ts';
import { forge, makeBundle, type Made, MONITORS_PEM, SIGNER } from './test-bundles.ts';
import { selection } from './test-cases.ts';

const folder = mkdtempSync(join(tmpdir(), 'verify-'));
afterAll(() => rmSync(folder, { recursive: true }));
const key = join(folder, 'monitors.pem');
writeFileSync(key, MONITORS_PEM);
let said: string[] = [];
beforeEach(() => {
  said = [];
  for (const name of ['log', 'error'] as const)
    vi.spyOn(console, name).mockImplementation((text: string) => void said.push(text));
});
afterEach(() => vi.restoreAllMocks());

function written(name: string, made: Made): string {
  const at = join(folder, name);
  mkdirSync(at);
  writeFileSync(join(at, 'bundle.json'), made.json);
  writeFileSync(join(at, 'bundle.sig'), made.signature);
  if (made.patterns) writeFileSync(join(at, 'patterns.sealed'), made.patterns);
  return at;
}
const made = makeBundle(selection);
const good = written('good', made);
const lie = written(
  'lie',
  forge(made, (bundle) => {
    bundle['invalid'] = 0;
  }),
);

it('a bundle that holds: exit 0, each thing that was looked at in words, in both languages', () => {
  expect(verifyCommand([good, '--signer', SIGNER, '--monitors-key', key, '--lang', 'en'])).toBe(0);
  expect(said.join()).toMatch(
    /the sealed patterns, counted once more, give the same[^]*verdict: holds \(13 checks hold/,
  );
  expect(said.join()).not.toMatch(/[{}]|undefined/);
  expect(verifyCommand([join(good, 'bundle.json')])).toBe(0);
  expect(said.at(-1)).toMatch(/未给定公钥[^]*结论：属实/);
});

it('one that does not: exit 1, and where', () => {
  expect(verifyCommand([lie, '--lang', 'en'])).toBe(1);
  expect(said.join()).toMatch(/✗ deputies[^]*valid: expected V \+ X = R[^]*verdict: does not hold/);
  expect(verifyCommand([lie, '--json'])).toBe(1);
  expect(JSON.parse(said.at(-1) ?? '')).toMatchObject({ holds: false });
  expect(verifyCommand([good, '--signer', 'ab'.repeat(32)])).toBe(1);
});

it('what can not be judged: exit 2, and why', () => {
  for (const args of [
    [],
    [join(folder, 'none')],
    [good, '--signer', 'ab'],
    [good, '--monitors-key', join(good, 'bundle.json')],
    [good, '--what'],
  ])
    expect([args, verifyCommand(args)]).toEqual([args, 2]);
  expect(said).toHaveLength(5);
});
