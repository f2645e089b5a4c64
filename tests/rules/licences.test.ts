import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { delivered, isAllowed, LIST, listOf, outOfStep, readLock } from './licences.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const lock = readLock();

test('everything that is delivered has a licence that the list allows, and stands in THIRD-PARTY.md', () => {
  const all = delivered(lock);
  expect(all.length).toBeGreaterThan(100);
  expect(all.filter(({ licence }) => !isAllowed(licence))).toEqual([]);
  expect(readFileSync(LIST, 'utf8'), 'node tests/rules/licences.ts --write').toBe(listOf(all));
  console.log(`licences: ${all.length} packages, 0 not allowed`);
});

test('one that is not allowed, and one that states none, are found', () => {
  const planted = {
    packages: { 'node_modules/x': { version: '1.0.0', license: 'GPL-3.0' }, 'node_modules/y': { version: '2.0.0' } },
  };
  expect(delivered(planted).filter(({ licence }) => !isAllowed(licence))).toHaveLength(2);
  for (const [licence, allowed] of [
    ['(MIT OR GPL-3.0)', true],
    ['MIT AND GPL-3.0', false],
    ['(MIT AND ISC)', true],
    ['UNLICENSED', false],
    ['', false],
  ] as const)
    expect([licence, isAllowed(licence)]).toEqual([licence, allowed]);
});

test('the lock file goes with what the packages ask for; a change in one of them is found', () => {
  const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as Record<string, object>;
  expect(outOfStep(lock, read)).toEqual([]);
  const planted = (path: string) =>
    path === 'package.json' ? { ...read(path), dependencies: { node: '26' } } : read(path);
  expect(outOfStep(lock, planted)).toEqual(['.: node is 26, the lock file has 24']);
});

test('npm makes a bill of materials from the lock file alone, without a network', () => {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only', '--offline'];
  const bill = JSON.parse(
    execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  ) as {
    bomFormat: string;
    components: { name: string; version: string }[];
  };
  expect(bill.bomFormat).toBe('CycloneDX');
  const names = new Set(bill.components.map(({ name }) => name));
  const { dependencies } = JSON.parse(readFileSync(join(root, 'server', 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  expect(Object.keys(dependencies).filter((name) => !name.startsWith('@piaojue/') && !names.has(name))).toEqual([]);
  console.log(`bill of materials: ${bill.components.length} components`);
});
